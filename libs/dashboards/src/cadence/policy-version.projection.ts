import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { PolicyPublished } from '@lyceum/contracts/assessment/policy';

export type PolicyVersion = { policyId: string; version: number; title: string; basis: string; unitId: string; effectiveFrom: string };

/** One row per version of a policy: the rule and its basis, beside the figures that rest on it. */
export const policyVersion = projection<PolicyVersion, Of<typeof PolicyPublished>>({
  name: 'policy-version',
  version: 1,
  initial: { policyId: '', version: 0, title: '', basis: '', unitId: '', effectiveFrom: '' },
  indexes: [['policyId', 'version']],
  keys: { PolicyPublished: ({ data }) => `${data.policyId}/${data.policyVersion}` },
  on: { PolicyPublished: (_, { data: { policyId, policyVersion, title, basis, unitId, effectiveFrom } }) => ({ policyId, version: policyVersion, title, basis, unitId, effectiveFrom }) },
});
