import type { Unit } from '../../api-types.ts';

/** A unit in the tree: how deep, what lies directly below, and the people of it and all below; null where some of them are hidden. */
export type Branch = Unit & { readonly depth: number; readonly below: readonly Branch[]; readonly all: number | null };

const added = (one: number | null, other: number | null) => (one === null || other === null ? null : one + other);

/** The tops of what is in sight; a parent out of sight makes its child a top. */
export const branchesOf = (units: readonly Unit[]): Branch[] => {
  const known = new Set(units.map(({ unitId }) => unitId));
  const children = Map.groupBy(units, ({ parentId }) => (parentId !== null && known.has(parentId) ? parentId : ''));
  const under = (parent: string, depth: number): Branch[] => (children.get(parent) ?? []).map((unit) => {
    const below = under(unit.unitId, depth + 1);
    return { ...unit, depth, below, all: below.reduce((sum, { all }) => added(sum, all), unit.people) };
  });
  return under('', 0);
};

/** A branch and everything below it, in reading order; `open` says below which one looks. */
export const walk = (branches: readonly Branch[], open: (branch: Branch) => boolean = () => true): Branch[] =>
  branches.flatMap((branch) => [branch, ...(open(branch) ? walk(branch.below, open) : [])]);

/** By its id, what a unit lies below whose name another has as well: that tells them apart where units of several parents stand together. */
export const parentsOfNamesakes = (units: readonly Pick<Unit, 'unitId' | 'name' | 'parentId'>[]): ReadonlyMap<string, string> => {
  const byId = new Map(units.map((unit) => [unit.unitId, unit]));
  const sharing = [...Map.groupBy(units, ({ name }) => name).values()].filter(({ length }) => length > 1).flat();
  return new Map(sharing.flatMap(({ unitId, parentId }) => { const parent = byId.get(parentId ?? ''); return parent ? [[unitId, parent.name] as const] : []; }));
};

export const branchOf = (branches: readonly Branch[], unitId: string | undefined): Branch | undefined => walk(branches).find((branch) => branch.unitId === unitId);
