import type { Position } from '@lyceum/core/event';
import type { Condition, Filter, Find, Scalar } from './read-store.ts';
import { cellOf, type Table } from './sqlite-table.ts';

/** A piece of SQL with its parameters. */
export type Sql = { readonly text: string; readonly params: readonly unknown[] };
const sql = (text: string, ...params: readonly unknown[]): Sql => ({ text, params });
const all = (parts: readonly Sql[]): Sql => sql(parts.map(({ text }) => `(${text})`).join(' and ') || 'true', ...parts.flatMap(({ params }) => params));

const isList = (condition: Condition): condition is readonly Scalar[] => Array.isArray(condition);

const meets = (column: string, condition: Condition): Sql => {
  if (condition === null) return sql(`${column} is null`);
  if (isList(condition)) {
    // One parameter whatever the length: one statement to prepare, and no limit on the number of units.
    const listed = sql(`${column} in (select value from json_each(?))`, JSON.stringify(condition.map(cellOf)));
    return condition.includes(null) ? sql(`${listed.text} or ${column} is null`, ...listed.params) : listed;
  }
  if (typeof condition !== 'object') return sql(`${column} = ?`, cellOf(condition));
  const { from, to } = condition;
  return all([...(from === undefined ? [] : [sql(`${column} >= ?`, cellOf(from))]), ...(to === undefined ? [] : [sql(`${column} <= ?`, cellOf(to))])]);
};
const matching = (table: Table, where: Filter, alias: string): Sql =>
  all(Object.entries(where).map(([name, condition]) => meets(`${alias}.${table.column(name)}`, condition)));

/** Keys that may have met the filter at some time: by their current values or by former ones. */
export const candidates = (table: Table, where: Filter, moved: boolean): Sql => {
  const indexed = Object.fromEntries(Object.entries(where).filter(([name]) => name === 'key' || table.filters.includes(name)));
  const now = matching(table, indexed, 'r');
  const rows = sql(`select r.key from ${table.current} r where ${now.text}`, ...now.params);
  if (!moved || Object.keys(indexed).every((name) => name === 'key')) return rows;
  return sql(`${rows.text} union select r.key from ${table.former} r where ${now.text}`, ...now.params, ...now.params);
};

/** The rows that meet a filter, now or as of a position: what stands after `select … from`, with `r` for the row. */
export const rowsOf = (table: Table, where: Filter, asOf: Position | undefined, moved: boolean): Sql => {
  const met = matching(table, where, 'r');
  if (asOf === undefined) return sql(`${table.current} r where r.row is not null and ${met.text}`, ...met.params);
  const keys = candidates(table, where, moved);
  // `cross join` fixes the order of the loops: keys first, then one seek into the versions of each.
  return sql(
    `(${keys.text}) c cross join ${table.versions} r
     where r.key = c.key and r.position = (select max(h.position) from ${table.versions} h where h.key = c.key and h.position <= ?) and r.row is not null and ${met.text}`,
    ...keys.params, asOf, ...met.params);
};

/** `order by`, and what comes after the last row of the page before. Nulls come first; the key breaks ties. */
export const sorted = (table: Table, { by, descending = false }: NonNullable<Find['sort']>, last: readonly Scalar[] | undefined): { order: string; after: Sql } => {
  const [column, direction, further] = [`r.${table.column(by)}`, descending ? 'desc' : 'asc', descending ? '<' : '>'];
  const order = by === 'key' ? `r.key ${direction}` : `${column} ${direction}, r.key ${direction}`;
  if (!last) return { order, after: sql('true') };
  const [value, key] = [cellOf(last[0]), last[1]];
  if (by === 'key') return { order, after: sql(`r.key ${further} ?`, key) };
  if (value === null) return { order, after: sql(`${column} is null and r.key ${further} ?${descending ? '' : ` or ${column} is not null`}`, key) };
  return { order, after: sql(`(${column}, r.key) ${further} (?, ?)${descending ? ` or ${column} is null` : ''}`, value, key) };
};

/** Whether a row meets a filter, as the SQL above says it. */
export const meetsFilter = (table: Table, where: Filter, key: string, row: unknown): boolean =>
  row !== null && Object.entries(where).every(([name, condition]) => {
    table.column(name);
    return meetsCondition(name === 'key' ? key : cellOf((row as Record<string, unknown>)[name]), condition);
  });
const meetsCondition = (cell: string | number | null, condition: Condition): boolean => {
  if (isList(condition)) return condition.some((one) => cellOf(one) === cell);
  if (condition === null || typeof condition !== 'object') return cellOf(condition) === cell;
  const [from, to] = [cellOf(condition.from), cellOf(condition.to)];
  return cell !== null && (condition.from === undefined || (from !== null && cell >= from)) && (condition.to === undefined || (to !== null && cell <= to));
};
