import { addDays, mondayOfWeek } from '@lyceum/core/calendar';
import type { PolicyRow, PolicyVersion } from './policy.projection.ts';

/** A policy's version that held during a whole week; nobody is judged by a rule that came or went in the middle of it. */
export const versionFor = ({ versions, until }: PolicyRow, week: string): PolicyVersion | undefined => {
  const monday = mondayOfWeek(week);
  if (until !== null && until < addDays(monday, 6)) return undefined;
  return versions.findLast(({ effectiveFrom }) => effectiveFrom <= monday);
};

/** What binds a unit in a week. */
export type Standing = { readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };

/**
 * Of all policies that reach a unit the one that asks for most: a unit may tighten what it inherits, not loosen it.
 * Of equals the nearest. `path`: the unit, then its ancestors up to the root.
 */
export const standingFor = (policies: readonly PolicyRow[], week: string, path: readonly string[]): Standing | undefined => {
  let strictest: Standing | undefined;
  for (const unitId of path) for (const policy of policies) {
    if (policy.unitId !== unitId) continue;
    const version = versionFor(policy, week);
    if (version && version.rule.atLeast > (strictest?.atLeast ?? 0)) strictest = { policyId: policy.policyId, policyVersion: version.policyVersion, atLeast: version.rule.atLeast };
  }
  return strictest;
};
