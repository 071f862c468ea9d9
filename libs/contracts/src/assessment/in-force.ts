import { mondayOfWeek, sundayOfWeek } from '@lyceum/core/calendar';
import type { StudyForm } from '../activity/study-session.ts';
import type { Rule } from './policy.ts';

/** A policy's versions in the order of their days; `until`: the last day on which it holds. */
type Version = { readonly policyVersion: number; readonly rule: Rule; readonly effectiveFrom: string };
type Policy = { readonly policyId: string; readonly unitId: string; readonly versions: readonly Version[]; readonly until: string | null };

/** A policy's version that held during a whole week; nobody is judged by a rule that came or went in the middle of it. */
export const versionFor = ({ versions, until }: Policy, week: string): Version | undefined => {
  if (until !== null && until < sundayOfWeek(week)) return undefined;
  const monday = mondayOfWeek(week);
  return versions.findLast(({ effectiveFrom }) => effectiveFrom <= monday);
};

/** What binds a unit in a week, for one form of study. */
export type Demand = { readonly form: StudyForm; readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };

/**
 * For each form, of all policies that reach a unit the one that asks for most: a unit may tighten what it inherits, not loosen it.
 * Of equals the nearest. `path`: the unit, then its ancestors up to the root.
 */
export const demandsFor = (policies: readonly Policy[], week: string, path: readonly string[]): readonly Demand[] => {
  const strictest = new Map<StudyForm, Demand>();
  for (const unitId of path) for (const policy of policies) {
    const version = policy.unitId === unitId ? versionFor(policy, week) : undefined;
    if (!version) continue;
    const { policyVersion, rule: { form, atLeast } } = version;
    if (atLeast > (strictest.get(form)?.atLeast ?? 0)) strictest.set(form, { form, policyId: policy.policyId, policyVersion, atLeast });
  }
  return [...strictest.values()];
};
