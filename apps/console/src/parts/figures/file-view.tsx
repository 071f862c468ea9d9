import { Link } from 'react-router';
import type { FileEntry, LearningFile } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { Pager, usePage } from '../data-table.tsx';
import { useMe, useRead, useRight } from '../data.ts';
import { Day, Empty, Moment, Reading } from '../parts.tsx';
import { useTo } from '../url.ts';

/** `mine`: whose file it is when it is the reader's own, whose history is open to them though single events are not: there the one is marked among the others. */
const Entry = ({ of, mine }: { of: FileEntry; mine?: string }) => {
  const say = useSay();
  const word = useWord();
  const to = useTo();
  const may = useRight();
  const fact = `${of.source.stream}@${of.source.revision}`;
  const rests = may('history.read') ? to(`/events/${encodeURIComponent(fact)}`)
    : mine ? to('/history', { subject: `member:${mine}`, fact }) : undefined;
  const source = say(of.source.type === 'AttendanceWithdrawn' ? 'file.sourceWithdrawn' : 'file.sourceSigned');
  return (
    <li className={of.struck ? 'missing' : 'done'}>
      {may('sessions.read') ? <Link className={of.struck ? 'struck' : ''} to={to(`/sessions/${of.sessionId}`)}>{of.title ?? of.sessionId}</Link>
        : <b className={of.struck ? 'struck' : ''}>{of.title ?? of.sessionId}</b>} <span className="quiet">{say('file.minutes', { minutes: of.minutes })}</span>
      <div className="quiet small"><Day of={of.day} />{of.method && <> · {word('method', of.method)}</>}</div>
      {of.struck && <div className="small">{say('file.struck')} {of.struck.reason}</div>}
      <div className="quiet small">{say('file.source')} {rests ? <Link to={rests}>{source}</Link> : source} · {say('history.recorded')} <Moment of={of.source.recordedAt} /></div>
    </li>
  );
};

/** A learning file: every entry names the fact that it rests on; its revisions are dense, so that a lost one would show. */
export const FileView = ({ memberId }: { memberId: string }) => {
  const say = useSay();
  const may = useRight();
  const { data: me } = useMe();
  const mine = memberId === 'me' || memberId === me?.memberId ? me?.memberId : undefined;
  const { cursor, limit } = usePage();
  const reading = useRead<LearningFile>(may('own', 'files.read') ? `/learning-files/${memberId}` : null, { cursor, limit });
  return (
    <Reading of={reading} lines={6}>{({ items, next, total, figures }) => (
      <div className="stack">
        <p role="status">{say('file.total', { count: figures.count, minutes: figures.minutes, hours: Math.round(figures.minutes / 6) / 10 })} <span className="quiet">
          {say('file.entries', { n: total ?? items.length })}{total !== null && total > figures.count && <> · {say('file.struckCount', { n: total - figures.count })}</>}</span></p>
        {items.length === 0 ? <Empty title={say('file.none')}><p>{say('file.noneDo')}</p></Empty>
          : <ol className="timeline">{items.map((entry) => <Entry key={entry.revision} of={entry} mine={mine} />)}</ol>}
        <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} />
      </div>
    )}</Reading>
  );
};
