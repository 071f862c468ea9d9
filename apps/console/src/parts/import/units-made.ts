import type { NewUnit } from '../../api-types.ts';

export type UnitMade = { path: string; above: boolean };

/** Everything that is made where these are created, each unit once, as several of the list may lie below one that is not there, or be one spelt twice. `above`: it is made only for those below it. */
export const unitsMade = (units: readonly NewUnit[]): UnitMade[] => {
  const made = new Map<string, boolean>();
  for (const { makes: { below, names } } of units) for (const at of names.keys()) {
    const path = [below, ...names.slice(0, at + 1)].join('/');
    made.set(path, (made.get(path) ?? true) && at < names.length - 1);
  }
  return [...made].map(([path, above]) => ({ path, above }));
};
