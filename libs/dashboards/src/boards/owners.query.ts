import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { grants, holdsOn } from '@lyceum/directory/grants.projection';
import { shownName } from '@lyceum/directory/shown-name';
import type { Tree } from '@lyceum/directory/tree';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import type { Owner } from './answers.ts';

type Within = { readonly reads: ReadStore; readonly directory: Directory; readonly tree: Tree; readonly day: string; readonly asOf?: Position | undefined };

/**
 * Who answers for each unit on the day: its own administrators, else those of the nearest unit above it that has any.
 * Looks no higher than `top`: whoever runs a unit that is not being read is not named. Where they themselves belong does not matter: who answers
 * for a unit is no secret from those who may know its people. A unit without any has none.
 */
export const ownersOf = async (unitIds: readonly string[], top: string, { reads, directory, tree, day, asOf }: Within): Promise<ReadonlyMap<string, Owner[]>> => {
  const upTo = (unitId: string) => [unitId, ...tree.ancestors(unitId).map((unit) => unit.unitId)].filter((each) => tree.contains(top, each));
  const ways = new Map([...new Set(unitIds)].map((unitId) => [unitId, upTo(unitId)]));
  const asked = [...new Set([...ways.values()].flat())];
  if (asked.length === 0) return new Map();
  const given = await allRows(reads, grants, { where: { unitId: asked }, ...(asOf === undefined ? {} : { asOf }) });
  const held = Map.groupBy(given.filter((grant) => grant.role === 'unit-administrator' && holdsOn(grant, day)), ({ unitId }) => unitId);
  const names = await directory.names([...new Set([...held.values()].flat().map(({ memberId }) => memberId))]);
  return new Map([...ways].map(([unitId, way]) => {
    const nearest = way.find((each) => held.has(each));
    const memberIds = [...new Set((nearest === undefined ? [] : held.get(nearest)!).map(({ memberId }) => memberId))];
    return [unitId, memberIds.map((memberId) => ({ memberId, ...shownName(names.get(memberId)) }))];
  }));
};
