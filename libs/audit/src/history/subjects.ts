import type { DataOf } from '@lyceum/core/event';
import type { AnyEvent } from '@lyceum/contracts/vocabulary';

const member = ({ memberId }: { readonly memberId: string }) => [`member:${memberId}`];
const unit = ({ unitId }: { readonly unitId: string }) => [`unit:${unitId}`];
const session = ({ sessionId }: { readonly sessionId: string }) => [`session:${sessionId}`];
const administration = ['administration'];

/** For an event that names no unit, and is recorded with the one whose session it is. */
const ofUnit = (data: { readonly sessionId: string }, recordedWith: string) => [...session(data), `unit:${recordedWith}`];

/**
 * In whose histories an event stands, by what it says and the unit that it is recorded with. An attendance stands with its person and its session, not with the unit, whose history would be
 * nothing else; an invitation stands with the session. A new type of event without its subjects does not compile.
 */
export const subjects: { readonly [T in AnyEvent['type']]: (data: DataOf<AnyEvent, T>, unit: string) => readonly string[] } = {
  UnitCreated: ({ unitId, parentId }) => [`unit:${unitId}`, ...(parentId === null ? [] : [`unit:${parentId}`]), ...administration],
  UnitRenamed: (data) => [...unit(data), ...administration],
  UnitMoved: ({ unitId, fromParentId, parentId }) => [`unit:${unitId}`, `unit:${parentId}`, ...(fromParentId === null ? [] : [`unit:${fromParentId}`]), ...administration],
  MemberRegistered: (data) => [...member(data), ...unit(data)],
  MemberTransferred: (data) => [...member(data), ...unit(data), `unit:${data.fromUnitId}`],
  PostChanged: member,
  SecondaryPostAdded: (data) => [...member(data), ...unit(data)],
  KindChanged: member,
  DetailsCorrected: member,
  MemberForgotten: (data) => [...member(data), ...administration],
  RoleGranted: (data) => [...member(data), ...unit(data), ...administration],
  RoleEnded: (data) => [...member(data), ...unit(data), ...administration],
  RosterImported: (data) => [...unit(data), ...administration],
  ActivationCodeIssued: (data) => [...member(data), ...administration],
  AccountActivated: (data) => [...member(data), ...administration],
  PasswordChanged: (data) => [...member(data), ...administration],
  LoggedIn: (data) => [...member(data), ...administration],
  LoginEnded: (data) => [...member(data), ...administration],
  AccountLocked: (data) => [...member(data), ...administration],
  AccountSwitched: (data) => [...member(data), ...administration],
  StudySessionPlanned: (data) => [...session(data), ...unit(data)],
  StudySessionChanged: ofUnit,
  StudySessionPublished: session,
  MembersInvited: session,
  StudySessionOpened: session,
  StudySessionClosed: (data) => [...session(data), ...unit(data)],
  StudySessionReopened: (data) => [...session(data), ...unit(data)],
  InvitationsWithdrawn: session,
  StudySessionCancelled: ofUnit,
  AttendanceSigned: (data) => [...session(data), ...member(data)],
  AttendanceWithdrawn: (data) => [...session(data), ...member(data)],
  PolicyPublished: (data) => [...unit(data), ...administration],
  PolicyEnded: (_, recordedWith) => [`unit:${recordedWith}`, ...administration],
  CadenceHeld: unit,
  CadenceHoldingWithdrawn: unit,
  CadenceMet: unit,
  CadenceMissed: unit,
  CadenceMissLifted: unit,
  CadenceMended: unit,
  CadenceMendingLifted: unit,
  AttendanceFiled: member,
  AttendanceStruck: member,
  RecordLookedAt: member,
  // One's own history must not tell that there is a unit which was answered as not being there.
  AccessDenied: ({ subject, outside }) => [...(outside === null ? [`member:${subject}`] : outside === '' ? [] : [`unit:${outside}`]), ...administration],
  AccessDeniedFurther: () => administration,
  MessageParked: () => administration,
  MessagesReleased: () => administration,
};
