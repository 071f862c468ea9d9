import {
  CancelStudySession, ChangeStudySession, CloseStudySession, InvitationsWithdrawn, MembersInvited, OpenStudySession, PlanStudySession, PublishStudySession, ReopenStudySession,
  StudySessionCancelled, StudySessionChanged, StudySessionClosed, StudySessionOpened, StudySessionPlanned, StudySessionPublished, StudySessionReopened, type Invited,
} from '@lyceum/contracts/activity/study-session';

/** Friday, 6 March 2026: the radio station's weekly collective study. */
export const sessionId = 'friday10', unitId = 'station', day = '2026-03-06', week = '2026-W10';
const plan = { title: '学习《条例》', day, start: '15:00', minutes: 60, place: '会议室', week };
type Plan = typeof plan;

export const ada: Invited = { memberId: 'ada', unit: unitId };
export const bob: Invited = { memberId: 'bob', unit: unitId };
/** So many people that they need more than one event. */
export const crowd = (count: number): Invited[] => Array.from({ length: count }, (_, n) => ({ memberId: `m${n}`, unit: unitId }));

export const planSession = (other: Partial<Plan> = {}) => PlanStudySession({ sessionId, unitId, form: 'weekly-collective', ...plan, ...other });
export const planned = (other: Partial<Plan> = {}) => StudySessionPlanned({ sessionId, unitId, form: 'weekly-collective', ...plan, ...other });
/** What a form showed. */
export const seen = plan;
export const changeSession = (other: Partial<Plan & { was: Plan }> = {}) => ChangeStudySession({ sessionId, ...plan, ...other });
export const changed = (other: Partial<Plan> = {}) => StudySessionChanged({ sessionId, ...plan, ...other });
export const publish = () => PublishStudySession({ sessionId });
export const published = () => StudySessionPublished({ sessionId });
export const open = (...invited: Invited[]) => OpenStudySession({ sessionId, invited, lateSigningDays: 7 });
export const openFor = (lateSigningDays: number, ...invited: Invited[]) => OpenStudySession({ sessionId, invited, lateSigningDays });
export const invited = (...people: Invited[]) => MembersInvited({ sessionId, day, invited: people });
export const opened = (lateSigningDays = 7) => StudySessionOpened({ sessionId, day, lateSigningDays });
export const close = () => CloseStudySession({ sessionId });
export const closed = (other: { day?: string; week?: string } = {}) =>
  StudySessionClosed({ sessionId, unitId, form: 'weekly-collective', day, week, minutes: 60, ...other });
export const reopen = () => ReopenStudySession({ sessionId, reason: '误点结束' });
export const reopened = (other: { week?: string } = {}) => StudySessionReopened({ sessionId, unitId, form: 'weekly-collective', day, week, reason: '误点结束', ...other });
export const cancel = () => CancelStudySession({ sessionId, reason: '台风停工' });
export const uninvited = (...people: Invited[]) => InvitationsWithdrawn({ sessionId, day, invited: people });
export const cancelled = (hadSigned = 0) => StudySessionCancelled({ sessionId, reason: '台风停工', hadSigned });
