import type { Position } from '@lyceum/core/event';
import { BadCursor, type Condition, type Filter, type Find, type Scalar } from './read-store.ts';
import type { PostgresTable } from './postgres-table.ts';

/** A piece of SQL with its values, in the order of its question marks. */
export type Sql = { readonly text: string; readonly values: readonly unknown[] };
export const sql = (text: string, ...values: readonly unknown[]): Sql => ({ text, values });
const all = (parts: readonly Sql[]): Sql => sql(parts.map(({ text }) => `(${text})`).join(' and ') || 'true', ...parts.flatMap(({ values }) => values));

/** As the server takes it: `$1` and on. No name that is quoted in it has a question mark. */
export const numbered = ({ text }: Sql): string => { let n = 0; return text.replaceAll('?', () => `$${++n}`); };

const isList = (condition: Condition): condition is readonly Scalar[] => Array.isArray(condition);

const meets = (table: PostgresTable, name: string, column: string, condition: Condition): Sql => {
  const cell = (value: Scalar) => table.cell(name, value);
  if (condition === null) return sql(`${column} is null`);
  if (isList(condition)) {
    // One value whatever the length: one statement to prepare, and no limit on the number of units.
    const listed = sql(`${column} = any(?)`, condition.filter((value) => value !== null).map(cell));
    return condition.includes(null) ? sql(`${listed.text} or ${column} is null`, ...listed.values) : listed;
  }
  if (typeof condition !== 'object') return sql(`${column} = ?`, cell(condition));
  const { from, to } = condition;
  return all([...(from === undefined ? [] : [sql(`${column} >= ?`, cell(from))]), ...(to === undefined ? [] : [sql(`${column} <= ?`, cell(to))])]);
};
/** `alias`: of the relation whose key and columns are meant. */
export const matching = (table: PostgresTable, where: Filter, alias: string): Sql =>
  all(Object.entries(where).map(([name, condition]) => meets(table, name, `${alias}.${table.column(name)}`, condition)));

/** Keys of rows that may have met the filter at some time, by their current values or by former ones, and have changed after a position. */
const candidates = (table: PostgresTable, where: Filter, after: Position): Sql => {
  const indexed = Object.fromEntries(Object.entries(where).filter(([name]) => name === 'key' || table.filters.includes(name)));
  const now = matching(table, indexed, 'k');
  const keys = sql(`select k.key from ${table.current} k where k.position > ? and ${now.text}`, after, ...now.values);
  if (Object.keys(indexed).every((name) => name === 'key')) return keys;
  const once = matching(table, indexed, 'f');
  return sql(`${keys.text} union select f.key from ${table.former} f join ${table.current} k on k.key = f.key where k.position > ? and ${once.text}`, ...keys.values, after, ...once.values);
};
/** All of them, whenever they changed. */
export const keysOf = (table: PostgresTable, where: Filter): Sql => candidates(table, where, '');

/** A row as of a position: the newest version that is not after it. `key` is that of the relation before it in `from`. */
export const asOfLookup = (table: PostgresTable, key: string): string =>
  `lateral (select h.* from ${table.versions} h where h.key = ${key} and h.position <= ? order by h.position desc limit 1)`;

/**
 * The rows that meet a filter, now or as of a position, as `v` (key, position, row, columns): what stands after `select … from`. What has not
 * changed since is found among the current rows; a look-up is for the rest.
 */
export const rowsOf = (table: PostgresTable, where: Filter, asOf: Position | undefined): Sql => {
  const met = matching(table, where, 'v');
  if (asOf === undefined) return sql(`${table.current} v where v.row is not null and ${met.text}`, ...met.values);
  const what = (alias: string) => ['key', 'position', 'row', ...table.columns.map((name) => table.column(name))].map((name) => `${alias}.${name}`).join(', ');
  const changed = candidates(table, where, asOf);
  return sql(`(select ${what('c')} from ${table.current} c where c.position <= ? union all
    select ${what('h')} from (${changed.text}) k cross join ${asOfLookup(table, 'k.key')} h) v where v.row is not null and ${met.text}`,
  asOf, ...changed.values, asOf, ...met.values);
};

/** `order by`, and what comes after the last row of the page before. Nulls come first; the key breaks ties. */
export const sorted = (table: PostgresTable, { by, descending = false }: NonNullable<Find['sort']>, last: readonly Scalar[] | undefined): { order: string; after: Sql } => {
  const column = `v.${table.column(by)}`;
  const [direction, further] = descending ? ['desc nulls last', '<'] : ['asc nulls first', '>'];
  const order = by === 'key' ? `v.key ${direction}` : `${column} ${direction}, v.key ${direction}`;
  if (!last) return { order, after: sql('true') };
  if (last[0] !== null && by !== 'key' && table.type(by) !== 'text' && typeof last[0] !== 'number') throw new BadCursor();
  const [value, key] = [table.cell(by, last[0]), last[1]];
  if (by === 'key') return { order, after: sql(`v.key ${further} ?`, key) };
  if (value === null) return { order, after: sql(`${column} is null and v.key ${further} ?${descending ? '' : ` or ${column} is not null`}`, key) };
  return { order, after: sql(`(${column}, v.key) ${further} (?, ?)${descending ? ` or ${column} is null` : ''}`, value, key) };
};
