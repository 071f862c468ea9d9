import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { StudyForm } from '../activity/study-session.ts';
import { Day, PolicyId, Reason, SessionId, UnitId, Week } from '../ids.ts';

/** Whether a unit kept the rhythm of each form in a week: the stream `cadence-<unit>-<week>`. */
const id = { unitId: UnitId, week: Week, form: StudyForm };
const held = { ...id, sessionId: SessionId, day: Day };
const verdict = { ...id, policyId: PolicyId, policyVersion: z.number().int() };

/** The revision of the session's stream at which it was closed, or reopened: what comes late or twice is known by it. */
const revision = z.number().int().min(0);
const withdrawn = { ...held, reopening: revision, reason: Reason };
const atLeast = z.number().int().min(1);

/** From the reactor to a session that was held, or reopened. */
export const RecordHolding = command('RecordHolding', z.object({ ...held, closing: revision }));
export const WithdrawHolding = command('WithdrawHolding', z.object(withdrawn));
/** From the job at the week's end. */
export const JudgeWeek = command('JudgeWeek', z.object({ ...verdict, atLeast }));
export type CadenceCommand = Of<typeof RecordHolding | typeof WithdrawHolding | typeof JudgeWeek>;

/** The first version knew one form, and did not name it. */
const withForm = (old: Record<string, unknown>) => ({ ...old, form: 'weekly-collective' });

/** The second did not say at which closing: the first of all. */
export const CadenceHeld = event('CadenceHeld', { v: 3, upcast: { 1: withForm, 2: (old) => ({ ...old, closing: 0 }) }, data: z.object({ ...held, closing: revision }) });
/** The session was reopened: it counts again when it is closed again. */
export const CadenceHoldingWithdrawn = event('CadenceHoldingWithdrawn', { v: 1, data: z.object(withdrawn) });
/** The second did not say how many were asked for: one, as every rule of its time did. */
export const CadenceMet = event('CadenceMet', { v: 3, upcast: { 1: withForm, 2: (old) => ({ ...old, atLeast: 1 }) }, data: z.object({ ...verdict, atLeast }) });
/** At the week's end, or later: when a session by which it was met is reopened. */
export const CadenceMissed = event('CadenceMissed', { v: 2, upcast: { 1: withForm }, data: z.object({ ...verdict, held: z.number().int(), atLeast: z.number().int() }) });
/** The week was kept after all: a session that was only reopened is closed again, or the week was judged before its end, by a clock that was ahead. */
export const CadenceMissLifted = event('CadenceMissLifted', { v: 1, data: z.object({ ...verdict, sessionId: SessionId, day: Day }) });
/** 补课: a late holding makes good for a missed week; the miss stays visible. */
export const CadenceMended = event('CadenceMended', { v: 2, upcast: { 1: withForm }, data: z.object({ ...verdict, sessionId: SessionId, day: Day }) });
/** What made good for it no longer does: that session was reopened, or nothing needs to be made good for. */
export const CadenceMendingLifted = event('CadenceMendingLifted', { v: 1, data: z.object({ ...verdict, sessionId: SessionId, day: Day }) });
export type CadenceEvent = Of<typeof CadenceHeld | typeof CadenceHoldingWithdrawn | typeof CadenceMet | typeof CadenceMissed | typeof CadenceMissLifted | typeof CadenceMended | typeof CadenceMendingLifted>;
