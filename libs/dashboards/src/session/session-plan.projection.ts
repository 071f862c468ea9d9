import { projection } from '@lyceum/core/projection';
import type { SessionStatus, StudyForm, StudySessionEvent } from '@lyceum/contracts/activity/study-session';

export type SessionPlan = {
  sessionId: string; unitId: string; form: StudyForm; title: string; day: string; start: string; minutes: number; place: string; week: string;
  status: SessionStatus;
  /** As it was opened with: for so many days after its day it can be signed for. 0 until then. */
  lateSigningDays: number;
  /** Of a cancelled one: how many people had signed once, before their signatures were withdrawn. */
  hadSigned: number;
  /** 1 while the session is on the plan, held or not; 0 once it is cancelled. */
  planned: number;
  /** 1 while it has not begun; the unit and week that it is for, joined, since a grid has both. */
  coming: number;
  unitWeek: string;
  /** And the form of study, since rules ask for one. */
  unitWeekForm: string;
};

const forWeek = (unitId: string, week: string, form: StudyForm) => ({ unitWeek: `${unitId}/${week}`, unitWeekForm: `${unitId}/${week}/${form}` });

/** One row per study session: the lists of boards, the titles in sentences, and what was planned. */
export const sessionPlan = projection<SessionPlan, Exclude<StudySessionEvent, { type: 'MembersInvited' | 'InvitationsWithdrawn' }>>({
  name: 'session-plan',
  version: 5,
  initial: { sessionId: '', unitId: '', form: 'weekly-collective', title: '', day: '', start: '', minutes: 0, place: '', week: '', status: 'planned', lateSigningDays: 0, hadSigned: 0, planned: 0, coming: 0, unitWeek: '', unitWeekForm: '' },
  indexes: [['unitId', 'day'], ['unitId', 'week'], ['unitId', 'coming', 'week'], ['unitId', 'status', 'week'], ['unitWeek'], ['unitWeekForm'], ['sessionId']],
  totals: ['planned'],
  keys: {
    StudySessionPlanned: ({ data }) => data.sessionId,
    StudySessionChanged: ({ data }) => data.sessionId,
    StudySessionPublished: ({ data }) => data.sessionId,
    StudySessionOpened: ({ data }) => data.sessionId,
    StudySessionClosed: ({ data }) => data.sessionId,
    StudySessionReopened: ({ data }) => data.sessionId,
    StudySessionCancelled: ({ data }) => data.sessionId,
  },
  on: {
    StudySessionPlanned: (_, { data }) => ({ ...data, status: 'planned', lateSigningDays: 0, hadSigned: 0, planned: 1, coming: 1, ...forWeek(data.unitId, data.week, data.form) }),
    StudySessionChanged: (row, { data: { title, day, start, minutes, place, week } }) => ({ ...row, title, day, start, minutes, place, week, ...forWeek(row.unitId, week, row.form) }),
    StudySessionPublished: (row) => ({ ...row, status: 'published' }),
    StudySessionOpened: (row, { data: { lateSigningDays } }) => ({ ...row, status: 'open', lateSigningDays, coming: 0 }),
    StudySessionClosed: (row) => ({ ...row, status: 'held', coming: 0 }),
    StudySessionReopened: (row) => ({ ...row, status: 'open' }),
    StudySessionCancelled: (row, { data: { hadSigned } }) => ({ ...row, status: 'cancelled', hadSigned, planned: 0, coming: 0 }),
  },
});
