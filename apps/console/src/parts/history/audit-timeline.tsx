import { historyKinds } from '@lyceum/contracts/audit/history-kinds';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Fields, HistoryItem, Page } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { actorName } from './actor.ts';
import { usePage, WordFilter } from '../data-table.tsx';
import { useRead, useRight } from '../data.ts';
import { Empty, Moment, Reading } from '../parts.tsx';
import { isDay, shanghaiDayOf } from '../time.ts';
import { useAsOf, useParams, useTo } from '../url.ts';

const show = (value: unknown): string => (value === null || value === undefined || value === '' ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));
/** The words of a field's values, where they are not called as the field is. */
const families: Readonly<Record<string, string>> = { status: 'sessionStatus', type: 'unitType', secondaryTier: 'tier' };
const Value = ({ field, of }: { field: string; of: unknown }) => {
  const word = useWord();
  return field === 'lockedUntil' && typeof of === 'string' ? <Moment of={of} /> : word(families[field] ?? field, show(of));
};

/** Field by field what was and what is; what stayed the same is left out. `whole`: with what was not there before, at once. */
export const Change = ({ before, after, whole = false }: { before: Fields | null; after: Fields | null; whole?: boolean }) => {
  const say = useSay();
  const word = useWord();
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((field) => show(before?.[field]) !== show(after?.[field]));
  if (fields.length === 0) return null;
  const list = (
    <dl className="change">{fields.map((field) => (
      <div key={field} style={{ display: 'contents' }}><dt>{word('field', field)}</dt>
        <dd>{before && <><span className="struck"><Value field={field} of={before[field]} /></span> → </>}<b><Value field={field} of={after?.[field]} /></b></dd></div>
    ))}</dl>
  );
  // What was not there before is told by its sentence; its details wait to be asked for.
  return before || whole ? list : <details className="small"><summary className="quiet">{say('history.details')}</summary>{list}</details>;
};

const Item = ({ of }: { of: HistoryItem }) => {
  const say = useSay();
  const to = useTo();
  const { travel } = useAsOf();
  const may = useRight();
  const entry = useRef<HTMLLIElement>(null);
  const sought = useParams().get('fact') === `${of.stream}@${of.revision}`;
  useEffect(() => { if (sought) entry.current?.scrollIntoView({ block: 'center' }); }, [sought]);
  const late = shanghaiDayOf(of.occurredAt) !== shanghaiDayOf(of.recordedAt);
  return (
    <li ref={entry} className={`${late ? 'late' : ''}${sought ? ' sought' : ''}`} aria-current={sought || undefined}>
      {may('history.read') ? <Link className="sentence" to={to(`/events/${encodeURIComponent(of.position)}`)}>{of.sentence}</Link> : <span className="sentence">{of.sentence}</span>}
      <div className="told"><div className="quiet small">
        {say('history.by')} <b>{actorName(of.actor)}</b> · {late && <>{say('history.occurred')} <Moment of={of.occurredAt} /> · </>}
        {say('history.recorded')} <Moment of={of.recordedAt} />{of.unitName && <> · {of.unitName}</>}</div>
        <button type="button" className="button plain small" onClick={() => travel(of.position)} aria-label={say('history.replayTo', { sentence: of.sentence })}>{say('history.replay')}</button>
      </div>
      {sought && <span className="tag accent">{say('history.sought')}</span>}
      {late && <span className="tag care">{say('history.late')}</span>}
      <Change before={of.before} after={of.after} />
    </li>
  );
};

const butAccess = historyKinds.filter((kind) => kind !== 'access').join(',');
/** Of which kind what is told is: one of them, or all but those that drown the others. */
export const KindFilter = () => {
  const say = useSay();
  const word = useWord();
  return <WordFilter wide name="kind" label={say('history.kind')} options={[[butAccess, say('history.butAccess')], ...historyKinds.map((kind) => [kind, word('historyKind', kind)] as const)]} />;
};
const useKind = () => {
  const kind = useParams().get('kind');
  return [butAccess, ...historyKinds].find((one) => one === kind); // an address that says otherwise is mistaken
};

type Props = { subject: string; from?: string | null; to?: string | null };
/** Who did what and when, in sentences, newest first; any moment can be gone back to. It begins where the event stands that the address asks for by `fact`, which is marked. */
export const AuditTimeline = ({ subject, from, to }: Props) => {
  const say = useSay();
  const { get, set } = useParams();
  const { cursor } = usePage();
  const kind = useKind();
  const reading = useRead<Page<HistoryItem>>('/history', {
    subject, kind, from: isDay(from ?? null) ? from : undefined, to: isDay(to ?? null) ? to : undefined, at: cursor ? undefined : get('fact'), cursor, limit: 50,
  });
  return (
    <Reading of={reading} lines={10}>{({ items, next, total }) => items.length === 0 && next === null && !cursor
      ? <Empty title={say('history.none')}><p>{say('history.noneDo')}</p></Empty>
      : (
        <div className="stack">
          {total !== null && <p className="quiet" role="status">{say('table.total', { total })}</p>}
          {items.length === 0 ? <p className="quiet" role="status">{say(next === null ? 'history.noneOlder' : 'history.noneHere')}</p>
            : <ol className="timeline">{items.map((item) => <Item key={`${item.position}`} of={item} />)}</ol>}
          <div className="row end">
            {(get('cursor') ?? get('fact')) && <button type="button" className="button" onClick={() => set({ cursor: null, page: null, fact: null })}>{say('history.newest')}</button>}
            {next && <button type="button" className="button" disabled={reading.isPlaceholderData} onClick={() => set({ cursor: next })}>{say('history.older')}</button>}
          </div>
        </div>
      )}</Reading>
  );
};
