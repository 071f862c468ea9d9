import { projection } from '@lyceum/core/projection';
import type { PolicyEvent, Rule } from '@lyceum/contracts/assessment/policy';

export type PolicyVersion = { readonly policyVersion: number; readonly title: string; readonly rule: Rule; readonly basis: string; readonly effectiveFrom: string };
export type PolicyRow = {
  readonly policyId: string; readonly unitId: string;
  /** In the order of their days. */
  readonly versions: readonly PolicyVersion[];
  /** The last day on which it holds. */
  readonly until: string | null;
};

/** One row per policy, with all its versions: which one held on a day is asked when a week is judged. */
export const policies = projection<PolicyRow, PolicyEvent>({
  name: 'policy',
  version: 1,
  initial: { policyId: '', unitId: '', versions: [], until: null },
  indexes: [['unitId']],
  keys: { PolicyPublished: ({ data }) => data.policyId, PolicyEnded: ({ data }) => data.policyId },
  on: {
    PolicyPublished: (row, { data: { policyId, unitId, policyVersion, title, rule, basis, effectiveFrom } }) =>
      ({ ...row, policyId, unitId, versions: [...row.versions, { policyVersion, title, rule, basis, effectiveFrom }] }),
    PolicyEnded: (row, { data }) => ({ ...row, until: data.until }),
  },
});
