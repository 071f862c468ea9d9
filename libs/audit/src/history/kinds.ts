import type { HistoryKind } from '@lyceum/contracts/audit/history-kinds';
import type { AnyEvent } from '@lyceum/contracts/vocabulary';

/** What kind of thing an event is to whoever reads a history. A new type of event without its kind does not compile. */
export const kinds: { readonly [T in AnyEvent['type']]: HistoryKind } = {
  StudySessionPlanned: 'study', StudySessionChanged: 'study', StudySessionPublished: 'study', MembersInvited: 'study', StudySessionOpened: 'study', StudySessionClosed: 'study',
  StudySessionReopened: 'study', InvitationsWithdrawn: 'study', StudySessionCancelled: 'study', AttendanceSigned: 'study', AttendanceWithdrawn: 'study', AttendanceFiled: 'study', AttendanceStruck: 'study',
  PolicyPublished: 'rules', PolicyEnded: 'rules', CadenceHeld: 'rules', CadenceHoldingWithdrawn: 'rules', CadenceMet: 'rules', CadenceMissed: 'rules', CadenceMissLifted: 'rules',
  CadenceMended: 'rules', CadenceMendingLifted: 'rules',
  UnitCreated: 'people', UnitRenamed: 'people', UnitMoved: 'people', MemberRegistered: 'people', MemberTransferred: 'people', PostChanged: 'people', SecondaryPostAdded: 'people',
  KindChanged: 'people', DetailsCorrected: 'people', MemberForgotten: 'people', RosterImported: 'people',
  RoleGranted: 'rights', RoleEnded: 'rights', ActivationCodeIssued: 'rights', AccountActivated: 'rights', AccountSwitched: 'rights', PasswordChanged: 'rights', MessageParked: 'rights', MessagesReleased: 'rights',
  LoggedIn: 'access', LoginEnded: 'access', AccountLocked: 'access', RecordLookedAt: 'access', AccessDenied: 'access', AccessDeniedFurther: 'access',
};

/** Of an event of a type that this program does not know, nothing. */
export const kindOf = (type: string): HistoryKind | undefined => (kinds as Readonly<Record<string, HistoryKind>>)[type];
