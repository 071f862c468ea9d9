import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { StudyForm } from '../activity/study-session.ts';
import { Day, PolicyId, SessionId, UnitId, Week } from '../ids.ts';

/** Whether a unit kept the rhythm of each form in a week: the stream `cadence-<unit>-<week>`. */
const id = { unitId: UnitId, week: Week, form: StudyForm };
const held = { ...id, sessionId: SessionId, day: Day };
const verdict = { ...id, policyId: PolicyId, policyVersion: z.number().int() };

/** From the reactor to a session that was held. */
export const RecordHolding = command('RecordHolding', z.object(held));
/** From the job at the week's end. */
export const JudgeWeek = command('JudgeWeek', z.object({ ...verdict, atLeast: z.number().int().min(1) }));
export type CadenceCommand = Of<typeof RecordHolding | typeof JudgeWeek>;

/** The first version knew one form, and did not name it. */
const upcast = { 1: (old: Record<string, unknown>) => ({ ...old, form: 'weekly-collective' }) };

export const CadenceHeld = event('CadenceHeld', { v: 2, upcast, data: z.object(held) });
export const CadenceMet = event('CadenceMet', { v: 2, upcast, data: z.object(verdict) });
export const CadenceMissed = event('CadenceMissed', { v: 2, upcast, data: z.object({ ...verdict, held: z.number().int(), atLeast: z.number().int() }) });
/** 补课: a late holding makes good for a missed week; the miss stays visible. */
export const CadenceMended = event('CadenceMended', { v: 2, upcast, data: z.object({ ...verdict, sessionId: SessionId, day: Day }) });
export type CadenceEvent = Of<typeof CadenceHeld | typeof CadenceMet | typeof CadenceMissed | typeof CadenceMended>;
