import { projection } from '@lyceum/core/projection';
import { invitedOf, partsOf, type AttendanceFact } from './attendance-facts.ts';

export type SessionUnit = { sessionId: string; unitId: string; day: string; invited: number; signed: number; invitedFacts: number; signedFacts: number };

/** One row per study session and unit, since guests of other units count with their own. */
export const sessionUnit = projection<SessionUnit, AttendanceFact>({
  name: 'session-unit',
  version: 2,
  initial: { sessionId: '', unitId: '', day: '', invited: 0, signed: 0, invitedFacts: 0, signedFacts: 0 },
  indexes: [['sessionId', 'day'], ['sessionId', 'unitId']],
  totals: ['invited', 'signed', 'invitedFacts', 'signedFacts'],
  keys: {
    MembersInvited: ({ data }) => data.invited.map(({ unit }) => `${data.sessionId}/${unit}`),
    InvitationsWithdrawn: ({ data }) => data.invited.map(({ unit }) => `${data.sessionId}/${unit}`),
    AttendanceSigned: ({ unit, data }) => `${data.sessionId}/${unit}`,
    AttendanceWithdrawn: ({ unit, data }) => `${data.sessionId}/${unit}`,
  },
  on: {
    MembersInvited: (row, { data }, key) =>
      ({ ...at(row, key, data.day), invited: row.invited + invitedOf(data, ({ unit }) => unit === partsOf(key)[1]), invitedFacts: row.invitedFacts + 1 }),
    InvitationsWithdrawn: (row, { data }, key) =>
      ({ ...at(row, key, data.day), invited: row.invited - invitedOf(data, ({ unit }) => unit === partsOf(key)[1]), invitedFacts: row.invitedFacts + 1 }),
    AttendanceSigned: (row, { data }, key) => ({ ...at(row, key, data.day), signed: row.signed + 1, signedFacts: row.signedFacts + 1 }),
    AttendanceWithdrawn: (row, { data }, key) => ({ ...at(row, key, data.day), signed: row.signed - 1, signedFacts: row.signedFacts + 1 }),
  },
});

const at = (row: SessionUnit, key: string, day: string): SessionUnit => {
  if (row.unitId !== '') return row;
  const [sessionId, unitId] = partsOf(key);
  return { ...row, sessionId, unitId, day };
};
