import { z } from 'zod';
import { Day, MemberId, UnitId } from '@lyceum/contracts/ids';
import { Role } from '@lyceum/contracts/member/roles';
import { personName } from '@lyceum/contracts/person-name';
import type { Directory } from '@lyceum/directory/directory';
import { grants } from '@lyceum/directory/grants.projection';
import { shownName } from '@lyceum/directory/shown-name';
import { pageAmong, type ReadStore } from '@lyceum/read-store/read-store';

type Wanted = { readonly units: readonly string[]; readonly limit: number; readonly cursor?: string | undefined };
export const Holder = z.object({
  grantId: z.string(), memberId: MemberId, ...personName, role: Role, unitId: UnitId, unitName: z.string().nullable(), from: Day, until: Day.nullable(),
}).meta({ id: 'Holder' });
export type Holder = z.infer<typeof Holder>;

/** Who holds, held or will hold which role for these units; ended grants are among them. */
export const holders = async (reads: ReadStore, directory: Directory, { units, limit, cursor }: Wanted): Promise<{ items: readonly Holder[]; next: string | null; total: number }> => {
  if (units.length === 0) return { items: [], next: null, total: 0 };
  const where = { unitId: units };
  const [{ rows, next }, total, tree] = await Promise.all([
    reads.find(grants, { where, sort: { by: 'unitId' }, limit, ...(cursor === undefined ? {} : { cursor }) }), reads.count(grants, where), directory.tree(),
  ]);
  const names = await directory.names([...new Set(rows.map(({ row }) => row.memberId))]);
  const items = rows.map(({ row: { grantId, memberId, role, unitId, from, until } }) =>
    ({ grantId, memberId, ...shownName(names.get(memberId)), role, unitId, unitName: tree.unit(unitId)?.name ?? null, from, until }));
  return { items, next, total };
};

const most = 2000; // of one name
/** Whom a role could be given to: by a whole name or phone, within these units. Parts would let a reader without a right to persons list them, and find phones digit by digit. */
export const candidates = async (directory: Directory, { units, ...paging }: Wanted, q: string) => {
  const [found, tree] = await Promise.all([units.length === 0 ? [] : directory.search(q, units, most + 1, { whole: true }), directory.tree()]);
  const { items, next, total } = pageAmong(found.slice(0, most), ({ memberId }) => memberId, paging);
  return { items: items.map(({ memberId, name, unitId }) => ({ memberId, name, unitId, unitName: tree.unit(unitId)?.name ?? null })), next, total: found.length > most ? null : total };
};
