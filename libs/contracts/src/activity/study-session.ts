import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, MemberId, Reason, SessionId, Text, Time, UnitId, Week } from '../ids.ts';
import { sessionStatuses, studyForms } from './session-words.ts';

export const StudyForm = z.enum(studyForms);
export type StudyForm = z.infer<typeof StudyForm>;
export const SessionStatus = z.enum(sessionStatuses);
export type SessionStatus = z.infer<typeof SessionStatus>;

/** `week`: the week that it fulfils, which a make-up session names although its day lies later. */
const plan = { title: Text(120), day: Day, start: Time, minutes: z.number().int().min(5).max(600), place: z.string().trim().max(80), week: Week };
const id = { sessionId: SessionId };
export const Invited = z.object({ memberId: MemberId, unit: UnitId });
export type Invited = z.infer<typeof Invited>;

export const PlanStudySession = command('PlanStudySession', z.object({ ...id, unitId: UnitId, form: StudyForm, ...plan }));
/** `was`: what the wisher saw; refused where it is no longer that. */
export const ChangeStudySession = command('ChangeStudySession', z.object({ ...id, ...plan, was: z.strictObject(plan).optional() }));
/** 发布: from now on the unit's people see it. */
export const PublishStudySession = command('PublishStudySession', z.object(id));
/** For so many days after the session's day it can be signed for: by an administrator with a reason, or with the phone where it is open; and so long it can be reopened. */
const lateSigningDays = z.number().int().min(0).max(366);
/** The roster is resolved by the caller, as of the session's day; so is the period that holds in this city. */
export const OpenStudySession = command('OpenStudySession', z.object({ ...id, invited: z.array(Invited), lateSigningDays }));
export const CloseStudySession = command('CloseStudySession', z.object(id));
/** 重新开启: it was closed by mistake, and is not held until it is closed again. */
export const ReopenStudySession = command('ReopenStudySession', z.object({ ...id, reason: Reason }));
export const CancelStudySession = command('CancelStudySession', z.object({ ...id, reason: Reason }));
export type StudySessionCommand = Of<typeof PlanStudySession | typeof ChangeStudySession | typeof PublishStudySession | typeof OpenStudySession | typeof CloseStudySession | typeof ReopenStudySession | typeof CancelStudySession>;

export const StudySessionPlanned = event('StudySessionPlanned', { v: 1, data: PlanStudySession.schema });
export const StudySessionChanged = event('StudySessionChanged', { v: 1, data: z.object({ ...id, ...plan }) });
export const StudySessionPublished = event('StudySessionPublished', { v: 1, data: z.object(id) });
export const MembersInvited = event('MembersInvited', { v: 1, data: z.object({ ...id, day: Day, invited: z.array(Invited).min(1).max(500) }) });
export const StudySessionOpened = event('StudySessionOpened', { v: 2, upcast: { 1: (old) => ({ ...old, lateSigningDays: 7 }) }, data: z.object({ ...id, day: Day, lateSigningDays }) }); // it was seven for everybody at first
/** 已举行: what cadences count. `week` is the one that it fulfils. */
export const StudySessionClosed = event('StudySessionClosed', { v: 1, data: z.object({ ...id, unitId: UnitId, form: StudyForm, day: Day, week: Week, minutes: z.number().int() }) });
/** Says again what its closing said, so that whoever counted that can take it back. */
export const StudySessionReopened = event('StudySessionReopened', { v: 1, data: z.object({ ...id, unitId: UnitId, form: StudyForm, day: Day, week: Week, reason: Reason }) });
/** 撤回邀请: it was opened by mistake. Says again whom `MembersInvited` invited, batch by batch, so that whoever counted that can take it back. */
export const InvitationsWithdrawn = event('InvitationsWithdrawn', { v: 1, data: MembersInvited.schema });
/** `hadSigned`: how many people had signed once, whose signatures were withdrawn before. At first only what had not been opened was cancelled. */
export const StudySessionCancelled = event('StudySessionCancelled', { v: 2, upcast: { 1: (old) => ({ ...old, hadSigned: 0 }) }, data: CancelStudySession.schema.extend({ hadSigned: z.number().int().min(0) }) });
export type StudySessionEvent = Of<typeof StudySessionPlanned | typeof StudySessionChanged | typeof StudySessionPublished | typeof MembersInvited | typeof StudySessionOpened | typeof StudySessionClosed | typeof StudySessionReopened | typeof InvitationsWithdrawn | typeof StudySessionCancelled>;
