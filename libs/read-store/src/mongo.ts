import { beginning, type Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Identity } from '@lyceum/event-store/event-store';
import { Editions, Gone } from '@lyceum/mongo/editions';
import { Mongo, type Limits } from '@lyceum/mongo/mongo';
import { value } from '@lyceum/mongo/values';
import { cursorOf, fromCursor, placeIn } from './cursor.ts';
import { rowsOf, sorted, versionsOf } from './mongo-select.ts';
import { MongoTable, versionId, type RowVersion } from './mongo-table.ts';
import { collectionsOf, MongoRowsWriter } from './mongo-writer.ts';
import { ReadStore, WentBack, type Change, type Filter, type Find, type Page, type Row, type Scalar, type Total, type Totals, type Version } from './read-store.ts';
import { cellOf, type Cell } from './table.ts';

type Kept = { readonly name: string; readonly version: number };
type Open = { readonly table: MongoTable; readonly edition: string };
type Found = { readonly _id: string; readonly key?: string; readonly position: Position; readonly row: string };

/**
 * Rows in one MongoDB database, for any number of processes that project the same. Everything in it can be made again from the log. No transaction
 * is needed: each document is written whole, in an order that a crash can't hurt. What was under way at a moment may be seen half; what a
 * checkpoint stands behind is seen whole, and so is every row as of a position.
 */
export class MongoReadStore extends ReadStore {
  private readonly opened = new Map<string, Open>();
  /** The checkpoints that the server has acknowledged here. Less than these must not be shown. */
  private readonly seen = new Map<string, Position>();
  private readonly writer: MongoRowsWriter;

  private constructor(private readonly mongo: Mongo, private readonly editions: Editions) {
    super();
    this.writer = new MongoRowsWriter(mongo, editions);
  }

  /** `prefix`: of the collections' names; each service has its own. Rows of another log or epoch are not read any more, and go at a sweep. */
  static async open({ url, prefix = 'rows', identity, connections = 8, limits = {} }: { url: string; prefix?: string; identity: Identity; connections?: number; limits?: Partial<Limits> }): Promise<MongoReadStore> {
    const mongo = await Mongo.open({ url, prefix, connections, limits });
    try {
      const editions = new Editions(mongo, identity);
      await editions.open();
      return new MongoReadStore(mongo, editions);
    } catch (error) {
      await mongo.close();
      throw error;
    }
  }

  async prepare(projection: Projection): Promise<void> {
    const table = new MongoTable(projection);
    const edition = await this.editions.enter(table.name, table.shape, async (id) => {
      const { current, versions } = collectionsOf(id);
      const indexes = table.indexes();
      await this.mongo.index(current, indexes.current.map((key) => ({ key })));
      await this.mongo.index(versions, indexes.versions.map((key) => ({ key })));
    });
    this.opened.set(table.name, { table, edition });
  }

  async checkpoint(projection: Projection): Promise<Position> {
    const found = this.opened.get(nameOf(projection));
    const position = (found && (await this.editions.live(found.edition))?.position) ?? beginning;
    this.seen.set(nameOf(projection), position);
    return position;
  }

  async current<R>(projection: Projection<R>, keys: readonly string[]): Promise<ReadonlyMap<string, { position: Position; row: R | null }>> {
    const found = await this.read(projection, 'current', (all) => all.find({ _id: { $in: keys.map(value) } }, { projection: { position: 1, row: 1 } }).toArray());
    return new Map(found.map(({ _id, position, row }) => [_id, { position: position as Position, row: parsed(row as string | null) as R | null }]));
  }

  async write(projection: Projection, changes: readonly Change[], checkpoint: Position): Promise<void> {
    const { table, edition } = this.open(projection);
    this.seen.set(table.name, await this.writer.write(table, edition, changes, checkpoint, this.seen.get(table.name) ?? beginning));
  }

  async get<R>(projection: Projection<R>, key: string, asOf?: Position): Promise<Row<R> | undefined> {
    const { rows } = await this.find(projection, { where: { key: value(key) }, limit: 1, ...(asOf === undefined ? {} : { asOf }) });
    return rows[0];
  }

  async find<R>(projection: Projection<R>, { where = {}, sort = { by: 'key' }, limit = 100, cursor, asOf }: Find): Promise<Page<R>> {
    const { table } = this.open(projection);
    const list = `${projection.name} by ${sort.by}${sort.descending ? ' down' : ''}`;
    const { of, key, query } = rowsOf(table, where, await this.within(projection, asOf));
    const { order, after } = sorted(table, key, sort, cursor === undefined ? undefined : placeIn(cursor, list, where));
    const found = await this.read(projection, of, (all) => all.find({ $and: [query, after] }, { projection: { key: 1, position: 1, row: 1 } }).sort(order).limit(limit + 1).toArray()) as unknown as Found[];
    const rows = found.slice(0, limit).map(({ _id, key: own, position, row }): Row<R> => ({ key: own ?? _id, position, row: JSON.parse(row) as R }));
    const last = rows.at(-1);
    const next = found.length > limit && last ? cursorOf(list, sort.by === 'key' ? last.key : cellOf((last.row as Record<string, unknown>)[sort.by]), last.key) : null;
    return { rows, next };
  }

  async count(projection: Projection, where: Filter = {}, asOf?: Position): Promise<number> {
    const { of, query } = rowsOf(this.open(projection).table, where, await this.within(projection, asOf));
    return this.read(projection, of, (all) => all.countDocuments(query));
  }

