import { useState } from 'react';
import { Link } from 'react-router';
import type { FileEntry, LearningFile } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { useRead, useRight } from './data.ts';
import { Day, Empty, Moment, Reading } from './parts.tsx';
import { useTo } from './url.ts';

const Entry = ({ of }: { of: FileEntry }) => {
  const say = useSay();
  const word = useWord();
  const to = useTo();
  const may = useRight();
  const source = say(of.source.type === 'AttendanceWithdrawn' ? 'file.sourceWithdrawn' : 'file.sourceSigned');
  return (
    <li className={of.struck ? 'missing' : 'done'}>
      {may('sessions.read') ? <Link className={of.struck ? 'struck' : ''} to={to(`/sessions/${of.sessionId}`)}>{of.title ?? of.sessionId}</Link> : <b className={of.struck ? 'struck' : ''}>{of.title ?? of.sessionId}</b>} <span className="quiet">{say('file.minutes', { minutes: of.minutes })}</span>
      <div className="quiet small"><Day of={of.day} />{of.method && <> · {word('method', of.method)}</>}</div>
      {of.struck && <div className="small">{say('file.struck')} {of.struck.reason}</div>}
      <div className="quiet small">{say('file.source')} {may('history.read') ? <Link to={to(`/events/${encodeURIComponent(`${of.source.stream}@${of.source.revision}`)}`)}>{source}</Link> : source} · {say('history.recorded')} <Moment of={of.source.recordedAt} /></div>
    </li>
  );
};

/** A learning file: every entry names the fact that it rests on; its revisions are dense, so that a lost one would show. */
export const FileView = ({ memberId }: { memberId: string }) => {
  const say = useSay();
  const may = useRight();
  const [cursors, setCursors] = useState<string[]>([]);
  const reading = useRead<LearningFile>(may('own', 'files.read') ? `/learning-files/${memberId}` : null, { cursor: cursors.at(-1), limit: 50 });
  return (
    <Reading of={reading} lines={6}>{({ items, next, total, figures }) => (
      <div className="stack">
        <p role="status">{say('file.total', { count: figures.count, minutes: figures.minutes, hours: Math.round(figures.minutes / 6) / 10 })} <span className="quiet">{say('table.total', { total: total ?? items.length })}</span></p>
        {items.length === 0 ? <Empty title={say('file.none')}><p>{say('file.noneDo')}</p></Empty> : <ol className="timeline">{items.map((entry) => <Entry key={entry.revision} of={entry} />)}</ol>}
        <div className="row end">
          {cursors.length > 0 && <button type="button" className="button" onClick={() => setCursors(cursors.slice(0, -1))}>{say('table.previous')}</button>}
          {next && <button type="button" className="button" disabled={reading.isPlaceholderData} onClick={() => setCursors([...cursors, next])}>{say('table.next')}</button>}
        </div>
      </div>
    )}</Reading>
  );
};
