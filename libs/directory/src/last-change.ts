import { beginning, type Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { Cache } from './cache.ts';

/** When the rows of a projection last changed, now or as of a position: what is made of all of them holds until then. Its rows have an index on `changed`. */
export class LastChange {
  private readonly found = new Cache<Position, Position>(1000);
  constructor(private readonly reads: ReadStore, private readonly projection: Projection<{ readonly changed: Position }>) {}

  async before(asOf?: Position): Promise<Position> {
    const [now] = (await this.reads.find(this.projection, { sort: { by: 'changed', descending: true }, limit: 1 })).rows;
    if (!now) return beginning;
    if (asOf === undefined || asOf >= now.position) return now.position;
    // Before the newest change nothing can be added any more, so that what was found once holds for good.
    const known = this.found.get(asOf);
    if (known !== undefined) return known;
    const [then] = (await this.reads.versions(this.projection, { where: {}, asOf, limit: 1 })).versions;
    return this.found.set(asOf, then?.position ?? beginning);
  }
}
