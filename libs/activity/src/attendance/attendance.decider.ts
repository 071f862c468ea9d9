import { decider, refuse } from '@lyceum/core/decider';
import { AttendanceSigned, AttendanceWithdrawn, type AttendanceCommand, type AttendanceEvent } from '@lyceum/contracts/activity/attendance';
import { attendanceId, invitationOf, mustBeInTimeToSign, stands, studySession, type Attendance, type StudySession } from '../study-session/study-session.decider.ts';

/** One stream for each member at each session, so that a full hall never waits for itself. */
export const attendance = decider<Attendance, AttendanceCommand, AttendanceEvent, { session: StudySession }>({
  category: 'attendance',
  id: ({ sessionId, memberId }) => attendanceId(sessionId, memberId),
  reads: { session: [studySession, ({ sessionId }) => sessionId] },
  initial: 'absent',

  decide: {
    SignAttendance: ({ sessionId, memberId, method, reason, deviceAt, device }, attendance, { session, now }) => {
      if (stands(attendance)) return []; // a second scan changes nothing
      const byHand = method === 'by-administrator';
      if (session.status !== 'open' && !(byHand && session.status === 'held')) refuse('session-not-open');
      if (byHand && !reason) refuse('reason-needed');
      mustBeInTimeToSign(session, now);
      if (!invitationOf(session, memberId)) refuse('not-invited');
      return [AttendanceSigned({ sessionId, memberId, day: session.day, minutes: session.minutes, method, reason, deviceAt, device })];
    },

    /** At any time: what should not be there must not stay because it was found late. */
    WithdrawAttendance: ({ sessionId, memberId, reason }, attendance) => {
      if (attendance === 'withdrawn') return [];
      if (!stands(attendance)) refuse('not-signed');
      return [AttendanceWithdrawn({ sessionId, memberId, ...attendance, reason })];
    },
  },

  evolve: {
    AttendanceSigned: (_, { day, minutes, method }) => ({ day, minutes, method }),
    AttendanceWithdrawn: () => 'withdrawn',
  },
});

/**
 * For a code that is not fresh, or that nobody has checked at all: whoever has signed is told so, and nothing new comes of it, whatever
 * became of the signature between two looks.
 */
export const spentCode: typeof attendance = { ...attendance, decide: (_wish, state) => (stands(state) ? [] : refuse('code-expired')) };

/**
 * A study session that sees what became of these members' signatures. Each is read from its own stream, and the append checks that none has
 * moved: whoever signs or withdraws in between has the wish decided anew.
 */
export const seeing = (memberIds: readonly string[]): typeof studySession => ({
  ...studySession,
  reads: { attendances: [attendance, ({ sessionId }) => memberIds.map((memberId) => attendanceId(sessionId, memberId))] },
});
