import { Tier, type Employment, type Party } from '@lyceum/contracts/member/member';
import type { Directory, Person } from '@lyceum/directory/directory';
import type { Tree } from '@lyceum/directory/tree';
import { type Filter, type Page, pageAmong, type ReadStore } from '@lyceum/read-store/read-store';
import { inGroups, type Group } from './in-groups.query.ts';
import { roster, type RosterRow } from './roster.projection.ts';

export const sortable = ['unitId', 'post', 'tier', 'employment', 'party', 'since'] as const;
/** `units`: the scope, which nothing leaves. `q`: part of a name or phone. */
export type Wanted = {
  readonly units: readonly string[]; readonly q?: string | undefined; readonly tier?: Tier | undefined; readonly party?: Party | undefined; readonly employment?: Employment | undefined;
  readonly sort?: { readonly by: (typeof sortable)[number]; readonly descending: boolean } | undefined; readonly limit: number; readonly cursor?: string | undefined;
};
export type People = { readonly people: readonly Person[]; readonly next: string | null; readonly total: number | null };

/** A page of people; of a search in the order of names, else as asked, or by units as the tree has them and by rank in each. */
export const peopleOf = async (reads: ReadStore, directory: Directory, wanted: Wanted): Promise<People> => {
  const { units, q } = wanted;
  if (units.length === 0) return { people: [], next: null, total: 0 };
  if (q !== undefined) return searched(reads, directory, wanted, q);
  const where = { unitId: units, ...filters(wanted) };
  const counts = new Map((await reads.total(roster, { columns: [], by: 'unitId', where })).map(({ group, count }) => [String(group), count]));
  const page = await ordered(reads, await directory.tree({ toCome: true }), wanted, where, new Set(counts.keys()));
  return { people: await known(directory, page.rows.map(({ key }) => key), units), next: page.next, total: [...counts.values()].reduce((sum, count) => sum + count, 0) };
};

/** Units stand as in the tree and tiers by rank, neither of which a row knows; everything else as it is written. */
const ordered = (reads: ReadStore, tree: Tree, { units, sort: { by, descending } = { by: 'unitId', descending: false }, tier, limit, cursor }: Wanted, where: Filter, peopled: ReadonlySet<string>): Promise<Page<RosterRow>> => {
  if (by !== 'unitId' && by !== 'tier') return reads.find<RosterRow>(roster, { where, sort: { by, descending }, limit, ...(cursor === undefined ? {} : { cursor }) });
  const tiers = tier === undefined ? Tier.options : [tier];
  const turned = <T>(all: readonly T[]) => (descending ? [...all].reverse() : all);
  const groups: readonly Group<Filter>[] = by === 'tier' ? turned(tiers).map((each) => ({ name: each.replace('-', '_'), group: { tier: each } }))
    : turned(inReadingOrder(tree, new Set(units))).flatMap((unitId) => tiers.map((each) => ({ name: `${unitId}_${each.replace('-', '_')}`, group: { unitId, tier: each }, empty: !peopled.has(unitId) })));
  return inGroups(groups, { limit, cursor }, (group, paging) => reads.find<RosterRow>(roster, { where: { ...where, ...group }, sort: { by: 'unitId' }, ...paging }));
};
/** A unit, then each below it with all of its own; of the scope alone, so that no cursor tells whether there is a unit outside it. */
const inReadingOrder = (tree: Tree, scope: ReadonlySet<string>): readonly string[] => {
  const below = (parentId: string | null): readonly string[] => tree.children(parentId).flatMap(({ unitId }) => [unitId, ...below(unitId)]);
  return below(null).filter((unitId) => scope.has(unitId));
};

const most = 2000; // hits of a search
/** Of more hits than so many not all are looked at: who seeks one of them must say more, and is told no total. */
const searched = async (reads: ReadStore, directory: Directory, wanted: Wanted, q: string): Promise<People> => {
  const hits = (await directory.search(q, wanted.units, most + 1)).map(({ memberId }) => memberId);
  const found = await fitting(reads, hits.slice(0, most), filters(wanted));
  const { items, next, total } = pageAmong(found, (memberId) => memberId, wanted);
  return { people: await known(directory, items, wanted.units), next, total: hits.length > most ? null : total };
};
const fitting = async (reads: ReadStore, memberIds: readonly string[], where: Filter): Promise<readonly string[]> => {
  if (memberIds.length === 0 || Object.keys(where).length === 0) return memberIds;
  const { rows } = await reads.find<RosterRow>(roster, { where: { ...where, key: memberIds }, limit: memberIds.length });
  const those = new Set(rows.map(({ key }) => key));
  return memberIds.filter((memberId) => those.has(memberId));
};

const filters = ({ tier, party, employment }: Wanted): Filter =>
  ({ ...(tier === undefined ? {} : { tier }), ...(party === undefined ? {} : { party }), ...(employment === undefined ? {} : { employment }) });

/** As they stand today; whoever the rows are a moment behind on is shown only where the scope reaches them. */
const known = async (directory: Directory, memberIds: readonly string[], units: readonly string[]): Promise<readonly Person[]> => {
  const scope = new Set(units);
  const people = await Promise.all(memberIds.map((memberId) => directory.person(memberId)));
  return people.filter((person) => person !== undefined).filter(({ unitId }) => scope.has(unitId));
};
