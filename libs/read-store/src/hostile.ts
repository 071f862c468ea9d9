import type { Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import { ReadStore, type Change, type Filter, type Find, type Total } from './read-store.ts';

/**
 * Rows for others' tests, as unkind as the port allows: whatever is asked is answered late, or not this time; a write ends after some of its rows and
 * before its checkpoint, or is done although the caller hears that it is not. `random` gives numbers in [0, 1).
 */
export class HostileReadStore extends ReadStore {
  constructor(private readonly store: ReadStore, private readonly random: () => number) { super(); }

  async write(projection: Projection, changes: readonly Change[], checkpoint: Position): Promise<void> {
    await this.unsteady();
    const fate = this.random();
    if (fate < 0.1) {
      await this.store.write(projection, changes.slice(0, Math.ceil(this.random() * changes.length)), await this.store.checkpoint(projection));
      throw new Error('the store ended before it had written everything');
    }
    await this.store.write(projection, changes, checkpoint);
    if (fate < 0.2) throw new Error('the answer was lost; whether it was written is not known');
  }

  async prepare(projection: Projection) { await this.unsteady(); return this.store.prepare(projection); }
  async checkpoint(projection: Projection) { await this.unsteady(); return this.store.checkpoint(projection); }
  async current<R>(projection: Projection<R>, keys: readonly string[]) { await this.unsteady(); return this.store.current(projection, keys); }
  async get<R>(projection: Projection<R>, key: string, asOf?: Position) { await this.unsteady(); return this.store.get(projection, key, asOf); }
  async find<R>(projection: Projection<R>, find: Find) { await this.unsteady(); return this.store.find(projection, find); }
  async count(projection: Projection, where?: Filter, asOf?: Position) { await this.unsteady(); return this.store.count(projection, where, asOf); }
  async total(projection: Projection, total: Total) { await this.unsteady(); return this.store.total(projection, total); }
  async versions<R>(projection: Projection<R>, options: Parameters<ReadStore['versions']>[1]) { await this.unsteady(); return this.store.versions(projection, options); }
  async forget(keep: readonly Projection[]) { await this.unsteady(); return this.store.forget(keep); }
  async healthy() { return this.store.healthy(); }
  async close() { return this.store.close(); }

  private async unsteady(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.random() * 2));
    if (this.random() < 0.05) throw new Error('the store is away for a moment');
  }
}
