import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MembersInvited } from '@lyceum/contracts/activity/study-session';
import type { Position } from '@lyceum/core/event';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { settle, type Town } from '../testing/settle.ts';
import { range } from '../testing/town.ts';
import { Measures } from './measures.query.ts';

const invited = (memberId: string) => ({ fact: MembersInvited({ sessionId: `s_${memberId}`, day: '2026-03-06', invited: [{ memberId, unit: 'west' }] }), unit: 'west' });

describe('distinct persons that are kept', () => {
  let town: Town;
  /** Where rows have come to, for each question in turn: after the last, where the log ends. */
  let stands: Position[];
  let measures: Measures;
  const count = async (when: { asOf?: Position } = {}) => (await measures.persons({ place: 'unit', ids: ['west'], ...range, ...when })).invited.size;
  beforeEach(async () => {
    town = await settle([invited('west_p0'), invited('west_p1')]);
    measures = new Measures(new Proxy<ReadStore>(town.reads, { get: (reads, name) => {
      const value: unknown = Reflect.get(reads, name);
      if (name === 'checkpoint') return async () => stands.shift() ?? town.positions[1];
      if (name !== 'total' && name !== 'find') return value;
      return (of: unknown, query: { asOf?: Position }) => {
        const asOf = [stands.shift() ?? town.positions[1]!, query.asOf ?? town.positions[1]!].sort()[0];
        return (value as (...given: unknown[]) => unknown).call(reads, of, { ...query, asOf });
      };
    } }));
  });
  afterEach(() => town.dispose());

  it('are not kept under the number of facts that stood before others were written meanwhile', async () => {
    const [early, late] = town.positions as [Position, Position];
    stands = [early, late, late]; // counted, found, counted
    expect(await count()).toBe(2);
    stands = [early, early, early];
    expect(await count()).toBe(1);
  });

  it('are kept for a moment once rows have passed it, and not before', async () => {
    const [early, late] = town.positions as [Position, Position];
    stands = [early, early, early, early]; // where rows are, counted, found, counted
    expect(await count({ asOf: late })).toBe(1);
    stands = [];
    expect([await count({ asOf: late }), await count({ asOf: early }), await count()]).toEqual([2, 1, 2]);
  });
});

it('counts distinct persons on the first and the last of the days asked for, across a year’s end too, and not a day beyond', async () => {
  const days = ['2024-12-30', '2024-12-31', '2025-01-01', '2025-01-02'];
  const town = await settle(days.map((day, n) => ({ fact: MembersInvited({ sessionId: `s_${n}`, day, invited: [{ memberId: `west_p${n}`, unit: 'west' }] }), unit: 'west' })));
  try {
    const who = async (from: string, to: string) => [...(await new Measures(town.reads).persons({ place: 'unit', ids: ['west'], from, to })).invited].sort();
    for (const [first, from] of days.entries()) for (const [further, to] of days.slice(first).entries()) expect(await who(from, to)).toEqual(Array.from({ length: further + 1 }, (_, n) => `west_p${first + n}`));
  } finally { await town.dispose(); }
});
