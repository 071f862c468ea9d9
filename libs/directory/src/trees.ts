import { firstDay, valueOn } from '@lyceum/core/dated';
import type { Position } from '@lyceum/core/event';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { Cache } from './cache.ts';
import { LastChange } from './last-change.ts';
import { Tree, type Unit } from './tree.ts';
import { units, type UnitRow } from './units.projection.ts';

/** The tree of any day, as of any position; made once for each day and change of the tree. */
export class Trees {
  private readonly rows = new Cache<Position, Promise<readonly UnitRow[]>>(8);
  private readonly trees = new Cache<string, Tree>(64);
  private readonly change: LastChange;

  constructor(private readonly reads: ReadStore) { this.change = new LastChange(reads, units); }

  async on(day: string, asOf?: Position, toCome = false): Promise<Tree> {
    const changed = await this.change.before(asOf);
    const key = `${changed}/${day}/${toCome}`;
    const known = this.trees.get(key);
    if (known) return known;
    let rows = this.rows.get(changed);
    if (!rows) {
      rows = this.rowsAsOf(changed);
      rows.catch(() => this.rows.delete(changed));
      this.rows.set(changed, rows);
    }
    return this.trees.set(key, new Tree([...unitsOn(await rows, day), ...(toCome ? unitsAfter(await rows, day) : [])]));
  }

  /** As of the very change that names them: rows that came meanwhile don't mix in. */
  private rowsAsOf(position: Position): Promise<readonly UnitRow[]> { return allRows(this.reads, units, { asOf: position }); }
}

/** The units that there are on a day, by the names and parents of that day. */
export const unitsOn = (rows: readonly UnitRow[], day: string): Unit[] => rows.flatMap((row) => unitOn(row, day) ?? []);

/** The units that there will be after a day, each by the name and parent of its own first day. */
const unitsAfter = (rows: readonly UnitRow[], day: string): Unit[] => rows.flatMap((row) => {
  const first = firstDay(row.parents);
  return first > day ? unitOn(row, first) ?? [] : [];
});

const unitOn = ({ unitId, type, names, parents }: UnitRow, day: string): Unit | undefined => {
  const [name, parentId] = [valueOn(names, day), valueOn(parents, day)];
  return name === undefined || parentId === undefined ? undefined : { unitId, name, type, parentId };
};
