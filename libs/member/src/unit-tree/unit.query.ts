import type { Directory, When } from '@lyceum/directory/directory';
import { seenCount } from '@lyceum/directory/few';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { headcount } from './headcount.projection.ts';

/** `people`: whose main unit it is on the day, in this unit alone; null where they are few, and the reader may not know persons there. */
export type UnitShown = { readonly unitId: string; readonly name: string; readonly type: 'agency' | 'department' | 'station'; readonly parentId: string | null; readonly people: number | null };

/** The units of a scope on a day, parents before children. What lies above the scope is not told: its tops have no parent here. `known`: whose persons the reader may know. */
export const unitsShown = async (directory: Directory, reads: ReadStore, scope: ReadonlySet<string>, known: ReadonlySet<string>, { day, asOf }: When & { day: string }): Promise<readonly UnitShown[]> => {
  const moment = asOf === undefined ? {} : { asOf };
  const tree = await directory.tree({ day, ...moment });
  const sums = await reads.total(headcount, { columns: ['people'], by: 'unitId', where: { day: { to: day } }, ...moment });
  const people = new Map(sums.map(({ group, sums: { people } }) => [group, people]));
  return tree.roots().flatMap(({ unitId }) => tree.subtree(unitId)).filter(({ unitId }) => scope.has(unitId)).map(({ unitId, name, type, parentId }) => ({
    unitId, name, type, parentId: parentId !== null && scope.has(parentId) ? parentId : null, people: seenCount(people.get(unitId) ?? 0, known.has(unitId)),
  }));
};
