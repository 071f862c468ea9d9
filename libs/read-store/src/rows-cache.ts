import type { Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';

export type CachedRow = { readonly position: Position | null; readonly row: unknown };

/**
 * The rows that were used last, over all projections: between half the limit and all of it. Two generations: when the young one is full, the
 * old one goes, except for what was asked for meanwhile.
 */
export class RowsCache {
  private young = new Map<string, CachedRow>();
  private old = new Map<string, CachedRow>();
  constructor(private readonly limit: number) {}

  get({ name, version }: Projection, key: string): CachedRow | undefined {
    const id = `${name}@${version}/${key}`;
    const found = this.young.get(id);
    if (found) return found;
    const known = this.old.get(id);
    if (known) this.put(id, known);
    return known;
  }
  set({ name, version }: Projection, key: string, row: CachedRow): void { this.put(`${name}@${version}/${key}`, row); }

  private put(id: string, row: CachedRow): void {
    if (this.young.size >= this.limit / 2) [this.old, this.young] = [this.young, new Map()];
    this.young.set(id, row);
  }
}
