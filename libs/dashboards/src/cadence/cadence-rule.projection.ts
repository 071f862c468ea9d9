import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { PolicyEnded, PolicyPublished, Rule } from '@lyceum/contracts/assessment/policy';

export type CadenceRule = {
  readonly policyId: string; readonly unitId: string;
  /** In the order of their days. */
  readonly versions: readonly { readonly policyVersion: number; readonly rule: Rule; readonly effectiveFrom: string }[];
  /** The last day on which it holds. */
  readonly until: string | null;
};

/** One row per policy: what is asked of units in weeks that nobody has judged yet. */
export const cadenceRule = projection<CadenceRule, Of<typeof PolicyPublished | typeof PolicyEnded>>({
  name: 'cadence-rule',
  version: 1,
  initial: { policyId: '', unitId: '', versions: [], until: null },
  indexes: [['unitId']],
  keys: { PolicyPublished: ({ data }) => data.policyId, PolicyEnded: ({ data }) => data.policyId },
  on: {
    PolicyPublished: (row, { data: { policyId, unitId, policyVersion, rule, effectiveFrom } }) =>
      ({ ...row, policyId, unitId, versions: [...row.versions.filter((one) => one.policyVersion !== policyVersion), { policyVersion, rule, effectiveFrom }] }),
    PolicyEnded: (row, { data }) => ({ ...row, until: data.until }),
  },
});
