import { BadCursor, type Condition, type Filter, type Find, type Scalar } from './read-store.ts';
import { sql, type Sql, type Table } from './table.ts';

const all = (parts: readonly Sql[]): Sql => sql(parts.map(({ text }) => `(${text})`).join(' and ') || 'true', ...parts.flatMap(({ params }) => params));

export const isList = (condition: Condition): condition is readonly Scalar[] => Array.isArray(condition);

const meets = (table: Table, name: string, column: string, condition: Condition): Sql => {
  const cell = (value: Scalar) => table.cell(name, value);
  if (condition === null) return sql(`${column} is null`);
  if (isList(condition)) {
    const listed = table.among(column, condition.map(cell));
    return condition.includes(null) ? sql(`${listed.text} or ${column} is null`, ...listed.params) : listed;
  }
  if (typeof condition !== 'object') return sql(`${column} = ?`, cell(condition));
  if ('contains' in condition) return table.holding(column, cell(condition.contains));
  const { from, to } = condition;
  return all([...(from === undefined ? [] : [sql(`${column} >= ?`, cell(from))]), ...(to === undefined ? [] : [sql(`${column} <= ?`, cell(to))])]);
};

/** `columns`, `keys`: the aliases of the relations whose columns and whose key are meant. */
export const matching = (table: Table, where: Filter, columns: string, keys: string): Sql =>
  all(Object.entries(where).map(([name, condition]) => meets(table, name, `${name === 'key' ? keys : columns}.${table.column(name)}`, condition)));

/** The part of a filter that indexes know; whether more than the key is in it. */
export const indexedPart = (table: Table, where: Filter): { part: Filter; columns: boolean } => {
  const part = Object.fromEntries(Object.entries(where).filter(([name]) => name === 'key' || table.filters.includes(name)));
  return { part, columns: Object.keys(part).some((name) => name !== 'key') };
};

/** `order by`, and what comes after the last row of the page before. Nulls come first; the key breaks ties. */
export const sorted = (table: Table, columns: string, keys: string, { by, descending = false }: NonNullable<Find['sort']>, last: readonly Scalar[] | undefined): { order: string; after: Sql } => {
  const [column, id] = [`${by === 'key' ? keys : columns}.${table.column(by)}`, `${keys}.key`];
  const [direction, further] = descending ? ['desc nulls last', '<'] : ['asc nulls first', '>'];
  const order = by === 'key' ? `${id} ${direction}` : `${column} ${direction}, ${id} ${direction}`;
  if (!last) return { order, after: sql('true') };
  if (!table.fits(by, last[0]!)) throw new BadCursor();
  const [value, key] = [table.cell(by, last[0]), last[1]];
  if (by === 'key') return { order, after: sql(`${id} ${further} ?`, key) };
  if (value === null) return { order, after: sql(`${column} is null and ${id} ${further} ?${descending ? '' : ` or ${column} is not null`}`, key) };
  return { order, after: sql(`(${column}, ${id}) ${further} (?, ?)${descending ? ` or ${column} is null` : ''}`, value, key) };
};
