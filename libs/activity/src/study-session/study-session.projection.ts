import { projection } from '@lyceum/core/projection';
import { searchable } from '@lyceum/core/searchable';
import type { SessionStatus, StudyForm, StudySessionEvent } from '@lyceum/contracts/activity/study-session';

export type StudySessionRow = {
  readonly sessionId: string; readonly unitId: string; readonly form: StudyForm; readonly title: string; readonly day: string; readonly start: string;
  readonly minutes: number; readonly place: string; readonly week: string; readonly status: SessionStatus; readonly invited: number;
  readonly publishedAt: string | null; readonly openedAt: string | null; readonly closedAt: string | null; readonly cancelReason: string | null;
  /** Of a cancelled one: how many people had signed once, before their signatures were withdrawn. */
  readonly hadSigned: number;
  /** The last time that it was reopened, and why; also once it is closed again. */
  readonly reopenedAt: string | null; readonly reopenReason: string | null;
  /** The title, as searches compare it. */
  readonly sought: string;
};

/** One row per session. Who signed is counted from `session-attendance`, so that a signature does not write the session's row again. */
export const studySessions = projection<StudySessionRow, StudySessionEvent>({
  name: 'study-session',
  version: 5,
  initial: {
    sessionId: '', unitId: '', form: 'weekly-collective', title: '', day: '', start: '', minutes: 0, place: '', week: '', status: 'planned', invited: 0,
    publishedAt: null, openedAt: null, closedAt: null, cancelReason: null, hadSigned: 0, reopenedAt: null, reopenReason: null, sought: '',
  },
  indexes: [['unitId', 'day'], ['day'], ['week'], ['status'], ['form'], ['sought']],
  keys: {
    StudySessionPlanned: ({ data }) => data.sessionId,
    StudySessionChanged: ({ data }) => data.sessionId,
    StudySessionPublished: ({ data }) => data.sessionId,
    MembersInvited: ({ data }) => data.sessionId,
    StudySessionOpened: ({ data }) => data.sessionId,
    StudySessionClosed: ({ data }) => data.sessionId,
    StudySessionReopened: ({ data }) => data.sessionId,
    InvitationsWithdrawn: ({ data }) => data.sessionId,
    StudySessionCancelled: ({ data }) => data.sessionId,
  },
  on: {
    StudySessionPlanned: (row, { data: { sessionId, unitId, form, title, day, start, minutes, place, week } }) =>
      ({ ...row, sessionId, unitId, form, title, day, start, minutes, place, week, sought: searchable(title) }),
    StudySessionChanged: (row, { data: { title, day, start, minutes, place, week } }) => ({ ...row, title, day, start, minutes, place, week, sought: searchable(title) }),
    StudySessionPublished: (row, { recordedAt }) => ({ ...row, status: 'published', publishedAt: recordedAt }),
    MembersInvited: (row, { data }) => ({ ...row, invited: row.invited + data.invited.length }),
    StudySessionOpened: (row, { recordedAt }) => ({ ...row, status: 'open', openedAt: recordedAt }),
    StudySessionClosed: (row, { recordedAt }) => ({ ...row, status: 'held', closedAt: recordedAt }),
    StudySessionReopened: (row, { data, recordedAt }) => ({ ...row, status: 'open', closedAt: null, reopenedAt: recordedAt, reopenReason: data.reason }),
    InvitationsWithdrawn: (row, { data }) => ({ ...row, invited: row.invited - data.invited.length }),
    StudySessionCancelled: (row, { data }) => ({ ...row, status: 'cancelled', cancelReason: data.reason, hadSigned: data.hadSigned }),
  },
});
