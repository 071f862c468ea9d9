import { projection } from '@lyceum/core/projection';
import { invitedOf, partsOf, type AttendanceFact } from './attendance-facts.ts';

/** `days`: triples of a day's number within the year (0 is 1 January), invitations and signatures, in no order. `facts`: how many events made the row. */
export type MemberYear = { memberId: string; unitId: string; year: string; facts: number; readonly days: readonly number[] };

/**
 * One row per person, unit and year, so small that a city's distinct persons can be counted for any days: coverage.
 * Distinct persons cannot be added up, and the rows per day would be fifty times as many.
 */
export const memberYear = projection<MemberYear, AttendanceFact>({
  name: 'member-year',
  version: 2,
  initial: { memberId: '', unitId: '', year: '', facts: 0, days: [] },
  indexes: [['unitId', 'year']],
  totals: ['facts'],
  keys: {
    MembersInvited: ({ data }) => data.invited.map(({ memberId, unit }) => `${memberId}/${unit}/${yearOf(data.day)}`),
    InvitationsWithdrawn: ({ data }) => data.invited.map(({ memberId, unit }) => `${memberId}/${unit}/${yearOf(data.day)}`),
    AttendanceSigned: ({ unit, data }) => `${data.memberId}/${unit}/${yearOf(data.day)}`,
    AttendanceWithdrawn: ({ unit, data }) => `${data.memberId}/${unit}/${yearOf(data.day)}`,
  },
  on: {
    MembersInvited: (row, { data }, key) => {
      const [memberId, unitId] = partsOf(key);
      return counted(row, key, data.day, invitedOf(data, (one) => one.memberId === memberId && one.unit === unitId), 0);
    },
    InvitationsWithdrawn: (row, { data }, key) => {
      const [memberId, unitId] = partsOf(key);
      return counted(row, key, data.day, -invitedOf(data, (one) => one.memberId === memberId && one.unit === unitId), 0);
    },
    AttendanceSigned: (row, { data }, key) => counted(row, key, data.day, 0, 1),
    AttendanceWithdrawn: (row, { data }, key) => counted(row, key, data.day, 0, -1),
  },
});

export const yearOf = (day: string): string => day.slice(0, 4);
/** 0 for 1 January. */
export const dayOfYear = (day: string): number => daysBefore[Number(day.slice(5, 7)) - 1]! + Number(day.slice(8)) - 1 + (day.slice(5) > '02-29' && isLeap(Number(yearOf(day))) ? 1 : 0);
const daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const counted = (row: MemberYear, key: string, day: string, invited: number, signed: number): MemberYear => {
  const [memberId, unitId, year] = partsOf(key);
  const [number, days] = [dayOfYear(day), [...row.days]];
  let at = 0;
  while (at < days.length && days[at] !== number) at += 3;
  if (at === days.length) days.push(number, 0, 0);
  days[at + 1]! += invited;
  days[at + 2]! += signed;
  return { memberId, unitId, year, facts: row.facts + 1, days };
};
