import { z } from 'zod';
import { Rule } from '@lyceum/contracts/assessment/policy';
import { Day } from '@lyceum/contracts/ids';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { policies, type PolicyRow } from './policy.projection.ts';

const Version = z.object({ policyVersion: z.number().int(), title: z.string(), rule: Rule, basis: z.string(), effectiveFrom: Day });
export const PolicyShown = z.object({
  policyId: z.string(), unitId: z.string().nullable().meta({ description: 'null where the policy comes from a unit above all that the reader’s right reaches' }), unitName: z.string().nullable(),
  inherited: z.boolean().meta({ description: 'it comes from above the units that were asked for' }), until: Day.nullable(), ...Version.shape, versions: z.array(Version),
}).meta({ id: 'Policy' });
export type PolicyShown = z.infer<typeof PolicyShown>;

type When = { readonly asOf?: Position };
type Asked = When & { readonly limit: number; readonly cursor?: string | undefined };

/** Policies of some units, and those from above that bind them. */
export class PolicyQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  /** Every policy, however many there are: one that is left out binds nobody. */
  async all(when: When): Promise<readonly PolicyRow[]> { return allRows(this.reads, policies, when); }

  /** `units`: those asked for, within the reader's `scope`. A unit above that is not named. */
  async reaching(units: readonly string[], scope: ReadonlySet<string>, { limit, cursor, ...when }: Asked) {
    const tree = await this.directory.tree(when);
    const own = new Set(units);
    const above = units.flatMap((unitId) => tree.ancestors(unitId).map((unit) => unit.unitId));
    const where = { unitId: [...new Set([...units, ...above])] };
    const [{ rows, next }, total] = await Promise.all([
      this.reads.find(policies, { where, limit, ...(cursor === undefined ? {} : { cursor }), ...when }), this.reads.count(policies, where, when.asOf),
    ]);
    const items = rows.map(({ row: { policyId, unitId, versions, until } }): PolicyShown => {
      const named = scope.has(unitId);
      return { policyId, unitId: named ? unitId : null, unitName: named ? (tree.unit(unitId)?.name ?? null) : null, inherited: !own.has(unitId), until, ...versions.at(-1)!, versions: [...versions] };
    });
    return { items, next, total };
  }
}
