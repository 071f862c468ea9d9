import { firstDay, startOn, valueOn } from '@lyceum/core/dated';
import type { Name, Person } from './directory.ts';
import type { PersonRow } from './people.projection.ts';

/** A person on a day, before the first day as on it; `name` in clear. */
export const personOn = (row: PersonRow, day: string, name: Name): Person => {
  const first = firstDay(row.units);
  const on = day < first ? first : day;
  const unitId = valueOn(row.units, on)!;
  const { post, tier } = valueOn(row.posts, on) ?? row.posts[0]!.value;
  const others = [...new Set(row.secondary.map(({ value }) => value.unitId))].filter((other) => other !== unitId);
  return {
    memberId: row.memberId, name, unitId, post, tier, employment: row.employment, party: row.party, since: startOn(row.units, on)!,
    secondary: others.flatMap((other) => {
      const held = valueOn(row.secondary.filter(({ value }) => value.unitId === other), on);
      return held ? [{ unitId: other, post: held.post }] : [];
    }),
  };
};
