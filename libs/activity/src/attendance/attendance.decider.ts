import { decider, refuse, type Decider } from '@lyceum/core/decider';
import { AttendanceSigned, AttendanceWithdrawn, type AttendanceCommand, type AttendanceEvent } from '@lyceum/contracts/activity/attendance';
import type { StudySessionCommand, StudySessionEvent } from '@lyceum/contracts/activity/study-session';
import { invitationOf, mustBeInTimeToSign, studySession, type Attendance, type StudySession } from '../study-session/study-session.decider.ts';

/** One stream for each member at each session, so that a full hall never waits for itself. */
export const attendance = decider<Attendance, AttendanceCommand, AttendanceEvent, { session: StudySession }>({
  category: 'attendance',
  id: ({ sessionId, memberId }) => `${sessionId}-${memberId}`,
  reads: { session: [studySession, ({ sessionId }) => sessionId] },
  initial: 'absent',

  decide: {
    SignAttendance: ({ sessionId, memberId, method, reason, deviceAt, device }, attendance, { session, now }) => {
      if (attendance === 'signed') return []; // a second scan changes nothing
      const byHand = method === 'by-administrator';
      if (session.status !== 'open' && !(byHand && session.status === 'held')) refuse('session-not-open');
      if (byHand && !reason) refuse('reason-needed');
      mustBeInTimeToSign(session, now);
      if (!invitationOf(session, memberId)) refuse('not-invited');
      return [AttendanceSigned({ sessionId, memberId, day: session.day, minutes: session.minutes, method, reason, deviceAt, device })];
    },

    /** At any time: what should not be there must not stay because it was found late. */
    WithdrawAttendance: ({ sessionId, memberId, reason }, attendance, { session }) => {
      if (attendance === 'withdrawn') return [];
      if (attendance === 'absent') refuse('not-signed');
      return [AttendanceWithdrawn({ sessionId, memberId, day: session.day, reason })];
    },
  },

  evolve: {
    AttendanceSigned: () => 'signed',
    AttendanceWithdrawn: () => 'withdrawn',
  },
});

/**
 * For a code that is not fresh, or that nobody has checked at all: whoever has signed is told so, and nothing new comes of it, whatever
 * became of the signature between two looks.
 */
export const spentCode: typeof attendance = { ...attendance, decide: (_wish, state) => (state === 'signed' ? [] : refuse('code-expired')) };

/**
 * A study session that sees what became of these members' signatures. Each is read from its own stream, and the append checks that none has
 * moved: whoever signs or withdraws in between has the wish decided anew.
 */
export const seeing = (memberIds: readonly string[]): Decider<StudySession, StudySessionCommand, StudySessionEvent, Readonly<Record<string, Attendance>>> => ({
  ...studySession,
  reads: Object.fromEntries(memberIds.map((memberId) => [nameOf(memberId), [attendance, ({ sessionId }) => `${sessionId}-${memberId}`]])),
  decide: (wish, session, given) => studySession.decide(wish, session, { ...given, attendances: new Map(memberIds.map((memberId) => [memberId, given[nameOf(memberId)]!])) }),
});
/** Not among the names of other circumstances, whatever somebody's id is. */
const nameOf = (memberId: string) => `attendance of ${memberId}`;
