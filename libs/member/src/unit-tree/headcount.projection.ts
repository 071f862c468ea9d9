import { projection } from '@lyceum/core/projection';
import type { MemberEvent } from '@lyceum/contracts/member/member';

/** How many came (+) and went (−) in one unit on one day. */
export type Headcount = { readonly unitId: string; readonly day: string; readonly people: number };
type Concerned = Extract<MemberEvent, { type: 'MemberRegistered' | 'MemberTransferred' }>;

/** Added up to a day, it is how many people a unit had on that day, whatever that day is. */
export const headcount = projection<Headcount, Concerned>({
  name: 'headcount',
  version: 1,
  initial: { unitId: '', day: '', people: 0 },
  indexes: [['unitId', 'day']],
  totals: ['people'],
  keys: {
    MemberRegistered: ({ data }) => `${data.unitId}/${data.from}`,
    MemberTransferred: ({ data }) => [`${data.fromUnitId}/${data.from}`, `${data.unitId}/${data.from}`],
  },
  on: {
    MemberRegistered: (row, { data }) => ({ unitId: data.unitId, day: data.from, people: row.people + 1 }),
    MemberTransferred: (row, { data }, key) => {
      const came = key.startsWith(`${data.unitId}/`);
      return { unitId: came ? data.unitId : data.fromUnitId, day: data.from, people: row.people + (came ? 1 : -1) };
    },
  },
});
