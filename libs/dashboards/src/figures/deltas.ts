import { setImmediate as breathe } from 'node:timers/promises';
import type { Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import { isFew } from '@lyceum/directory/few';
import { BadCursor, type Condition, type Filter, type ReadStore } from '@lyceum/read-store/read-store';
import { memberDay } from '../attendance/member-day.projection.ts';
import { figures, type Persons, type Sum } from './figure.ts';
import { filterOf, type Extent, type Measures } from './measures.query.ts';

/** By how much one event moved a figure. `memberId`: of distinct persons who counts since then, for one event may bring many. */
export type Delta = { readonly position: Position; readonly delta: number; readonly memberId?: string };
export type Deltas = { readonly items: readonly Delta[]; readonly next: string | null; readonly total: number };
type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** The events behind a leaf, newest first. Over all pages their deltas add up to its value, since a row's versions are its events. */
export const deltasOf = (reads: ReadStore, measures: Measures, name: string, extent: Extent & { asOf: Position }, paging: Paging): Promise<Deltas> => {
  const figure = figures[name]!;
  if (figure.kind === 'ratio') throw new Error(`${name} is no leaf: its terms are`);
  return figure.kind === 'sum' ? ofSum(reads, figure, extent, paging) : ofPersons(reads, measures, figure, extent, paging);
};

/**
 * Whether the events behind a sum of people tell of few of them: one moved it by so little, or it was so small in between, also where it no longer is.
 * Every signature does.
 */
export const tellOfFew = async (reads: ReadStore, measures: Measures, name: string, value: number, extent: Extent & { asOf: Position }): Promise<boolean> => {
  let [sum, cursor] = [value, null as string | null];
  do {
    const { items, next } = await deltasOf(reads, measures, name, extent, { limit: 200, ...(cursor !== null && { cursor }) });
    for (const { delta } of items) {
      if (isFew(sum) || isFew(Math.abs(delta))) return true;
      sum -= delta;
    }
    cursor = next;
  } while (cursor !== null);
  return false;
};

const ofSum = async (reads: ReadStore, { column, facts, from }: Sum, extent: Extent & { asOf: Position }, { limit, cursor }: Paging): Promise<Deltas> => {
  const source = from[extent.place]!;
  const [where, { asOf }] = [filterOf(source, extent), extent];
  const counted = (row: unknown) => (row !== null && meets(where, row as Row) ? Number((row as Row)[column]) : 0);
  const read = async (most: number, after: string | null) => {
    const { versions, next } = await reads.versions(source.projection, { where, asOf, limit: most, ...(after === null ? {} : { cursor: after }) });
    const moved = versions.map(({ position, row, before }) => ({ position, delta: counted(row) - counted(before) })).filter(({ delta }) => delta !== 0);
    return { moved, next };
  };
  const items: Delta[] = [];
  let next: string | null = cursor ?? null;
  do {
    const page = await read(limit - items.length, next);
    items.push(...page.moved);
    next = page.next;
  } while (next !== null && items.length < limit);
  return { items, next, total: facts === undefined ? await countAll(read) : await total(reads, source.projection, facts, where, asOf) };
};

const total = async (reads: ReadStore, projection: Projection, column: string, where: Filter, asOf: Position) =>
  (await reads.total(projection, { columns: [column], where, asOf })).reduce((sum, { sums }) => sum + (sums[column] ?? 0), 0);

const countAll = async (read: (most: number, after: string | null) => Promise<{ moved: readonly Delta[]; next: string | null }>): Promise<number> => {
  let count = 0;
  let next: string | null = null;
  do {
    const page: { moved: readonly Delta[]; next: string | null } = await read(500, next);
    count += page.moved.length;
    next = page.next;
  } while (next !== null);
  return count;
};

/** Each person once, with the first event that still makes them count: in the order of their ids, which says nothing about them. */
const ofPersons = async (reads: ReadStore, measures: Measures, { who }: Persons, extent: Extent & { asOf: Position }, { limit, cursor }: Paging): Promise<Deltas> => {
  const everyone = [...(await measures.persons(extent))[who]].sort();
  if (cursor !== undefined && !everyone.includes(cursor)) throw new BadCursor(); // all pages are of one moment: who was there is there
  const page = everyone.filter((memberId) => cursor === undefined || memberId > cursor).slice(0, limit);
  const within = new Set(extent.ids);
  const items: Delta[] = [];
  for (const memberId of page) {
    await breathe(); // each is a query of some milliseconds, which SQLite answers without a pause: others' requests come in between
    const { versions } = await reads.versions(memberDay, { where: { memberId, day: { from: extent.from, to: extent.to } }, asOf: extent.asOf, limit: 10_000 });
    const since = new Map<string, Position>(); // of each row: since when it counts, which what was taken back before does not; the oldest first, as in the log
    for (const { key, position, row, before } of versions.toReversed()) {
      if (row === null || !within.has(row.unitId) || row[who] <= 0) since.delete(key);
      else if ((before?.[who] ?? 0) <= 0) since.set(key, position);
    }
    const [first] = since.values();
    if (first !== undefined) items.push({ position: first, delta: 1, memberId });
  }
  const last = page.at(-1);
  return { items, next: last !== undefined && last !== everyone.at(-1) ? last : null, total: everyone.length };
};

type Row = Readonly<Record<string, string | number | null>>;
/** Whether a row's own fields meet a filter of the kinds that sources make: equal, one of several, a range of texts. */
const meets = (where: Filter, row: Row): boolean => Object.entries(where).every(([name, condition]) => fits(row[name]!, condition));
const fits = (value: string | number | null, condition: Condition): boolean => {
  if (Array.isArray(condition)) return (condition as readonly unknown[]).includes(value);
  if (condition === null || typeof condition !== 'object') return value === condition;
  const { from, to } = condition as { from?: string; to?: string };
  return typeof value === 'string' && (from === undefined || value >= from) && (to === undefined || value <= to);
};
