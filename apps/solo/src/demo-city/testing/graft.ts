import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Position, Recorded } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import { inTodaysShape } from '@lyceum/event-store/folds';
import type { Stored } from '@lyceum/event-store/event-store';
import { fold } from '@lyceum/read-store/fold';
import { ReadStore, type Change, type Filter, type Find, type Total } from '@lyceum/read-store/read-store';
import { RowsCache } from '@lyceum/read-store/rows-cache';

/** A read store in which one projection's rows can be replaced by those of a mutant of it; everybody else's stay as they are. */
export class Graft extends ReadStore {
  private grafted: Projection | null = null;
  constructor(private readonly stock: ReadStore, private readonly scions: ReadStore) { super(); }

  /** Rows of the projection of that name are now the mutant's; `null` ends it. */
  graft(mutant: Projection | null): void { this.grafted = mutant; }

  async prepare(projection: Projection) { return this.stock.prepare(projection); }
  async checkpoint(projection: Projection) { return this.stock.checkpoint(projection); }
  async current<R>(projection: Projection<R>, keys: readonly string[]) { return this.stock.current(projection, keys); }
  async write(projection: Projection, changes: readonly Change[], checkpoint: Position) { return this.stock.write(projection, changes, checkpoint); }

  async get<R>(projection: Projection<R>, key: string, asOf?: Position) { const [store, of] = this.at(projection); return store.get(of, key, asOf); }
  async find<R>(projection: Projection<R>, find: Find) { const [store, of] = this.at(projection); return store.find(of, find); }
  async count(projection: Projection, where?: Filter, asOf?: Position) { const [store, of] = this.at(projection); return store.count(of, where, asOf); }
  async total(projection: Projection, total: Total) { const [store, of] = this.at(projection); return store.total(of, total); }
  async versions<R>(projection: Projection<R>, options: Parameters<ReadStore['versions']>[1]) { const [store, of] = this.at(projection); return store.versions(of, options); }

  async forget(keep: readonly Projection[]) { return this.stock.forget(keep); }
  async healthy() { return this.stock.healthy(); }
  async close() { await this.scions.close(); await this.stock.close(); }

  private at<R>(projection: Projection<R>): [ReadStore, Projection<R>] {
    return this.grafted?.name === projection.name ? [this.scions, this.grafted as Projection<R>] : [this.stock, projection];
  }
}

/** Replays a log into projections, whose events are decoded once for all of them. */
export class Replay {
  private readonly decoded: ReadonlyMap<Position, Recorded>;
  constructor(readonly log: readonly Stored[]) { this.decoded = new Map(log.map((stored) => [stored.position, inTodaysShape(vocabulary, stored)])); }

  /** The event types that occur. */
  get types(): ReadonlySet<string> { return new Set(this.log.map(({ type }) => type)); }

  /** Every version that a projection makes; throws where it can't take an event. */
  async changes(projection: Projection, reads: ReadStore): Promise<readonly Change[]> {
    await reads.prepare(projection);
    const { changes, unfit } = await fold(projection, this.log, '', ({ position }) => this.decoded.get(position)!, reads, new RowsCache(1_000_000));
    if (unfit) throw unfit;
    return changes;
  }
  async write(projection: Projection, changes: readonly Change[], reads: ReadStore): Promise<void> {
    await reads.prepare(projection);
    await reads.write(projection, changes, this.log.at(-1)!.position);
  }
}
