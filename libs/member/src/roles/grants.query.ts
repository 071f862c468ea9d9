import { z } from 'zod';
import { searchable } from '@lyceum/core/searchable';
import { Day, MemberId, UnitId } from '@lyceum/contracts/ids';
import { Role } from '@lyceum/contracts/member/roles';
import { personName } from '@lyceum/contracts/person-name';
import type { Directory } from '@lyceum/directory/directory';
import { grants, type GrantRow } from '@lyceum/directory/grants.projection';
import { shownName } from '@lyceum/directory/shown-name';
import { allRows, pageAmong, type ReadStore } from '@lyceum/read-store/read-store';

const most = 2000; // of one name
type Wanted = { readonly units: readonly string[]; readonly limit: number; readonly cursor?: string | undefined };
export const Holder = z.object({
  grantId: z.string(), memberId: MemberId, ...personName, role: Role, unitId: UnitId, unitName: z.string().nullable(), from: Day, until: Day.nullable(),
}).meta({ id: 'Holder' });
export type Holder = z.infer<typeof Holder>;

type Sought = Wanted & { readonly q?: string | undefined; readonly role?: Role | undefined };
type Holders<T> = { readonly items: readonly T[]; readonly next: string | null; readonly total: number };
/** Who holds, held or will hold which role for these units; ended grants are among them. `q`: part of a name, or a whole phone. */
export const holders = async (reads: ReadStore, directory: Directory, wanted: Sought): Promise<Holders<Holder>> => {
  if (wanted.units.length === 0) return { items: [], next: null, total: 0 };
  const [page, tree] = await Promise.all([wanted.q === undefined && wanted.role === undefined ? listed(reads, wanted) : filtered(reads, directory, wanted), directory.tree({ toCome: true })]);
  const names = await namesOf(directory, page.items);
  const items = page.items.map(({ grantId, memberId, role, unitId, from, until }) =>
    ({ grantId, memberId, ...shownName(names.get(memberId)), role, unitId, unitName: tree.unit(unitId)?.name ?? null, from, until }));
  return { ...page, items };
};
const namesOf = (directory: Directory, rows: readonly GrantRow[]) => directory.names([...new Set(rows.map(({ memberId }) => memberId))]);

const listed = async (reads: ReadStore, { units, limit, cursor }: Wanted): Promise<Holders<GrantRow>> => {
  const where = { unitId: units };
  const [{ rows, next }, total] = await Promise.all([reads.find(grants, { where, sort: { by: 'unitId' }, limit, ...(cursor === undefined ? {} : { cursor }) }), reads.count(grants, where)]);
  return { items: rows.map(({ row }) => row), next, total };
};
/** Of all grants, which are few beside people. Parts of names tell nothing that the list does not; parts of phones would, digit by digit. */
const filtered = async (reads: ReadStore, directory: Directory, { units, q, role, ...paging }: Sought): Promise<Holders<GrantRow>> => {
  const all = await allRows(reads, grants, { where: { unitId: units }, sort: { by: 'unitId' } });
  const rows = role === undefined ? all : all.filter((row) => row.role === role);
  const isSought = q === undefined ? () => true : await named(directory, rows, units, q);
  return pageAmong(rows.filter(isSought), idOf, paging);
};
const idOf = ({ memberId, grantId }: GrantRow) => `${memberId}/${grantId}`;
const named = async (directory: Directory, rows: readonly GrantRow[], units: readonly string[], q: string) => {
  const [names, found] = await Promise.all([namesOf(directory, rows), directory.search(q, units, most, { whole: true })]);
  const whole = new Set(found.map(({ memberId }) => memberId));
  return ({ memberId }: GrantRow) => whole.has(memberId) || searchable(shownName(names.get(memberId)).name ?? '').includes(searchable(q));
};

/** Whom a role could be given to: by a whole name or phone, within these units. Parts would let a reader without a right to persons list them, and find phones digit by digit. */
export const candidates = async (directory: Directory, { units, ...paging }: Wanted, q: string) => {
  const [found, tree] = await Promise.all([units.length === 0 ? [] : directory.search(q, units, most + 1, { whole: true }), directory.tree({ toCome: true })]);
  const { items, next, total } = pageAmong(found.slice(0, most), ({ memberId }) => memberId, paging);
  return { items: items.map(({ memberId, name, unitId }) => ({ memberId, name, unitId, unitName: tree.unit(unitId)?.name ?? null })), next, total: found.length > most ? null : total };
};
