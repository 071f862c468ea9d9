import { decider, refuse } from '@lyceum/core/decider';
import { PolicyEnded, PolicyPublished, type PolicyCommand, type PolicyEvent, type Rule } from '@lyceum/contracts/assessment/policy';

type Version = { readonly unitId: string; readonly title: string; readonly rule: Rule; readonly basis: string; readonly effectiveFrom: string };
/** `until`: the last day on which it holds. */
type Policy = { readonly version: number; readonly latest: Version | null; readonly until: string | null };

const sameRule = (one: Rule, other: Rule) => one.kind === other.kind && one.form === other.form && one.per === other.per && one.atLeast === other.atLeast;

/** A rule as data, published version by version: what was judged by an earlier one stays judged by it. */
export const policy = decider<Policy, PolicyCommand, PolicyEvent>({
  category: 'policy',
  id: ({ policyId }) => policyId,
  initial: { version: 0, latest: null, until: null },

  decide: {
    PublishPolicy: ({ policyId, unitId, title, rule, basis, effectiveFrom, after }, { version, latest, until }) => {
      if (until !== null) refuse('policy-ended', { until });
      if (latest) {
        if (latest.unitId !== unitId) refuse('policy-of-another-unit');
        if (latest.effectiveFrom === effectiveFrom && latest.title === title && latest.basis === basis && sameRule(latest.rule, rule)) return [];
        if (after !== undefined && after !== version) refuse('changed-meanwhile');
        // Otherwise two versions would claim one week, or a week already judged would change its rule.
        if (effectiveFrom <= latest.effectiveFrom) refuse('policy-not-later', { effectiveFrom: latest.effectiveFrom });
      }
      return [PolicyPublished({ policyId, unitId, title, rule, basis, effectiveFrom, policyVersion: version + 1 })];
    },

    EndPolicy: ({ policyId, until }, policy) => {
      if (!policy.latest) refuse('policy-unknown');
      if (policy.until === until) return [];
      if (policy.until !== null) refuse('policy-ended', { until: policy.until });
      if (until < policy.latest.effectiveFrom) refuse('policy-ends-early', { effectiveFrom: policy.latest.effectiveFrom });
      return [PolicyEnded({ policyId, until })];
    },
  },

  evolve: {
    PolicyPublished: (policy, { unitId, title, rule, basis, effectiveFrom, policyVersion }) =>
      ({ ...policy, version: policyVersion, latest: { unitId, title, rule, basis, effectiveFrom } }),
    PolicyEnded: (policy, { until }) => ({ ...policy, until }),
  },
});
