import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { InvitationsWithdrawn, MembersInvited } from '@lyceum/contracts/activity/study-session';
import { recorded } from '@lyceum/core/specify';

export const friday = '2026-03-06';
const sessionId = 's1';
export const invited = (...who: readonly (readonly [memberId: string, unit: string])[]) =>
  recorded(MembersInvited({ sessionId, day: friday, invited: who.map(([memberId, unit]) => ({ memberId, unit })) }), { unit: 'north' });
export const uninvited = (...who: readonly (readonly [memberId: string, unit: string])[]) =>
  recorded(InvitationsWithdrawn({ sessionId, day: friday, invited: who.map(([memberId, unit]) => ({ memberId, unit })) }), { unit: 'north' });
export const signed = (memberId: string, unit: string, session = sessionId, day = friday) =>
  recorded(AttendanceSigned({ sessionId: session, memberId, day, minutes: 60, method: 'qr' }), { unit });
export const withdrawn = (memberId: string, unit: string, session = sessionId, day = friday) =>
  recorded(AttendanceWithdrawn({ sessionId: session, memberId, day, minutes: 60, method: 'qr', reason: 'signed by a friend' }), { unit });
