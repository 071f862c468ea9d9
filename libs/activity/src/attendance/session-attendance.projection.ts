import { projection } from '@lyceum/core/projection';
import type { Of } from '@lyceum/core/event';
import type { AttendanceEvent, SigningMethod } from '@lyceum/contracts/activity/attendance';
import type { InvitationsWithdrawn, Invited, MembersInvited } from '@lyceum/contracts/activity/study-session';

export type SessionAttendanceRow = {
  readonly sessionId: string; readonly memberId: string; readonly unitId: string; readonly day: string;
  readonly state: 'missing' | 'signed' | 'withdrawn'; readonly method: SigningMethod | null;
  /** Of the administrator who signed for the member, or who withdrew the signature. */
  readonly reason: string | null;
  /** By the server, of the last that was recorded; `signedAt` stays where that is a withdrawal. `deviceAt` is what the phone believed. */
  readonly recordedAt: string | null; readonly signedAt: string | null; readonly deviceAt: string | null;
  readonly device: string | null;
};

const keyOf = ({ sessionId, memberId }: { sessionId: string; memberId: string }) => `${sessionId}/${memberId}`;

const invitedIn = ({ data: { sessionId, invited } }: { data: { readonly sessionId: string; readonly invited: readonly Invited[] } }) => invited.map(({ memberId }) => keyOf({ sessionId, memberId }));

/** One row per session and invited member: who is here, who is missing. */
export const sessionAttendance = projection<SessionAttendanceRow, AttendanceEvent | Of<typeof MembersInvited | typeof InvitationsWithdrawn>>({
  name: 'session-attendance',
  version: 3,
  initial: { sessionId: '', memberId: '', unitId: '', day: '', state: 'missing', method: null, reason: null, recordedAt: null, signedAt: null, deviceAt: null, device: null },
  indexes: [['sessionId', 'state'], ['sessionId', 'device'], ['memberId', 'day']],
  keys: {
    MembersInvited: invitedIn,
    InvitationsWithdrawn: invitedIn,
    AttendanceSigned: ({ data }) => keyOf(data),
    AttendanceWithdrawn: ({ data }) => keyOf(data),
  },
  on: {
    MembersInvited: (row, { data: { sessionId, day, invited } }, key) => {
      const memberId = key.slice(sessionId.length + 1);
      return { ...row, sessionId, memberId, day, unitId: invited.find((one) => one.memberId === memberId)!.unit };
    },
    /** Only where no signature stands: nobody is missing at a session that does not take place. */
    InvitationsWithdrawn: () => null,
    AttendanceSigned: (row, { data: { method, reason, deviceAt, device }, recordedAt }) =>
      ({ ...row, state: 'signed', method, reason: reason ?? null, recordedAt, signedAt: recordedAt, deviceAt: deviceAt ?? null, device: device ?? null }),
    /** The device stays: that it signed for somebody else as well is not undone. */
    AttendanceWithdrawn: (row, { data, recordedAt }) => ({ ...row, state: 'withdrawn', reason: data.reason, recordedAt }),
  },
});
