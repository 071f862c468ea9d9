/**
 * What a list calls a unit otherwise, by what somebody decided: about itself, or about those below it. Whoever says that 市局机关/办公室 and 市局机关/人事处 are units
 * right below the bureau has said that 市局机关 is the bureau, unless it is to be created, or others of it lie elsewhere. All paths as `spelling` has them.
 */
export const otherNames = (decisions: readonly (readonly [path: string, decision: string])[], parentOf: (unitId: string) => string | undefined): ReadonlyMap<string, string> => {
  const below = Map.groupBy(decisions.filter(([path, decision]) => path.includes('/') && decision !== 'create'), ([path]) => path.slice(0, path.lastIndexOf('/')));
  const meant = new Map<string, string>();
  for (const [above, children] of below) {
    const parents = new Set(children.map(([, unitId]) => parentOf(unitId)));
    const [only, ...others] = new Set(children.filter(([, unitId]) => !parents.has(unitId)).map(([, unitId]) => parentOf(unitId))); // one that is the unit itself does not say otherwise
    if (only !== undefined && others.length === 0) meant.set(above, only);
  }
  for (const [path, decision] of decisions) if (decision === 'create') meant.delete(path); else meant.set(path, decision);
  return meant;
};
