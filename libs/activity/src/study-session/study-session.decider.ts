import { addDays, mondayOfWeek, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { decider, refuse } from '@lyceum/core/decider';
import {
  InvitationsWithdrawn, MembersInvited, StudySessionCancelled, StudySessionChanged, StudySessionClosed, StudySessionOpened, StudySessionPlanned, StudySessionPublished, StudySessionReopened,
  type Invited, type SessionStatus, type StudyForm, type StudySessionCommand, type StudySessionEvent,
} from '@lyceum/contracts/activity/study-session';
import type { SigningMethod } from '@lyceum/contracts/activity/attendance';
import { Day } from '@lyceum/contracts/ids';

export type StudySession = {
  readonly status: 'none' | SessionStatus;
  readonly unitId: string; readonly form: StudyForm; readonly title: string; readonly day: string; readonly start: string;
  readonly minutes: number; readonly place: string; readonly week: string;
  /** From its opening on: for so many days after its day it can be signed for. */
  readonly lateSigningDays: number;
  /** The invitations as the events hold them, batch by batch and not copied: see `invitationOf`. */
  readonly invitations: readonly (readonly Invited[])[];
};

/** So long somebody can still sign, and the session be reopened: a settled list stays settled. What a session was opened with holds for it, whatever is set later. */
export const inTimeToSign = ({ day, lateSigningDays }: Pick<StudySession, 'day' | 'lateSigningDays'>, now: string): boolean => shanghaiDay(now) <= addDays(day, lateSigningDays);
export const mustBeInTimeToSign = (session: StudySession, now: string): void => { if (!inTimeToSign(session, now)) refuse('too-late-to-sign', { days: session.lateSigningDays, day: session.day }); };

const batch = 500; // invitations in one event

const nobodySeen: NonNullable<Seen['attendances']> = new Map();
const upcoming: readonly StudySession['status'][] = ['planned', 'published'];

/** A make-up session fulfils an earlier week; none fulfils a week that is still to come, nor one that no year has: ranges of weeks would count it, and none of their weeks. */
const mustBeWeekFor = (day: string, week: string) => {
  const monday = mondayOfWeek(week);
  if (weekOf(monday) !== week || !Day.safeParse(monday).success) refuse('week-unknown', { week });
  if (week > weekOf(day)) refuse('week-after-day', { week, day });
};

/** What became of a member's signature at one session: one that stands says what it counts for, which its withdrawal says again. */
export type Attendance = 'absent' | Signature | 'withdrawn';
type Signature = { readonly day: string; readonly minutes: number; readonly method: SigningMethod };
export const stands = (attendance: Attendance): attendance is Signature => typeof attendance === 'object';
export const attendanceId = (sessionId: string, memberId: string): string => `${sessionId}-${memberId}`;
/**
 * The attendances that were read beside the session, by id. Sessions don't see signatures, each of which is in a stream of its own; who wishes to
 * close or cancel brings those that matter (`seeing`).
 */
type Seen = { readonly attendances?: ReadonlyMap<string, Attendance> };

type Plan = Pick<StudySession, 'title' | 'day' | 'start' | 'minutes' | 'place' | 'week'>;
const samePlan = (a: Plan, b: Plan): boolean => (['title', 'day', 'start', 'minutes', 'place', 'week'] as const).every((part) => a[part] === b[part]);

export const studySession = decider<StudySession, StudySessionCommand, StudySessionEvent, Seen>({
  category: 'study-session',
  id: ({ sessionId }) => sessionId,
  initial: { status: 'none', unitId: '', form: 'weekly-collective', title: '', day: '', start: '', minutes: 0, place: '', week: '', lateSigningDays: 0, invitations: [] },

  decide: {
    PlanStudySession: ({ sessionId, unitId, form, title, day, start, minutes, place, week }, { status }) => {
      if (status !== 'none') refuse('session-exists');
      mustBeWeekFor(day, week);
      return [StudySessionPlanned({ sessionId, unitId, form, title, day, start, minutes, place, week })];
    },

    ChangeStudySession: ({ sessionId, was, ...plan }, session) => {
      if (!upcoming.includes(session.status)) refuse('session-not-upcoming');
      mustBeWeekFor(plan.day, plan.week);
      if (samePlan(session, plan)) return [];
      if (was && !samePlan(session, was)) refuse('changed-meanwhile');
      return [StudySessionChanged({ sessionId, ...plan })];
    },

    PublishStudySession: ({ sessionId }, { status }) => {
      if (status === 'published') return [];
      if (status !== 'planned') refuse('session-not-upcoming');
      return [StudySessionPublished({ sessionId })];
    },

    OpenStudySession: ({ sessionId, invited, lateSigningDays }, { status, day, week }, { now }) => {
      if (status === 'open') return []; // a second click changes nothing, and invites nobody else
      if (!upcoming.includes(status)) refuse('session-not-upcoming');
      if (shanghaiDay(now) < day) refuse('session-day-not-come', { day });
      if (!inTimeToSign({ day, lateSigningDays }, now)) refuse('too-late-to-open', { days: lateSigningDays, day, week }); // a list with nobody there proves nothing
      const once = [...new Map(invited.map((one) => [one.memberId, one])).values()];
      if (once.length === 0) refuse('nobody-to-invite');
      const invitations = Array.from({ length: Math.ceil(once.length / batch) }, (_, n) =>
        MembersInvited({ sessionId, day, invited: once.slice(n * batch, (n + 1) * batch) }));
      return [...invitations, StudySessionOpened({ sessionId, day, lateSigningDays })];
    },

    /** Held is what somebody signed for: a form without anybody there proves nothing. */
    CloseStudySession: ({ sessionId }, { status, unitId, form, day, week, minutes, lateSigningDays }, { now, attendances = nobodySeen }) => {
      if (status === 'held') return [];
      if (status !== 'open') refuse('session-not-to-close');
      if (![...attendances.values()].some(stands)) refuse(inTimeToSign({ day, lateSigningDays }, now) ? 'nobody-signed' : 'nobody-signed-in-time', { days: lateSigningDays, day });
      return [StudySessionClosed({ sessionId, unitId, form, day, week, minutes })];
    },

    /** What followed from its closing follows from this backwards. */
    ReopenStudySession: ({ sessionId, reason }, { status, unitId, form, day, week, lateSigningDays }, { now }) => {
      if (status === 'open') return [];
      if (status !== 'held') refuse('session-not-held');
      if (!inTimeToSign({ day, lateSigningDays }, now)) refuse('too-late-to-reopen', { days: lateSigningDays, day });
      return [StudySessionReopened({ sessionId, unitId, form, day, week, reason })];
    },

    /**
     * Also once it is open, as long as no signature stands: whoever signed was there, and what is wrong in that is withdrawn one by one. Where somebody had
     * signed, it says so; and once nobody can sign any more, its invitations stay: a bad turnout is not taken back once it is settled, nor without a trace.
     */
    CancelStudySession: ({ sessionId, reason }, { status, day, lateSigningDays, invitations }, { now, attendances = nobodySeen }) => {
      if (status === 'cancelled') return [];
      if (upcoming.includes(status)) return [StudySessionCancelled({ sessionId, reason, hadSigned: 0 })];
      if (status === 'held') refuse('session-held', { days: lateSigningDays });
      if (status !== 'open') refuse('session-not-upcoming');
      const became = invitations.flat().map(({ memberId }) => attendances.get(attendanceId(sessionId, memberId))); // of whom nobody looked at may have signed
      if (became.some((one) => one === undefined || stands(one))) refuse('somebody-signed');
      const hadSigned = became.filter((one) => one === 'withdrawn').length;
      const settled = hadSigned > 0 && !inTimeToSign({ day, lateSigningDays }, now);
      const takenBack = settled ? [] : invitations.map((invited) => InvitationsWithdrawn({ sessionId, day, invited: [...invited] }));
      return [...takenBack, StudySessionCancelled({ sessionId, reason, hadSigned })];
    },
  },

  evolve: {
    StudySessionPlanned: (session, { unitId, form, title, day, start, minutes, place, week }) =>
      ({ ...session, status: 'planned', unitId, form, title, day, start, minutes, place, week }),
    StudySessionChanged: (session, { title, day, start, minutes, place, week }) => ({ ...session, title, day, start, minutes, place, week }),
    StudySessionPublished: (session) => ({ ...session, status: 'published' }),
    MembersInvited: (session, { invited }) => ({ ...session, invitations: [...session.invitations, invited] }),
    StudySessionOpened: (session, { lateSigningDays }) => ({ ...session, status: 'open', lateSigningDays }),
    StudySessionClosed: (session) => ({ ...session, status: 'held' }),
    StudySessionReopened: (session) => ({ ...session, status: 'open' }),
    InvitationsWithdrawn: (session) => session, // whom it had invited stays known: a retry of what they did then is answered as it was
    StudySessionCancelled: (session) => ({ ...session, status: 'cancelled' }),
  },
});

/**
 * A member's invitation, with the unit that it was made for; `undefined` for someone who is not invited.
 * One pass over the batches for one question. A set would be built anew for every signature, since each one folds the session:
 * for a hall of n people n sets of n, for n look-ups.
 */
export const invitationOf = ({ invitations }: StudySession, memberId: string): Invited | undefined => {
  for (const invited of invitations) for (const one of invited) if (one.memberId === memberId) return one;
  return undefined;
};
