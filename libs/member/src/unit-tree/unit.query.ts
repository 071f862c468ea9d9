import { z } from 'zod';
import { UnitId } from '@lyceum/contracts/ids';
import { UnitType } from '@lyceum/contracts/member/unit-tree';
import type { Directory, When } from '@lyceum/directory/directory';
import { seenCount } from '@lyceum/directory/few';
import { sightOf } from '@lyceum/directory/privacy';
import type { Tree, Unit } from '@lyceum/directory/tree';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { headcount } from './headcount.projection.ts';

export const UnitShown = z.object({
  unitId: UnitId, name: z.string(), type: UnitType, parentId: UnitId.nullable(),
  people: z.number().int().nullable().meta({ description: 'whose main unit it is on the day, in this unit alone; null where it is one to four, for readers without a right to the unit’s persons' }),
  peopleHidden: z.boolean().meta({ description: 'true where `people` is null although it is not small: with the others it would tell a number that is' }),
}).meta({ id: 'Unit' });
export type UnitShown = z.infer<typeof UnitShown>;

/** The units of a scope on a day, parents before children. What lies above the scope is not told: its tops have no parent here. `known`: whose persons the reader may know. */
export const unitsShown = async (directory: Directory, reads: ReadStore, scope: ReadonlySet<string>, known: ReadonlySet<string>, { day, asOf }: When & { day: string }): Promise<readonly UnitShown[]> => {
  const moment = asOf === undefined ? {} : { asOf };
  const tree = await directory.tree({ day, ...moment });
  const sums = await reads.total(headcount, { columns: ['people'], by: 'unitId', where: { day: { to: day } }, ...moment });
  const units = tree.roots().flatMap(({ unitId }) => tree.subtree(unitId)).filter(({ unitId }) => scope.has(unitId));
  const told = headcountsTold(tree, units, known, new Map(sums.map(({ group, sums: { people } }) => [String(group), people ?? 0])));
  return units.map(({ unitId, name, type, parentId }) => ({ unitId, name, type, parentId: parentId !== null && scope.has(parentId) ? parentId : null, ...told(unitId) }));
};

/** A session's invitations are its unit's people: so a board's numbers are hidden, with what would give them away, and here the same. */
export const headcountsTold = (tree: Tree, units: readonly Unit[], known: ReadonlySet<string>, people: ReadonlyMap<string, number>) => {
  const unknown = (unitIds: readonly string[]) => unitIds.filter((unitId) => !known.has(unitId));
  const hidden = new Set<string>();
  for (const { unitId } of units) {
    const parts = [[unitId], ...tree.children(unitId).map((child) => tree.subtree(child.unitId).map((below) => below.unitId))].map(unknown);
    const sights = sightOf(parts.map((unitIds) => unitIds.reduce((sum, each) => sum + (people.get(each) ?? 0), 0)));
    parts.forEach((unitIds, at) => { if (sights[at] === 'hidden') for (const each of unitIds) hidden.add(each); });
  }
  return (unitId: string): Pick<UnitShown, 'people' | 'peopleHidden'> => {
    const count = people.get(unitId) ?? 0;
    const seen = seenCount(count, known.has(unitId));
    const peopleHidden = seen !== null && count > 0 && hidden.has(unitId);
    return { people: peopleHidden ? null : seen, peopleHidden };
  };
};
