import { weekOf } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import { invitedOf, partsOf, type AttendanceFact } from './attendance-facts.ts';

/** `withdrawn`: why the signature no longer counts, until there is another. */
type AtSession = { readonly sessionId: string; readonly invited: number; readonly signed: number; readonly withdrawn: string | null };
export type MemberDay = {
  memberId: string; unitId: string; day: string; week: string; invited: number; signed: number; invitedFacts: number; signedFacts: number;
  readonly sessions: readonly AtSession[];
};

/** One row per person, unit and day: a person's record, and who is behind a unit's figure. */
export const memberDay = projection<MemberDay, AttendanceFact>({
  name: 'member-day',
  version: 3,
  initial: { memberId: '', unitId: '', day: '', week: '', invited: 0, signed: 0, invitedFacts: 0, signedFacts: 0, sessions: [] },
  indexes: [['memberId', 'day'], ['unitId', 'day']],
  totals: ['invited', 'signed', 'invitedFacts', 'signedFacts'],
  keys: {
    MembersInvited: ({ data }) => data.invited.map(({ memberId, unit }) => `${memberId}/${unit}/${data.day}`),
    InvitationsWithdrawn: ({ data }) => data.invited.map(({ memberId, unit }) => `${memberId}/${unit}/${data.day}`),
    AttendanceSigned: ({ unit, data }) => `${data.memberId}/${unit}/${data.day}`,
    AttendanceWithdrawn: ({ unit, data }) => `${data.memberId}/${unit}/${data.day}`,
  },
  on: {
    MembersInvited: (row, { data }, key) => {
      const [memberId, unitId] = partsOf(key);
      return { ...counted(row, key, data.sessionId, invitedOf(data, (one) => one.memberId === memberId && one.unit === unitId), 0), invitedFacts: row.invitedFacts + 1 };
    },
    InvitationsWithdrawn: (row, { data }, key) => {
      const [memberId, unitId] = partsOf(key);
      return { ...counted(row, key, data.sessionId, -invitedOf(data, (one) => one.memberId === memberId && one.unit === unitId), 0), invitedFacts: row.invitedFacts + 1 };
    },
    AttendanceSigned: (row, { data }, key) => ({ ...counted(row, key, data.sessionId, 0, 1, null), signedFacts: row.signedFacts + 1 }),
    AttendanceWithdrawn: (row, { data }, key) => ({ ...counted(row, key, data.sessionId, 0, -1, data.reason), signedFacts: row.signedFacts + 1 }),
  },
});

const counted = (row: MemberDay, key: string, sessionId: string, invited: number, signed: number, withdrawn?: string | null): MemberDay => {
  const [memberId, unitId, day] = partsOf(key);
  const before = row.sessions.find((one) => one.sessionId === sessionId) ?? { sessionId, invited: 0, signed: 0, withdrawn: null };
  return {
    ...row, memberId, unitId, day, week: row.week || weekOf(day), invited: row.invited + invited, signed: row.signed + signed,
    sessions: [...row.sessions.filter((one) => one !== before), { sessionId, invited: before.invited + invited, signed: before.signed + signed, withdrawn: withdrawn === undefined ? before.withdrawn : withdrawn }],
  };
};
