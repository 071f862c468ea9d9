import { expect, it } from '@jest/globals';
import { MembersInvited } from '@lyceum/contracts/activity/study-session';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { settle } from '../testing/settle.ts';
import { range } from '../testing/town.ts';
import { Measures } from './measures.query.ts';

const invited = (memberId: string) => ({ fact: MembersInvited({ sessionId: `s_${memberId}`, day: '2026-03-06', invited: [{ memberId, unit: 'west' }] }), unit: 'west' });

it('keeps no distinct persons under the number of facts that stood before others were written meanwhile', async () => {
  const town = await settle([invited('west_p0'), invited('west_p1')]);
  const early = town.positions[0]!;
  let asked = 0;
  /** How many facts there are is first answered as it was before the second came. */
  const growing = new Proxy<ReadStore>(town.reads, { get: (reads, name) => {
    if (name === 'total') return (...[of, query]: Parameters<ReadStore['total']>) => reads.total(of, asked++ === 0 ? { ...query, asOf: early } : query);
    const value: unknown = Reflect.get(reads, name);
    return typeof value === 'function' ? (value.bind(reads) as unknown) : value;
  } });
  try {
    const measures = new Measures(growing);
    const count = async (when: { asOf?: string } = {}) => (await measures.persons({ place: 'unit', ids: ['west'], ...range, ...when })).invited.size;
    expect([await count(), await count({ asOf: early }), await count()]).toEqual([2, 1, 2]);
  } finally { await town.dispose(); }
});
