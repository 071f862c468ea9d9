import type { Position } from '@lyceum/core/event';
import type { Filter, ReadStore } from '@lyceum/read-store/read-store';
import { dayOfYear, memberYear, yearOf } from '../attendance/member-year.projection.ts';
import { figures, leavesOf, type Days, type Place, type Source, type Sum, type Values } from './figure.ts';

/** Whose figures, for which days, and as of when. `within`: of persons, only what counts with these units. */
export type Extent = Days & { readonly place: Place; readonly ids: readonly string[]; readonly within?: readonly string[] | undefined; readonly asOf?: Position | undefined };

export const filterOf = ({ by, range }: Source, { ids, within, from, to }: Extent): Filter =>
  ({ [by]: ids.length === 1 ? ids[0]! : ids, ...(within && { unitId: within }), ...range({ from, to }) });
const asked = (asOf: Position | undefined) => (asOf === undefined ? {} : { asOf });
const everything = 10_000_000;

type Distinct = { readonly invited: ReadonlySet<string>; readonly signed: ReadonlySet<string> };
const yearsOf = ({ from, to }: Days) => Array.from({ length: Number(yearOf(to)) - Number(yearOf(from)) + 1 }, (_, n) => String(Number(yearOf(from)) + n));
const mostKept = 50; // of a city's 30,000 people some megabytes

/** Adds up leaves, however many units they are of: one total for each table of rows that they come from. */
export class Measures {
  private readonly kept = new Map<string, Distinct>();
  constructor(private readonly reads: ReadStore) {}

  /** The values of the leaves under some figures. */
  async of(names: readonly string[], extent: Extent): Promise<Values> {
    const leaves = [...new Set(names.flatMap(leavesOf))];
    const persons = leaves.some((leaf) => figures[leaf]!.kind === 'persons') ? await this.persons(extent) : undefined;
    const sums = await this.by(leaves.filter((leaf) => figures[leaf]!.kind === 'sum'), extent);
    return { ...sums.get(null), ...(persons && { 'signed-persons': persons.signed.size, 'invited-persons': persons.invited.size }) };
  }

  /** Sums for each value of a column (a unit, a week, a session, a person); under `null` without one. Distinct persons have none. */
  async by(names: readonly string[], extent: Extent, column?: string): Promise<ReadonlyMap<string | null, Values>> {
    const found = new Map<string | null, Record<string, number>>();
    for (const [source, sums] of bySource([...new Set(names.flatMap(leavesOf))], extent.place)) {
      const totals = await this.reads.total(source.projection, {
        columns: [...new Set(sums.map(({ leaf }) => leaf.column))], where: filterOf(source, extent), ...asked(extent.asOf), ...(column === undefined ? {} : { by: column }),
      });
      for (const { group, sums: added } of totals) {
        const at = group as string | null;
        const values = found.get(at) ?? {};
        for (const { name, leaf } of sums) values[name] = added[leaf.column] ?? 0;
        found.set(at, values);
      }
    }
    return found;
  }

  /**
   * Distinct persons who were invited, and who signed, at least once within the days. Counting a whole city takes a while, so answers are kept:
   * what stood at a moment that the rows have passed stands for good; now, facts are only ever added, so where as many stand in the same rows, they
   * are the same ones.
   */
  async persons(extent: Extent): Promise<Distinct> {
    const where = { unitId: extent.ids, year: yearsOf(extent) };
    const passed = extent.asOf !== undefined && extent.asOf <= (await this.reads.checkpoint(memberYear));
    const stand = async () => (passed ? `as of ${extent.asOf}` : (await this.reads.total(memberYear, { columns: ['facts'], where, ...asked(extent.asOf) }))[0]?.sums['facts'] ?? 0);
    const question = (stood: string | number) => `${extent.ids.join()} ${extent.from}..${extent.to} ${stood}`;
    const before = question(await stand());
    const known = this.kept.get(before);
    const found = known ?? (await this.countPersons(extent));
    if (!known && question(await stand()) !== before) return found; // rows were written meanwhile: right, but not to be kept under this count
    this.kept.delete(before); // the newest stand last
    this.kept.set(before, found);
    if (this.kept.size > mostKept) this.kept.delete(this.kept.keys().next().value!);
    return found;
  }

  private async countPersons({ ids, from, to, asOf }: Extent): Promise<Distinct> {
    const { rows } = await this.reads.find(memberYear, { where: { unitId: ids, year: yearsOf({ from, to }) }, limit: everything, ...asked(asOf) });
    const counts = new Map<string, { invited: number; signed: number }>();
    for (const { row } of rows) {
      const [first, last] = [row.year === yearOf(from) ? dayOfYear(from) : 0, row.year === yearOf(to) ? dayOfYear(to) : 366];
      let count = counts.get(row.memberId);
      if (!count) counts.set(row.memberId, (count = { invited: 0, signed: 0 }));
      for (let at = 0; at < row.days.length; at += 3) {
        if (row.days[at]! < first || row.days[at]! > last) continue;
        count.invited += row.days[at + 1]!;
        count.signed += row.days[at + 2]!;
      }
    }
    const those = (who: 'invited' | 'signed') => new Set([...counts].filter(([, count]) => count[who] > 0).map(([memberId]) => memberId));
    return { invited: those('invited'), signed: those('signed') };
  }
}

type Leaf = { readonly name: string; readonly leaf: Sum };
const bySource = (names: readonly string[], place: Place): ReadonlyMap<Source, readonly Leaf[]> => {
  const found = new Map<Source, Leaf[]>();
  for (const name of names) {
    const leaf = figures[name]!;
    const source = leaf.kind === 'sum' ? leaf.from[place] : undefined;
    if (leaf.kind !== 'sum' || !source) throw new Error(`${name} is not added up over a ${place}`);
    found.set(source, [...(found.get(source) ?? []), { name, leaf }]);
  }
  return found;
};
