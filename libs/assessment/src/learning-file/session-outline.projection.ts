import { projection } from '@lyceum/core/projection';
import type { Of } from '@lyceum/core/event';
import type { StudyForm, StudySessionChanged, StudySessionClosed, StudySessionPlanned, StudySessionReopened } from '@lyceum/contracts/activity/study-session';

export type SessionOutline = {
  readonly sessionId: string; readonly unitId: string; readonly form: StudyForm; readonly title: string; readonly day: string; readonly week: string; readonly held: boolean;
  /** The revision at which it was last closed. */
  readonly closing: number;
};

/** What assessment must know of a study session: its title for learning files, and whether it was held: of which form, for which week. */
export const sessionOutlines = projection<SessionOutline, Of<typeof StudySessionPlanned | typeof StudySessionChanged | typeof StudySessionClosed | typeof StudySessionReopened>>({
  name: 'session-outline',
  version: 3,
  initial: { sessionId: '', unitId: '', form: 'weekly-collective', title: '', day: '', week: '', held: false, closing: 0 },
  indexes: [['week', 'held']],
  keys: {
    StudySessionPlanned: ({ data }) => data.sessionId,
    StudySessionChanged: ({ data }) => data.sessionId,
    StudySessionClosed: ({ data }) => data.sessionId,
    StudySessionReopened: ({ data }) => data.sessionId,
  },
  on: {
    StudySessionPlanned: (row, { data: { sessionId, unitId, form, title, day, week } }) => ({ ...row, sessionId, unitId, form, title, day, week }),
    StudySessionChanged: (row, { data: { title, day, week } }) => ({ ...row, title, day, week }),
    StudySessionClosed: (row, { revision }) => ({ ...row, held: true, closing: revision }),
    StudySessionReopened: (row) => ({ ...row, held: false }),
  },
});
