import type { Position } from '@lyceum/core/event';
import type { Condition, Filter } from './read-store.ts';
import { indexedPart, isList, matching as matchingOf } from './select.ts';
import type { SqliteTable } from './sqlite-table.ts';
import { cellOf, sql, type Sql } from './table.ts';

/** `columns`: the alias of the table whose columns are meant; keys are always those of `k`. */
const matching = (table: SqliteTable, where: Filter, columns: string): Sql => matchingOf(table, where, columns, 'k');

/** Rows (`id`, `key`, `born`, `position`, `version`) that may have met the filter at some time, by their current values or by former ones; `among`: of which `k`. */
export const candidates = (table: SqliteTable, where: Filter, moved: boolean, among: Sql = sql('true')): Sql => {
  const { part, columns } = indexedPart(table, where);
  const now = matching(table, part, 'k');
  const what = 'k.id, k.key, k.born, k.position, k.version';
  const rows = sql(`select ${what} from ${table.current} k where ${now.text} and ${among.text}`, ...now.params, ...among.params);
  if (!moved || !columns) return rows;
  const once = matching(table, part, 'f');
  return sql(`${rows.text} union select ${what} from ${table.former} f cross join ${table.current} k where k.id = f.id and ${once.text} and ${among.text}`, ...rows.params, ...once.params, ...among.params);
};

/** The newest version of row `k` that is not after a position; the position is the parameter. */
export const versionAsOf = (table: SqliteTable) => `(select h.version from ${table.versions} h where h.id = k.id and h.position <= ? order by h.position desc limit 1)`;

export type Rows = { readonly from: Sql; readonly columns: string };
/**
 * The rows that meet a filter, now or as of a position: what stands after `select … from`. `k.key` is the key; `columns` names the table that
 * has the position and the columns; `v.row` is the row.
 */
export const rowsOf = (table: SqliteTable, where: Filter, asOf: Position | undefined, moved: boolean): Rows => {
  if (asOf === undefined) {
    const met = matching(table, where, 'k');
    return { columns: 'k', from: sql(`${table.current} k cross join ${table.versions} v where v.version = k.version and ${met.text}`, ...met.params) };
  }
  const keys = candidates(table, where, moved);
  const met = matching(table, where, 'v');
  // `cross join` fixes the order of the loops: rows first, then their versions. Only what has changed since needs a seek.
  const version = `case when k.position <= ? then k.version else ${versionAsOf(table)} end`;
  return { columns: 'v', from: sql(`(${keys.text}) k cross join ${table.versions} v where k.born <= ? and v.version = ${version} and v.row is not null and ${met.text}`, ...keys.params, asOf, asOf, asOf, ...met.params) };
};

/**
 * The same, as `k`, of some columns alone, for adding up. As of a position what has not changed since is found among the current
 * rows, without a look at versions: of the past that is nearly all.
 */
export const cellsOf = (table: SqliteTable, where: Filter, asOf: Position | undefined, moved: boolean, names: readonly string[]): Sql => {
  const now = matching(table, where, 'k');
  const current = sql(`${table.current} k where k.version is not null and ${now.text}`, ...now.params);
  if (asOf === undefined) return current;
  const cells = (alias: string) => names.map((name) => (name === 'key' ? 'k.key' : `${alias}.${table.column(name)}`)).join(', ') || '1';
  const changed = candidates(table, where, moved, sql('k.position > ? and k.born <= ?', asOf, asOf));
  const then = matching(table, where, 'v');
  return sql(`(select ${cells('k')} from ${current.text} and k.position <= ? union all
    select ${cells('v')} from (${changed.text}) k cross join ${table.versions} v where v.version = ${versionAsOf(table)} and v.row is not null and ${then.text}) k where true`,
  ...current.params, asOf, ...changed.params, asOf, ...then.params);
};

/** Whether a row meets a filter, as the SQL above says it. */
export const meetsFilter = (table: SqliteTable, where: Filter, key: string, row: unknown): boolean =>
  row !== null && Object.entries(where).every(([name, condition]) => {
    table.column(name);
    return meetsCondition(name === 'key' ? key : cellOf((row as Record<string, unknown>)[name]), condition);
  });
const meetsCondition = (cell: string | number | null, condition: Condition): boolean => {
  if (isList(condition)) return condition.some((one) => cellOf(one) === cell);
  if (condition === null || typeof condition !== 'object') return cellOf(condition) === cell;
  if ('contains' in condition) return typeof cell === 'string' && cell.includes(condition.contains);
  const [from, to] = [cellOf(condition.from), cellOf(condition.to)];
  return cell !== null && (condition.from === undefined || (from !== null && cell >= from)) && (condition.to === undefined || (to !== null && cell <= to));
};
