import type { Position } from '@lyceum/core/event';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { Cache } from './cache.ts';
import { LastChange } from './last-change.ts';
import { belongsOn, postings } from './postings.projection.ts';

/** `people`: who has the unit for their main unit on the day; `away`: who had it before and after, but not on it. */
export type Headcount = { readonly people: number; readonly away: number };

/** How many people each unit has on a day; counted once for each day and change. */
export class Headcounts {
  private readonly counted = new Cache<string, ReadonlyMap<string, Headcount>>(32);
  private readonly change: LastChange;

  constructor(private readonly reads: ReadStore) { this.change = new LastChange(reads, postings); }

  async on(day: string, asOf?: Position): Promise<ReadonlyMap<string, Headcount>> {
    const changed = await this.change.before(asOf);
    return this.counted.get(`${changed}/${day}`) ?? this.counted.set(`${changed}/${day}`, await this.count(day, changed));
  }

  private async count(day: string, asOf: Position): Promise<ReadonlyMap<string, Headcount>> {
    const where = { from: { to: day }, until: { from: day } };
    const away = new Map<string, number>();
    for (const row of await allRows(this.reads, postings, { where: { ...where, gaps: true }, asOf })) if (!belongsOn(row, day)) away.set(row.unitId, (away.get(row.unitId) ?? 0) + 1);
    const groups = await this.reads.total(postings, { columns: [], by: 'unitId', where, asOf });
    return new Map(groups.map(({ group, count }) => {
      const gone = away.get(String(group)) ?? 0;
      return [String(group), { people: count - gone, away: gone }];
    }));
  }
}
