import { addDays } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import type { MemberRegistered, MemberTransferred } from '@lyceum/contracts/member/member';
import type { Of } from '@lyceum/core/event';

type Period = { readonly from: string; readonly until: string };
/** `from`, `until`: the first and the last day of all periods; `gaps`: there are days between them that belong to another unit. */
export type PostingRow = { readonly unitId: string; readonly memberId: string; readonly from: string; readonly until: string; readonly gaps: boolean; readonly periods: readonly Period[] };

/** No last day yet: after every day. */
export const open = '9999-12-31';

const spanning = (unitId: string, memberId: string, periods: readonly Period[]): PostingRow | null =>
  periods.length === 0 ? null : { unitId, memberId, from: periods[0]!.from, until: periods.at(-1)!.until, gaps: periods.length > 1, periods };

/** One row for a unit and a person who had it for their main unit: who belongs to a unit on any day, in the order of its people's ids. */
export const postings = projection<PostingRow, Of<typeof MemberRegistered | typeof MemberTransferred>>({
  name: 'postings',
  version: 1,
  initial: { unitId: '', memberId: '', from: '', until: '', gaps: false, periods: [] },
  indexes: [['unitId', 'from', 'until', 'gaps'], ['memberId']],
  keys: {
    MemberRegistered: ({ data: { unitId, memberId } }) => `${unitId}/${memberId}`,
    MemberTransferred: ({ data: { fromUnitId, unitId, memberId } }) => [`${fromUnitId}/${memberId}`, `${unitId}/${memberId}`],
  },
  on: {
    MemberRegistered: (_, { data: { unitId, memberId, from } }) => spanning(unitId, memberId, [{ from, until: open }]),
    MemberTransferred: (row, { data: { unitId, memberId, from } }, key) => {
      if (key === `${unitId}/${memberId}`) return spanning(unitId, memberId, [...row.periods, { from, until: open }]);
      const left = row.periods.map((period) => (period.until === open ? { ...period, until: addDays(from, -1) } : period));
      return spanning(row.unitId, memberId, left.filter((period) => period.from <= period.until));
    },
  },
});
