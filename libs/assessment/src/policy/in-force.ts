import { addDays, mondayOfWeek } from '@lyceum/core/calendar';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import type { PolicyRow, PolicyVersion } from './policy.projection.ts';

/** A policy's version that held during a whole week; nobody is judged by a rule that came or went in the middle of it. */
export const versionFor = ({ versions, until }: PolicyRow, week: string): PolicyVersion | undefined => {
  const monday = mondayOfWeek(week);
  if (until !== null && until < addDays(monday, 6)) return undefined;
  return versions.findLast(({ effectiveFrom }) => effectiveFrom <= monday);
};

/** What binds a unit in a week, for one form of study. */
export type Standing = { readonly form: StudyForm; readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };

/**
 * For each form, of all policies that reach a unit the one that asks for most: a unit may tighten what it inherits, not loosen it.
 * Of equals the nearest. `path`: the unit, then its ancestors up to the root.
 */
export const standingsFor = (policies: readonly PolicyRow[], week: string, path: readonly string[]): readonly Standing[] => {
  const strictest = new Map<StudyForm, Standing>();
  for (const unitId of path) for (const policy of policies) {
    const version = policy.unitId === unitId ? versionFor(policy, week) : undefined;
    if (!version) continue;
    const { policyVersion, rule: { form, atLeast } } = version;
    if (atLeast > (strictest.get(form)?.atLeast ?? 0)) strictest.set(form, { form, policyId: policy.policyId, policyVersion, atLeast });
  }
  return [...strictest.values()];
};
