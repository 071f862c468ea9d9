import { useEffect, type ReactNode } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Page } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { Bones, Empty, ProblemNotice } from './parts.tsx';
import { useParams } from './url.ts';

export type Column<Row> = { key: string; title: ReactNode; cell: (row: Row) => ReactNode; number?: boolean; /** The name that the API sorts by; `-name` is falling. */ sort?: string };
type Props<Row> = {
  label: string; columns: readonly Column<Row>[]; rowKey: (row: Row) => string; reading: UseQueryResult<Page<Row>, Error>;
  /** Whose rows they are, in words. */ scope?: ReactNode; empty: ReactNode; rowClass?: (row: Row) => string | undefined;
  more?: ReactNode; /** On a phone each row is a card with its headings, so that nothing lies out of sight. */ cards?: boolean;
};

const size = 50;
/** The query of one page of a list, from the address. Which lists can be sorted, their pages know. */
export const usePage = () => {
  const { get } = useParams();
  return { limit: size, cursor: get('cursor') ?? undefined };
};

/** The cursors walked through so far, so that one can go back a page; the address alone knows only its own. */
const trail = (place: string) => `lyceum.trail.${place}`;
/** Where the facts in the drawer keep their place: it is another's as soon as the drawer shows another figure. */
export const ofDrawer = { cursor: 'facts', page: 'factsPage' } as const;
type PagerProps = { next: string | null; total: number | null; shown: number; /** The next page is on its way: asking for it twice would skip one. */
  busy?: boolean; /** Lines of a page. */ size?: number; /** Where a second list of the same page keeps its place in the address. */ names?: { cursor: string; page: string } };
export const Pager = ({ next, total, shown, busy = false, size: each = size, names = { cursor: 'cursor', page: 'page' } }: PagerProps) => {
  const say = useSay();
  const { params, get, set } = useParams();
  const cursor = get(names.cursor);
  const asked = Number(get(names.page));
  const page = !cursor ? 1 : Number.isSafeInteger(asked) && asked > 1 ? asked : 2; // an address that says otherwise is mistaken
  const own = new URLSearchParams(params);
  for (const name of [names.cursor, names.page, ...(names === ofDrawer ? [] : ['why', ...Object.values(ofDrawer)])]) own.delete(name);
  const place = trail(`${location.pathname}?${own}`);
  const walked = JSON.parse(sessionStorage.getItem(place) ?? '{}') as Record<number, string>;
  const turn = (to: string | null | undefined, at: number) => set({ [names.cursor]: to, [names.page]: at > 1 ? at : null });
  useEffect(() => { if (cursor) sessionStorage.setItem(place, JSON.stringify({ ...walked, [page]: cursor })); });
  if (page === 1 && !next) return null;
  const first = (page - 1) * each;
  const back = () => (page > 2 && walked[page - 1] ? turn(walked[page - 1], page - 1) : turn(null, 1));
  return (
    <nav className="pager" aria-label={say('table.pages')}>
      <span className="quiet num">{say('table.range', { from: first + 1, to: first + shown, total: total ?? '…' })}</span>
      <button type="button" className="button" disabled={page === 1} onClick={back}>{say('table.previous')}</button>
      <button type="button" className="button" disabled={!next || busy} onClick={() => turn(next, page + 1)}>{say('table.next')}</button>
    </nav>
  );
};

const Sort = ({ by, title }: { by: string; title: ReactNode }) => {
  const { get, set } = useParams();
  const now = get('sort');
  const to = now === by ? `-${by}` : now === `-${by}` ? null : by;
  return <button type="button" className="sort" onClick={() => set({ sort: to, cursor: null, page: null })}>
    {title} <span aria-hidden="true">{now === by ? '↑' : now === `-${by}` ? '↓' : '↕'}</span></button>;
};

/** The one table: sort and page live in the address, count and scope stand above in words, the first column stays. */
export const DataTable = <Row,>({ label, columns, rowKey, reading, scope, empty, rowClass, more, cards = false }: Props<Row>) => {
  const say = useSay();
  const { get } = useParams();
  const sorted = get('sort');
  if (reading.error && !reading.data) return <div style={{ padding: '1rem' }}><ProblemNotice problem={reading.error} retry={() => void reading.refetch()} /></div>;
  if (!reading.data) return <div style={{ padding: '1rem' }}><Bones lines={8} /></div>;
  const { items, next, total } = reading.data;
  return (
    <div aria-busy={reading.isPlaceholderData}>
      <div className="scope"><span role="status">{total === null ? say('table.uncounted') : say('table.total', { total })}{scope && <> · {scope}</>}</span>{more}</div>
      {items.length === 0 ? <Empty title={say('table.empty')}>{empty}</Empty> : (
        <>
          <div className="table-box" tabIndex={0} role="region" aria-label={label} style={reading.isPlaceholderData ? { opacity: 0.6 } : undefined}>
            <table className={cards ? 'data cards' : 'data'}>
              <thead><tr>{columns.map(({ key, title, number, sort }) => (
                <th key={key} scope="col" className={number ? 'num' : undefined} aria-sort={sort && sorted === sort ? 'ascending' : sort && sorted === `-${sort}` ? 'descending' : undefined}>
                  {sort ? <Sort by={sort} title={title} /> : title}
                </th>
              ))}</tr></thead>
              <tbody>{items.map((row) => (
                <tr key={rowKey(row)} className={rowClass?.(row)}>
                  {columns.map(({ key, title, cell, number }, i) =>
                    i === 0 ? <th key={key} scope="row">{cell(row)}</th>
                      : <td key={key} className={number ? 'num' : undefined} data-title={cards && typeof title === 'string' ? title : undefined}>{cell(row)}</td>)}
                </tr>
              ))}</tbody>
            </table>
          </div>
          <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} />
        </>
      )}
    </div>
  );
};

/** Filters above a table; `Reset` clears them all, and the page with them. */
export const Filters = ({ names, children }: { names: readonly string[]; children: ReactNode }) => {
  const say = useSay();
  const { get, set } = useParams();
  const some = [...names, 'sort', 'page'].some((name) => get(name));
  return (
    <div className="filters" role="search">
      {children}
      <button type="button" className="button plain" disabled={!some}
        onClick={() => set(Object.fromEntries([...names, 'sort', 'cursor', 'page'].map((name) => [name, null])))}>{say('table.reset')}</button>
    </div>
  );
};
/** One filter of a few words. */
export const WordFilter = ({ name, label, options, wide = false }: { name: string; label: string; options: readonly (readonly [value: string, title: string])[]; wide?: boolean }) => {
  const say = useSay();
  const { get, set } = useParams();
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} className="input" value={get(name) ?? ''} onChange={(event) => set({ [name]: event.target.value, cursor: null, page: null })}>
        <option value="">{say('table.all')}</option>
        {options.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
      </select>
    </div>
  );
};
