import type { Position } from '@lyceum/core/event';
import type { Filter } from './read-store.ts';
import type { PostgresTable } from './postgres-table.ts';
import { indexedPart, matching } from './select.ts';
import { sql, type Sql } from './table.ts';

/** As the server takes it: `$1` and on. No name that is quoted in it has a question mark. */
export const numbered = ({ text }: Sql): string => { let n = 0; return text.replaceAll('?', () => `$${++n}`); };

/** Keys of rows that may have met the filter at some time, by their current values or by former ones, and have changed after a position. */
const candidates = (table: PostgresTable, where: Filter, after: Position): Sql => {
  const { part, columns } = indexedPart(table, where);
  const now = matching(table, part, 'k', 'k');
  const keys = sql(`select k.key from ${table.current} k where k.position > ? and ${now.text}`, after, ...now.params);
  if (!columns) return keys;
  const once = matching(table, part, 'f', 'f');
  return sql(`${keys.text} union select f.key from ${table.former} f join ${table.current} k on k.key = f.key where k.position > ? and ${once.text}`, ...keys.params, after, ...once.params);
};
/** All of them, whenever they changed. */
export const keysOf = (table: PostgresTable, where: Filter): Sql => candidates(table, where, '');

/** A row as of a position: the newest version that is not after it. `key` is that of the relation before it in `from`. */
const asOfLookup = (table: PostgresTable, key: string): string =>
  `lateral (select h.* from ${table.versions} h where h.key = ${key} and h.position <= ? order by h.position desc limit 1)`;

/**
 * The rows that meet a filter, now or as of a position, as `v` (key, position, row, columns): what stands after `select … from`. What has not
 * changed since is found among the current rows; a look-up is for the rest.
 */
export const rowsOf = (table: PostgresTable, where: Filter, asOf: Position | undefined): Sql => {
  const met = matching(table, where, 'v', 'v');
  if (asOf === undefined) return sql(`${table.current} v where v.row is not null and ${met.text}`, ...met.params);
  const what = (alias: string) => ['key', 'position', 'row', ...table.columns.map((name) => table.column(name))].map((name) => `${alias}.${name}`).join(', ');
  const changed = candidates(table, where, asOf);
  return sql(`(select ${what('c')} from ${table.current} c where c.position <= ? union all
    select ${what('h')} from (${changed.text}) k cross join ${asOfLookup(table, 'k.key')} h) v where v.row is not null and ${met.text}`,
  asOf, ...changed.params, asOf, ...met.params);
};
