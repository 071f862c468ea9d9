import type { Position } from '@lyceum/core/event';
import { BadCursor, type ReadStore } from '@lyceum/read-store/read-store';
import type { Headcount } from './headcounts.ts';
import { belongsOn, postings } from './postings.projection.ts';

type Wanted = { readonly units: readonly string[]; readonly day: string; readonly asOf: Position | undefined; readonly limit: number; readonly cursor: string | undefined };

const place = /^([A-Za-z0-9_]{1,64})\/[A-Za-z0-9_]{1,64}$/;

/**
 * A page of the people of some units, by unit and id. Counts tell which units the page comes from, so that only their rows are read,
 * however many units there are.
 */
export const roster = async (reads: ReadStore, counts: ReadonlyMap<string, Headcount>, { units, day, asOf, limit, cursor }: Wanted): Promise<{ memberIds: string[]; next: string | null }> => {
  const last = cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString();
  const from = last === undefined ? '' : place.exec(last)?.[1];
  if (from === undefined) throw new BadCursor();

  const found: string[] = [];
  const left = [...new Set(units)].filter((unitId) => unitId >= from && counts.has(unitId)).sort();
  while (left.length > 0 && found.length <= limit) {
    const some: string[] = [];
    let rows = 0;
    // Of the first unit, the pages before may have shown all.
    for (let seen = 0; left.length > 0 && seen <= limit;) {
      const unitId = left.shift()!;
      const { people, away } = counts.get(unitId)!;
      some.push(unitId);
      rows += people + away;
      if (unitId !== from) seen += people;
    }
    const page = await reads.find(postings, {
      where: { unitId: some, from: { to: day }, until: { from: day }, ...(last === undefined ? {} : { key: { from: `${last} ` } }) }, // a blank comes before every sign of an id
      limit: rows, ...(asOf === undefined ? {} : { asOf }),
    });
    found.push(...page.rows.filter(({ row }) => belongsOn(row, day)).map(({ key }) => key));
  }
  const keys = found.slice(0, limit);
  return { memberIds: keys.map((key) => key.slice(key.indexOf('/') + 1)), next: found.length > limit ? Buffer.from(keys.at(-1)!).toString('base64url') : null };
};
