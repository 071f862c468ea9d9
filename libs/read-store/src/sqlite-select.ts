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
/** `columns`: the alias of the table whose columns are meant; keys are always those of `k`. */
const matching = (table: Table, where: Filter, columns: string): Sql =>
  all(Object.entries(where).map(([name, condition]) => meets(`${name === 'key' ? 'k' : columns}.${table.column(name)}`, condition)));

/** Rows (`id`, `key`, `born`, `position`, `version`) that may have met the filter at some time: by their current values or by former ones. */
export const candidates = (table: Table, where: Filter, moved: boolean): Sql => {
  const indexed = Object.fromEntries(Object.entries(where).filter(([name]) => name === 'key' || table.filters.includes(name)));
  const now = matching(table, indexed, 'k');
  const what = 'k.id, k.key, k.born, k.position, k.version';
  const rows = sql(`select ${what} from ${table.current} k where ${now.text}`, ...now.params);
  if (!moved || Object.keys(indexed).every((name) => name === 'key')) return rows;
  const once = matching(table, indexed, 'f');
  return sql(`${rows.text} union select ${what} from ${table.former} f cross join ${table.current} k where k.id = f.id and ${once.text}`, ...now.params, ...once.params);
};

/** The newest version of row `k` that is not after a position; the position is the parameter. */
export const versionAsOf = (table: Table) => `(select h.version from ${table.versions} h where h.id = k.id and h.position <= ? order by h.position desc limit 1)`;

export type Rows = { readonly from: Sql; readonly columns: string };
/**
 * The rows that meet a filter, now or as of a position: what stands after `select … from`. `k.key` is the key; `columns` names the table that
 * has the position and the columns; `v.row` is the row, if `whole`.
 */
export const rowsOf = (table: Table, where: Filter, asOf: Position | undefined, moved: boolean, whole: boolean): Rows => {
  if (asOf === undefined) {
    const met = matching(table, where, 'k');
    const join = whole ? ` cross join ${table.versions} v where v.version = k.version` : ' where k.version is not null';
    return { columns: 'k', from: sql(`${table.current} k${join} and ${met.text}`, ...met.params) };
  }
  const keys = candidates(table, where, moved);
  const met = matching(table, where, 'v');
  // `cross join` fixes the order of the loops: rows first, then their versions. Only what has changed since needs a seek.
  const version = `case when k.position <= ? then k.version else ${versionAsOf(table)} end`;
  return { columns: 'v', from: sql(`(${keys.text}) k cross join ${table.versions} v where k.born <= ? and v.version = ${version} and v.row is not null and ${met.text}`, ...keys.params, asOf, asOf, asOf, ...met.params) };
};

/** `order by`, and what comes after the last row of the page before. Nulls come first; the key breaks ties. */
export const sorted = (table: Table, columns: string, { by, descending = false }: NonNullable<Find['sort']>, last: readonly Scalar[] | undefined): { order: string; after: Sql } => {
  const [column, direction, further] = [`${columns}.${table.column(by)}`, descending ? 'desc' : 'asc', descending ? '<' : '>'];
  const order = by === 'key' ? `k.key ${direction}` : `${column} ${direction}, k.key ${direction}`;
  if (!last) return { order, after: sql('true') };
  const [value, key] = [cellOf(last[0]), last[1]];
  if (by === 'key') return { order, after: sql(`k.key ${further} ?`, key) };
  if (value === null) return { order, after: sql(`${column} is null and k.key ${further} ?${descending ? '' : ` or ${column} is not null`}`, key) };
  return { order, after: sql(`(${column}, k.key) ${further} (?, ?)${descending ? ` or ${column} is null` : ''}`, value, key) };
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
