import type { Filter as Query } from '@lyceum/mongo/mongo';
import { patternOf, value } from '@lyceum/mongo/values';
import type { Position } from '@lyceum/core/event';
import type { MongoTable, Side } from './mongo-table.ts';
import { BadCursor, type Condition, type Filter, type Find, type Scalar } from './read-store.ts';
import { isList } from './select.ts';

const nothing = { $in: [] };

const meets = (table: MongoTable, name: string, condition: Condition): unknown => {
  const cell = (given: Scalar) => table.cell(name, given);
  if (isList(condition)) return { $in: condition.map(cell) };
  if (condition === null || typeof condition !== 'object') return cell(condition);
  if ('contains' in condition) return { $regex: patternOf(condition.contains) };
  const { from, to } = condition;
  if (from === null || to === null) return nothing; // null is neither more nor less than anything
  return { ...(from === undefined ? {} : { $gte: cell(from) }), ...(to === undefined ? {} : { $lte: cell(to) }) };
};
const bounds = (condition: Condition): boolean => condition === null || typeof condition !== 'object' || isList(condition) || 'contains' in condition || condition.from !== undefined || condition.to !== undefined;

/** `key`: the field of the key. */
export const matching = (table: MongoTable, where: Filter, side: Side, key: string): Query =>
  Object.fromEntries(Object.entries(where).flatMap(([name, condition]) => {
    const field = table.field(name, side, key);
    return bounds(condition) ? [[field, meets(table, name, condition)]] : [];
  }));

/** Where rows are found that meet a filter, and by which of their fields. */
export type Rows = { readonly of: 'current' | 'versions'; readonly key: '_id' | 'key'; readonly query: Query };
export const rowsOf = (table: MongoTable, where: Filter, asOf: Position | undefined): Rows => (asOf === undefined
  ? { of: 'current', key: '_id', query: { row: { $ne: null }, ...matching(table, where, 'c', '_id') } }
  : { of: 'versions', key: 'key', query: { position: { $lte: value(asOf) }, until: { $gt: value(asOf) }, row: { $ne: null }, ...matching(table, where, 'c', 'key') } });

/** Versions of which the row, or the one before, meets a filter. */
export const versionsOf = (table: MongoTable, where: Filter): Query =>
  ({ $or: [{ row: { $ne: null }, ...matching(table, where, 'c', 'key') }, { had: true, ...matching(table, where, 'b', 'key') }] });

/** The order, and what comes after the last row of the page before. Nulls come first, then numbers, then texts; the key breaks ties. */
export const sorted = (table: MongoTable, key: string, { by, descending = false }: NonNullable<Find['sort']>, last: readonly Scalar[] | undefined): { order: Record<string, 1 | -1>; after: Query } => {
  const field = table.field(by, 'c', key);
  const direction = descending ? -1 : 1;
  const order: Record<string, 1 | -1> = by === 'key' ? { [key]: direction } : { [field]: direction, [key]: direction };
  if (!last) return { order, after: {} };
  if (!table.fits(by, last[0]!) || typeof last[1] !== 'string') throw new BadCursor();
  const further = descending ? '$lt' : '$gt';
  const [cell, at] = [table.cell(by, last[0]), value(last[1])];
  if (by === 'key') return { order, after: { [key]: { [further]: at } } };
  const beyond = cell === null ? (descending ? [] : [{ [field]: { $ne: null } }])
    : [{ [field]: { [further]: cell } }, ...(descending ? [{ [field]: null }] : []), ...(typeof cell === 'number' === !descending ? [{ [field]: { $type: descending ? 'number' : 'string' } }] : [])];
  return { order, after: { $or: [{ [field]: cell, [key]: { [further]: at } }, ...beyond] } };
};
