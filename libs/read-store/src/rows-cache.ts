import type { Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';

export type CachedRow = { readonly position: Position | null; readonly row: unknown };

/** The rows that were used last, over all projections: a bounded number of them. */
export class RowsCache {
  private readonly rows = new Map<string, CachedRow>();
  constructor(private readonly limit: number) {}

  get({ name, version }: Projection, key: string): CachedRow | undefined {
    const id = `${name}@${version}/${key}`;
    const found = this.rows.get(id);
    if (found) { this.rows.delete(id); this.rows.set(id, found); } // a Map keeps the order of insertion: the eldest is first
    return found;
  }
  set({ name, version }: Projection, key: string, row: CachedRow): void {
    const id = `${name}@${version}/${key}`;
    this.rows.delete(id);
    this.rows.set(id, row);
    if (this.rows.size > this.limit) this.rows.delete(this.rows.keys().next().value!);
  }
}
