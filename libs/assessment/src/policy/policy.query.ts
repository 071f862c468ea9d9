import { z } from 'zod';
import { Rule } from '@lyceum/contracts/assessment/policy';
import { Day } from '@lyceum/contracts/ids';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { policies, type PolicyRow } from './policy.projection.ts';

const Version = z.object({ policyVersion: z.number().int(), title: z.string(), rule: Rule, basis: z.string(), effectiveFrom: Day });
export const PolicyShown = z.object({
  policyId: z.string(), unitId: z.string().nullable().meta({ description: 'null where the policy comes from a unit above the reader’s' }), unitName: z.string().nullable(),
  inherited: z.boolean(), until: Day.nullable(), ...Version.shape, versions: z.array(Version),
}).meta({ id: 'Policy' });
export type PolicyShown = z.infer<typeof PolicyShown>;

/** Policies of some units, and those from above that bind them. */
export class PolicyQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  /** Every policy (`unitIds`: of these units), however many there are: one that is left out binds nobody. */
  async all(when: { readonly asOf?: Position }, unitIds?: readonly string[]): Promise<readonly PolicyRow[]> {
    return allRows(this.reads, policies, { ...(unitIds && { where: { unitId: unitIds } }), ...when });
  }

  /** `units`: within the reader's scope. A unit above them is not named. */
  async reaching(units: readonly string[], when: { readonly asOf?: Position }): Promise<PolicyShown[]> {
    const tree = await this.directory.tree(when);
    const own = new Set(units);
    const above = units.flatMap((unitId) => tree.ancestors(unitId).map((unit) => unit.unitId));
    return (await this.all(when, [...new Set([...units, ...above])])).map(({ policyId, unitId, versions, until }) => {
      const inherited = !own.has(unitId);
      return { policyId, unitId: inherited ? null : unitId, unitName: inherited ? null : (tree.unit(unitId)?.name ?? null), inherited, until, ...versions.at(-1)!, versions: [...versions] };
    });
  }
}
