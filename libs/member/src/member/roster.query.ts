import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import type { Directory, Person } from '@lyceum/directory/directory';
import type { Filter, ReadStore } from '@lyceum/read-store/read-store';
import { roster, type RosterRow } from './roster.projection.ts';

export const sortable = ['unitId', 'post', 'tier', 'employment', 'party', 'since'] as const;
/** `units`: the scope, which nothing leaves. `q`: part of a name or phone. */
export type Wanted = {
  readonly units: readonly string[]; readonly q?: string | undefined; readonly tier?: Tier | undefined; readonly party?: Party | undefined; readonly employment?: Employment | undefined;
  readonly sort?: { readonly by: (typeof sortable)[number]; readonly descending: boolean } | undefined; readonly limit: number; readonly cursor?: string | undefined;
};
export type People = { readonly people: readonly Person[]; readonly next: string | null; readonly total: number };

/** A page of people. A search answers its best hits at once, without further pages. */
export const peopleOf = async (reads: ReadStore, directory: Directory, wanted: Wanted): Promise<People> => {
  const { units, q, limit, cursor } = wanted;
  if (units.length === 0) return { people: [], next: null, total: 0 };
  if (q !== undefined) return searched(reads, directory, wanted, q);
  const where = { unitId: units, ...filters(wanted) };
  const sort = wanted.sort ?? { by: 'unitId', descending: false };
  const [page, total] = await Promise.all([
    reads.find<RosterRow>(roster, { where, sort, limit, ...(cursor === undefined ? {} : { cursor }) }),
    reads.count(roster, where),
  ]);
  return { people: await known(directory, page.rows.map(({ key }) => key), units), next: page.next, total };
};

const most = 200; // hits of a search
const searched = async (reads: ReadStore, directory: Directory, wanted: Wanted, q: string): Promise<People> => {
  const found = await directory.search(q, wanted.units, most);
  const fitting = new Set(found.map(({ memberId }) => memberId));
  const where = filters(wanted);
  if (found.length > 0 && Object.keys(where).length > 0) {
    const { rows } = await reads.find<RosterRow>(roster, { where: { ...where, key: [...fitting] }, limit: most });
    fitting.clear();
    for (const { key } of rows) fitting.add(key);
  }
  const people = await known(directory, found.map(({ memberId }) => memberId).filter((memberId) => fitting.has(memberId)).slice(0, wanted.limit), wanted.units);
  return { people, next: null, total: fitting.size };
};

const filters = ({ tier, party, employment }: Wanted): Filter =>
  ({ ...(tier === undefined ? {} : { tier }), ...(party === undefined ? {} : { party }), ...(employment === undefined ? {} : { employment }) });

/** As they stand today; whoever the rows are a moment behind on is shown only where the scope reaches them. */
const known = async (directory: Directory, memberIds: readonly string[], units: readonly string[]): Promise<readonly Person[]> => {
  const scope = new Set(units);
  const people = await Promise.all(memberIds.map((memberId) => directory.person(memberId)));
  return people.filter((person) => person !== undefined).filter(({ unitId }) => scope.has(unitId));
};
