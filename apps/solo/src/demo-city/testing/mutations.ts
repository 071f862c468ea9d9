import { addDays } from '@lyceum/core/calendar';
import type { Recorded } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';

/** A projection with one bug. */
export type Mutant = { readonly what: string; readonly projection: Projection };

let versions = 1000;
const like = (projection: Projection, bug: Partial<Projection>): Projection => ({ ...projection, version: ++versions, ...bug });

/** The bugs that projections have: an event overlooked, counted twice, or filed under a neighbour's key. For each type of event. */
export const mutantsOf = (projection: Projection, types: readonly string[]): readonly Mutant[] => types.flatMap((type): Mutant[] => {
  const refiled = (refile: (key: string) => readonly string[]) => ({ keysOf: (event: Recorded) => (event.type === type ? [...new Set(projection.keysOf(event).flatMap(refile))] : projection.keysOf(event)) });
  const twice = (row: unknown, event: Recorded, key: string) => {
    const once = projection.apply(row, event, key);
    return event.type === type && once !== null ? projection.apply(once, event, key) : once;
  };
  return [
    { what: `overlooks ${type}`, projection: like(projection, refiled(() => [])) },
    { what: `takes ${type} twice`, projection: like(projection, { apply: twice }) },
    ...neighbours.map(({ of, neighbour }): Mutant => ({ what: `files ${type} under another ${of}`, projection: like(projection, refiled((key) => [neighbour(key)])) })),
  ];
});

const day = /\d{4}-\d{2}-\d{2}/;
const unit = /(?<![A-Za-z0-9])(agency|d\d\du\d\d|d\d\d)(?![A-Za-z0-9])/;
const member = /(?<![A-Za-z0-9])m\d{5}/;
/** Keys that a slip of the pen would make: the next day's or another unit's; another person's; of a key without such parts, one that nobody asks for. */
const neighbours: readonly { of: string; neighbour: (key: string) => string }[] = [
  { of: 'day', neighbour: (key) => key.replace(day, (found) => addDays(found, 1)) },
  { of: 'unit', neighbour: (key) => key.replace(unit, (found) => (found === 'd01u01' ? 'd02u01' : 'd01u01')) },
  { of: 'person', neighbour: (key) => (day.test(key) || unit.test(key) ? key : key.replace(member, (found) => (found === 'm00001' ? 'm00002' : 'm00001'))) },
  { of: 'key', neighbour: (key) => (/^\d{4}-\d{2}/.test(key) || unit.test(key) || member.test(key) ? key : `${key}x`) },
];