  async total(projection: Projection, { columns, by, where = {}, asOf }: Total): Promise<readonly Totals[]> {
    const { table } = this.open(projection);
    const { of, key, query } = rowsOf(table, where, await this.within(projection, asOf));
    const group = by === undefined ? null : `$${table.field(by, 'c', key)}`;
    const added: [string, unknown][] = [['count', 1], ...columns.map((column, at): [string, unknown] => [`s${at}`, table.sum(column)])];
    const groups = new Map<Cell, Record<string, number>>(by === undefined ? [[null, {}]] : []);
    for (let next = 0; next < added.length; next += this.mongo.limits.sums) {
      const some = Object.fromEntries(added.slice(next, next + this.mongo.limits.sums).map(([name, what]) => [name, { $sum: what }]));
      for (const { _id, ...sums } of await this.read(projection, of, (all) => all.aggregate<{ _id: Cell }>([{ $match: query }, { $group: { _id: group, ...some } }]).toArray())) groups.set(_id, { ...groups.get(_id), ...sums });
    }
    return [...groups].sort(([a], [b]) => inOrder(a, b)).map(([cell, sums]) => ({
      group: by === undefined ? null : table.scalar(by, cell), count: sums['count'] ?? 0,
      sums: Object.fromEntries(columns.map((column, at) => [column, sums[`s${at}`] ?? 0])),
    }));
  }

  async versions<R>(projection: Projection<R>, { where, asOf, limit = 100, cursor }: { where: Filter; asOf?: Position; limit?: number; cursor?: string }): Promise<{ versions: readonly Version<R>[]; next: string | null }> {
    const { table } = this.open(projection);
    const list = `${projection.name} versions`;
    const last = cursor === undefined ? undefined : fromCursor(cursor, list, 2);
    const upTo = await this.within(projection, asOf);
    const parts = [versionsOf(table, where), ...(upTo === undefined ? [] : [{ position: { $lte: value(upTo) } }]), ...(last ? [{ _id: { $lt: versionId(String(last[0]), String(last[1])) } }] : [])];
    const found = await this.read(projection, 'versions', (all) => all.find({ $and: parts }, { projection: { key: 1, position: 1, previous: 1, row: 1 } }).sort({ _id: -1 }).limit(limit + 1).toArray()) as unknown as RowVersion[];
    const page = found.slice(0, limit);
    const idsBefore = page.flatMap(({ key, previous }) => (previous === null ? [] : [versionId(previous, key)]));
    const before = await this.read(projection, 'versions', (all) => all.find({ _id: { $in: idsBefore } }, { projection: { row: 1 } }).toArray());
    const rowsBefore = new Map(before.map(({ _id, row }) => [_id, row as string | null]));
    const versions = page.map(({ key, position, previous, row }): Version<R> =>
      ({ key, position, row: parsed(row) as R | null, before: (previous === null ? null : parsed(rowsBefore.get(versionId(previous, key)) ?? null)) as R | null }));
    const oldest = versions.at(-1);
    return { versions, next: found.length > limit && oldest ? cursorOf(list, oldest.position, oldest.key) : null };
  }

  async forget(keep: readonly Projection[]): Promise<void> {
    for (const name of this.opened.keys()) if (!keep.some((projection) => nameOf(projection) === name)) this.opened.delete(name);
    await this.editions.sweep(keep.map(nameOf));
  }

  /** Also throws where the server shows less than it has acknowledged: the projector is about to read the log from there again. */
  async healthy(): Promise<void> {
    const live = new Map((await this.editions.all()).map(({ id, position }) => [id, position]));
    for (const { table, edition } of this.opened.values()) {
      const position = live.get(edition);
      if (position === undefined) throw new Gone(table.name);
      const least = this.seen.get(table.name) ?? beginning;
      if (position < least) throw new WentBack(table.projection.name, least, position);
    }
  }

  close(): Promise<void> { return this.mongo.close(); }

  private open(projection: Kept): Open {
    const found = this.opened.get(nameOf(projection));
    if (!found) throw new Error(`the tables of ${projection.name}, version ${projection.version}, are not prepared: list it among this host's projections`);
    return found;
  }
  /** A collection that was dropped reads as an empty one: so it is asked at the same time whether the edition is live. */
  private async read<T>(projection: Kept, of: 'current' | 'versions', work: Parameters<typeof this.mongo.in<T>>[1]): Promise<T> {
    const { table, edition } = this.open(projection);
    const [found, live] = await Promise.all([this.mongo.in(collectionsOf(edition)[of], work), this.editions.live(edition)]);
    if (!live) throw new Gone(table.name);
    return found;
  }
  /** Nothing beyond the checkpoint is certain: it may be under way. */
  private async within(projection: Kept, asOf: Position | undefined): Promise<Position | undefined> {
    if (asOf === undefined || value(asOf) <= (this.seen.get(nameOf(projection)) ?? beginning)) return asOf;
    const { table, edition } = this.open(projection);
    const live = await this.editions.live(edition);
    if (!live) throw new Gone(table.name);
    return asOf < live.position ? asOf : live.position;
  }
}

const nameOf = ({ name, version }: Kept): string => `${name}@${version}`;
const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

/** Nulls first, then numbers, then texts by their code points. */
const inOrder = (a: Scalar, b: Scalar): number => {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const rank = (cell: Scalar) => (cell === null ? 0 : typeof cell === 'number' ? 1 : 2);
  return rank(a) - rank(b);
};
