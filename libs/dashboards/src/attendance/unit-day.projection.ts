import { weekOf } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import { invitedOf, partsOf, type AttendanceFact } from './attendance-facts.ts';

export type UnitDay = { unitId: string; day: string; week: string; invited: number; signed: number; invitedFacts: number; signedFacts: number };

/** One row per unit and day: what boards add up, by week and by any part of the tree. A fact stays with the unit of that day. */
export const unitDay = projection<UnitDay, AttendanceFact>({
  name: 'unit-day',
  version: 2,
  initial: { unitId: '', day: '', week: '', invited: 0, signed: 0, invitedFacts: 0, signedFacts: 0 },
  indexes: [['unitId', 'day'], ['day'], ['unitId', 'week']],
  totals: ['invited', 'signed', 'invitedFacts', 'signedFacts'],
  keys: {
    MembersInvited: ({ data }) => data.invited.map(({ unit }) => `${unit}/${data.day}`),
    InvitationsWithdrawn: ({ data }) => data.invited.map(({ unit }) => `${unit}/${data.day}`),
    AttendanceSigned: ({ unit, data }) => `${unit}/${data.day}`,
    AttendanceWithdrawn: ({ unit, data }) => `${unit}/${data.day}`,
  },
  on: {
    MembersInvited: (row, { data }, key) => ({ ...at(row, key), invited: row.invited + invitedOf(data, ({ unit }) => unit === partsOf(key)[0]), invitedFacts: row.invitedFacts + 1 }),
    InvitationsWithdrawn: (row, { data }, key) => ({ ...at(row, key), invited: row.invited - invitedOf(data, ({ unit }) => unit === partsOf(key)[0]), invitedFacts: row.invitedFacts + 1 }),
    AttendanceSigned: (row, _, key) => ({ ...at(row, key), signed: row.signed + 1, signedFacts: row.signedFacts + 1 }),
    AttendanceWithdrawn: (row, _, key) => ({ ...at(row, key), signed: row.signed - 1, signedFacts: row.signedFacts + 1 }),
  },
});

const at = (row: UnitDay, key: string): UnitDay => {
  if (row.unitId !== '') return row;
  const [unitId, day] = partsOf(key);
  return { ...row, unitId, day, week: weekOf(day) };
};
