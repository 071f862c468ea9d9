import { addDays } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import type { MemberRegistered, MemberTransferred } from '@lyceum/contracts/member/member';
import type { Of, Position } from '@lyceum/core/event';

type Period = { readonly from: string; readonly until: string };
/**
 * `from`, `until`: the first and the last day of all periods; `gaps`: there are days between them that belong to another unit;
 * `changed`: the position of the last change, so that the newest of all rows tells when any of them changed.
 */
export type PostingRow = {
  readonly unitId: string; readonly memberId: string; readonly from: string; readonly until: string; readonly gaps: boolean;
  readonly periods: readonly Period[]; readonly changed: Position;
};

/** No last day yet: after every day. */
export const open = '9999-12-31';

/** Whether the person has the unit for their main unit on the day. */
export const belongsOn = ({ periods }: PostingRow, day: string): boolean => periods.some(({ from, until }) => from <= day && day <= until);

const spanning = (unitId: string, memberId: string, periods: readonly Period[], changed: Position): PostingRow | null =>
  periods.length === 0 ? null : { unitId, memberId, from: periods[0]!.from, until: periods.at(-1)!.until, gaps: periods.length > 1, periods, changed };

/** One row for a unit and a person who had it for their main unit: who belongs to a unit on any day, in the order of its people's ids. */
export const postings = projection<PostingRow, Of<typeof MemberRegistered | typeof MemberTransferred>>({
  name: 'postings',
  version: 1,
  initial: { unitId: '', memberId: '', from: '', until: '', gaps: false, periods: [], changed: '' },
  indexes: [['unitId', 'from', 'until'], ['gaps'], ['changed']],
  keys: {
    MemberRegistered: ({ data: { unitId, memberId } }) => `${unitId}/${memberId}`,
    MemberTransferred: ({ data: { fromUnitId, unitId, memberId } }) => [`${fromUnitId}/${memberId}`, `${unitId}/${memberId}`],
  },
  on: {
    MemberRegistered: (_, { data: { unitId, memberId, from }, position }) => spanning(unitId, memberId, [{ from, until: open }], position),
    MemberTransferred: (row, { data: { unitId, memberId, from }, position }, key) => {
      if (key === `${unitId}/${memberId}`) return spanning(unitId, memberId, [...row.periods, { from, until: open }], position);
      const left = row.periods.map((period) => (period.until === open ? { ...period, until: addDays(from, -1) } : period));
      return spanning(row.unitId, memberId, left.filter((period) => period.from <= period.until), position);
    },
  },
});
