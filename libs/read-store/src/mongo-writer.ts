import type { Position } from '@lyceum/core/event';
import type { Editions } from '@lyceum/mongo/editions';
import { Gone } from '@lyceum/mongo/editions';
import type { Mongo } from '@lyceum/mongo/mongo';
import { value } from '@lyceum/mongo/values';
import { always, versionId, type Cells, type CurrentRow, type MongoTable, type RowVersion } from './mongo-table.ts';
import { WentBack, type Change } from './read-store.ts';

/** A key of this batch, and where its row has come to. `had`: there is a row, with these cells. */
type Touched = { position: Position | null; had: boolean; cells: Cells; current: CurrentRow | null };
type Made = { readonly versions: readonly RowVersion[]; readonly current: readonly CurrentRow[] };

/** How many keys are looked for in one question. */
const atOnce = 1000;

/** The names of one edition's collections. */
export const collectionsOf = (edition: string) => ({ current: `${edition}.current`, versions: `${edition}.versions` });

/**
 * Writes in the order that a crash can't hurt, without a transaction: versions; until when the ones before them held; current rows, each only
 * over an older one; then the checkpoint. Every step can be done again, by anybody, and a row's version is the same whoever makes it.
 */
export class MongoRowsWriter {
  constructor(private readonly mongo: Mongo, private readonly editions: Editions) {}

  /** Answers where the checkpoint stands then; another process's may be ahead. Throws `Gone`, and `WentBack` where it stands before `least`. */
  async write(table: MongoTable, edition: string, changes: readonly Change[], checkpoint: Position, least: Position): Promise<Position> {
    const live = await this.editions.live(edition);
    if (!live) throw new Gone(table.name);
    if (live.position < least) throw new WentBack(table.projection.name, least, live.position);
    const collections = collectionsOf(edition);
    const touched = await this.load(table, collections.current, [...new Set(changes.map(({ key }) => key))]);
    const known = new Set(touched.keys());
    const { versions, current } = await this.make(table, collections.versions, changes, touched);
    await this.mongo.insertMissing(collections.versions, versions);
    const ended = changes.flatMap(({ key, position, previous }) => (previous === null ? [] : [{ filter: { _id: versionId(previous, key) }, update: { $min: { until: position } } }]));
    await this.mongo.update(collections.versions, ended);
    await this.mongo.writeNewer(collections.current, 'position', current, known);
    await this.editions.advance(edition, checkpoint);
    return live.position > checkpoint ? live.position : checkpoint;
  }

  private async load(table: MongoTable, collection: string, keys: readonly string[]): Promise<Map<string, Touched>> {
    const touched = new Map<string, Touched>();
    for (let next = 0; next < keys.length; next += atOnce) {
      const found = await this.mongo.in(collection, (all) => all.find({ _id: { $in: keys.slice(next, next + atOnce).map(value) } }).toArray()) as unknown as CurrentRow[];
      for (const { _id, position, row, ...cells } of found) touched.set(_id, { position, had: row !== null, cells: table.side(cells, 'c', 'b'), current: null });
    }
    return touched;
  }

  /** All of it, before anything is written: a row that does not fit its columns leaves nothing behind. */
  private async make(table: MongoTable, collection: string, changes: readonly Change[], touched: Map<string, Touched>): Promise<Made> {
    const nothing = table.cells(null, 'b');
    const versions: RowVersion[] = [];
    const unsure: number[] = [];
    for (const { key, position, previous, row } of changes) {
      if (position >= always) throw new Error(`a position comes before ${always}, not ${position}`);
      let at = touched.get(key);
      if (!at) touched.set(key, (at = { position: null, had: false, cells: nothing, current: null }));
      const follows = at.position === previous;
      if (!follows && previous !== null) unsure.push(versions.length);
      const text = row === null ? null : JSON.stringify(row);
      const cells = table.cells(row, 'c');
      const before = follows ? at : { had: false, cells: nothing };
      versions.push({ _id: versionId(value(position), value(key)), key, position, previous, until: always, row: text, had: before.had, ...cells, ...before.cells } as RowVersion);
      // What it makes of the row counts only over the position it was computed from: another process may have been here before.
      if (follows) Object.assign(at, { position, had: row !== null, cells: table.side(cells, 'c', 'b'), current: { _id: key, position, row: text, ...cells } as CurrentRow });
    }
    await this.recall(table, collection, versions, unsure);
    return { versions, current: [...touched.values()].flatMap(({ current }) => current ?? []) };
  }

  /** What was before a version that another process may have written already: it is asked for, since the row has gone on. */
  private async recall(table: MongoTable, collection: string, versions: RowVersion[], unsure: readonly number[]): Promise<void> {
    for (let next = 0; next < unsure.length; next += atOnce) {
      const some = unsure.slice(next, next + atOnce);
      const ids = some.map((index) => versionId(versions[index]!.previous!, versions[index]!.key));
      const found = await this.mongo.in(collection, (all) => all.find({ _id: { $in: ids } }).toArray()) as unknown as RowVersion[];
      const byId = new Map(found.map((each) => [each._id, each]));
      some.forEach((index, at) => {
        const before = byId.get(ids[at]!);
        if (before) versions[index] = { ...versions[index]!, had: before.row !== null, ...table.side(before, 'c', 'b') } as RowVersion;
      });
    }
  }
}
