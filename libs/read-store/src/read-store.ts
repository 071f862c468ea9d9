import type { Position } from '@lyceum/core/event';
import { pagesOf } from '@lyceum/core/pages';
import type { Projection } from '@lyceum/core/projection';

export type Scalar = string | number | boolean | null;
/** A row with its key and the position of the event that made this version of it. */
export type Row<R = unknown> = { readonly key: string; readonly position: Position; readonly row: R };

/** Equal to a value, to one of several, within a range (both ends inclusive), or a text with these signs in it. Only columns that the projection declares, or `key`. */
export type Condition = Scalar | readonly Scalar[] | { readonly from?: Scalar; readonly to?: Scalar } | { readonly contains: string };
export type Filter = Readonly<Record<string, Condition>>;

/** `asOf`: rows as they were when everything up to and including that position was recorded; absent: now. */
export type Find = {
  readonly where?: Filter;
  /** A declared column or `key`; the key breaks ties, so that pages never overlap. */
  readonly sort?: { readonly by: string; readonly descending?: boolean };
  readonly limit?: number;
  /** The cursor of the page before. */
  readonly cursor?: string;
  readonly asOf?: Position;
};
export type Page<R> = { readonly rows: readonly Row<R>[]; readonly next: string | null };
export type Total = { readonly columns: readonly string[]; readonly by?: string; readonly where?: Filter; readonly asOf?: Position };
/** One per value of `by` (or one with `group: null`); `count` is the number of rows. */
export type Totals = { readonly group: Scalar; readonly count: number; readonly sums: Readonly<Record<string, number>> };

/** One version of a row: what an event made of it. `row` is null where the event removed it; `before` is the version that it replaced. */
export type Version<R> = { readonly key: string; readonly position: Position; readonly row: R | null; readonly before: R | null };

export type Change = { readonly key: string; readonly position: Position; readonly previous: Position | null; readonly row: unknown | null };

/** A cursor that the store did not give, or gave for another list: the caller's fault. Becomes 422. */
export class BadCursor extends Error {
  constructor() { super('this cursor does not belong to this list: start again from its first page, without a cursor'); }
}

/** A server shows less than it has acknowledged: it lost its end, as after a fail-over. */
export class WentBack extends Error {
  constructor(name: string, from: Position, to: Position) { super(`the rows of ${name} went back from ${from} to ${to || 'the beginning'}: the server has lost what it acknowledged. They are read from there again`); }
}

/**
 * Rows of projections, each version kept. A version is written once, under `(key, position)`, and the current row only over the
 * position that it was computed from: a crash, a replay or a second projector changes nothing.
 */
export abstract class ReadStore {
  /** How many projections had best be written side by side. */
  readonly abreast: number = 1;

  /** Makes the tables of a projection's version where they are missing; idempotent. */
  abstract prepare(projection: Projection): Promise<void>;
  /** Where the projection has read the log up to, for one log and epoch; `beginning` where it has not started. */
  abstract checkpoint(projection: Projection): Promise<Position>;
  /** Current rows by key, with the tombstones that a projector must know: `row: null`. */
  abstract current<R>(projection: Projection<R>, keys: readonly string[]): Promise<ReadonlyMap<string, { position: Position; row: R | null }>>;
  /** Writes versions and current rows, then the checkpoint. A current row whose position is not `previous` stays as it is. */
  abstract write(projection: Projection, changes: readonly Change[], checkpoint: Position): Promise<void>;

  abstract get<R>(projection: Projection<R>, key: string, asOf?: Position): Promise<Row<R> | undefined>;
  abstract find<R>(projection: Projection<R>, find: Find): Promise<Page<R>>;
  /** The number of rows that `find` would page through. */
  abstract count(projection: Projection, where?: Filter, asOf?: Position): Promise<number>;
  abstract total(projection: Projection, total: Total): Promise<readonly Totals[]>;
  /**
   * Versions of rows, newest first: history and "why" in one query. A version counts where its row or the one before meets the filter,
   * so that the change with which a row left is among them.
   */
  abstract versions<R>(projection: Projection<R>, options: { where: Filter; asOf?: Position; limit?: number; cursor?: string }): Promise<{ versions: readonly Version<R>[]; next: string | null }>;

  /** Tables of earlier versions of a projection, and of projections that no longer exist, are dropped. */
  abstract forget(keep: readonly Projection[]): Promise<void>;
  abstract healthy(): Promise<void>;
  abstract close(): Promise<void>;
}

/** Every row that there is, however many: for what would be wrong if one were left out. */
export const allRows = async <R>(reads: ReadStore, projection: Projection<R>, find: Omit<Find, 'cursor'> = {}): Promise<R[]> =>
  (await Array.fromAsync(pagesOf((at) => reads.find(projection, { limit: 1000, ...find, ...at })))).flatMap(({ rows }) => rows.map(({ row }) => row));

/**
 * A page of a list that is known whole: of what no store can sort or join, and one person or one city has. The cursor is the id of the last
 * item of the page before; where that is no longer of the list, or never was, nobody can say what comes next.
 */
export const pageAmong = <T>(all: readonly T[], idOf: (item: T) => string, { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined }): { items: readonly T[]; next: string | null; total: number } => {
  const from = cursor === undefined ? 0 : all.findIndex((item) => idOf(item) === cursor) + 1;
  if (cursor !== undefined && from === 0) throw new BadCursor();
  const items = all.slice(from, from + limit);
  return { items, next: from + items.length < all.length ? idOf(items.at(-1)!) : null, total: all.length };
};
