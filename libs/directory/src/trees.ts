import { beginning, type Position } from '@lyceum/core/event';
import type { ReadStore, Row } from '@lyceum/read-store/read-store';
import { Cache } from './cache.ts';
import { valueOn } from './dated.ts';
import { Tree, type Unit } from './tree.ts';
import { units, type UnitRow } from './units.projection.ts';

/** The tree of any day, as of any position; made once for each day and change of the tree. */
export class Trees {
  private readonly rows = new Cache<Position, Promise<readonly UnitRow[]>>(8);
  private readonly trees = new Cache<string, Tree>(64);
  private readonly changes = new Cache<Position, Position>(1000);

  constructor(private readonly reads: ReadStore) {}

  async on(day: string, asOf?: Position): Promise<Tree> {
    const changed = await this.lastChange(asOf);
    const known = this.trees.get(`${changed}/${day}`);
    if (known) return known;
    let rows = this.rows.get(changed);
    if (!rows) {
      rows = this.rowsAsOf(changed);
      rows.catch(() => this.rows.delete(changed));
      this.rows.set(changed, rows);
    }
    return this.trees.set(`${changed}/${day}`, new Tree(unitsOn(await rows, day)));
  }

  private async lastChange(asOf: Position | undefined): Promise<Position> {
    const [now] = (await this.reads.find(units, { sort: { by: 'changed', descending: true }, limit: 1 })).rows;
    if (!now) return beginning;
    if (asOf === undefined || asOf >= now.position) return now.position;
    // Before the newest change nothing can be added any more, so that what was found once holds for good.
    const known = this.changes.get(asOf);
    if (known !== undefined) return known;
    const [then] = (await this.reads.versions(units, { where: {}, asOf, limit: 1 })).versions;
    return this.changes.set(asOf, then?.position ?? beginning);
  }

  /** As of the very change that names them: rows that came meanwhile don't mix in. */
  private async rowsAsOf(position: Position): Promise<readonly UnitRow[]> {
    const found: Row<UnitRow>[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await this.reads.find(units, { asOf: position, limit: 5000, ...(cursor === undefined ? {} : { cursor }) });
      found.push(...page.rows);
      cursor = page.next;
    }
    return found.map(({ row }) => row);
  }
}

/** The units that there are on a day, by the names and parents of that day. */
export const unitsOn = (rows: readonly UnitRow[], day: string): Unit[] => rows.flatMap(({ unitId, type, names, parents }) => {
  const [name, parentId] = [valueOn(names, day), valueOn(parents, day)];
  return name === undefined || parentId === undefined ? [] : [{ unitId, name, type, parentId }];
});
