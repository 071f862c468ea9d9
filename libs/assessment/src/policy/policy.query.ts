import { z } from 'zod';
import { Rule } from '@lyceum/contracts/assessment/policy';
import { Day } from '@lyceum/contracts/ids';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { policies, type PolicyRow } from './policy.projection.ts';

const Version = z.object({ policyVersion: z.number().int(), title: z.string(), rule: Rule, basis: z.string(), effectiveFrom: Day });
export const PolicyShown = z.object({
  policyId: z.string(), unitId: z.string().nullable().meta({ description: 'null where the policy comes from a unit above the reader’s' }), unitName: z.string().nullable(),
  inherited: z.boolean(), until: Day.nullable(), ...Version.shape, versions: z.array(Version),
}).meta({ id: 'Policy' });
export type PolicyShown = z.infer<typeof PolicyShown>;

const most = 1000; // of a city

/** Policies of some units, and those from above that bind them. */
export class PolicyQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  async all(when: { readonly asOf?: Position }): Promise<readonly PolicyRow[]> {
    return (await this.reads.find(policies, { limit: most, ...when })).rows.map(({ row }) => row);
  }

  /** `units`: within the reader's scope. A unit above them is not named. */
  async reaching(units: readonly string[], when: { readonly asOf?: Position }): Promise<PolicyShown[]> {
    const [rows, tree] = await Promise.all([this.all(when), this.directory.tree(when)]);
    const own = new Set(units);
    const above = new Set(units.flatMap((unitId) => tree.ancestors(unitId).map((unit) => unit.unitId)));
    return rows.filter(({ unitId }) => own.has(unitId) || above.has(unitId)).map(({ policyId, unitId, versions, until }) => {
      const inherited = !own.has(unitId);
      return { policyId, unitId: inherited ? null : unitId, unitName: inherited ? null : (tree.unit(unitId)?.name ?? null), inherited, until, ...versions.at(-1)!, versions: [...versions] };
    });
  }
}
