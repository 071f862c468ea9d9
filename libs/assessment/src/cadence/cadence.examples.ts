import {
  CadenceHeld, CadenceHoldingWithdrawn, CadenceMended, CadenceMendingLifted, CadenceMet, CadenceMissed, CadenceMissLifted, JudgeWeek, RecordHolding, WithdrawHolding,
} from '@lyceum/contracts/assessment/cadence';

/** The radio station in the week of 2 March 2026. */
const week = { unitId: 'station', week: '2026-W10', form: 'weekly-collective' } as const;
const verdict = { ...week, policyId: 'weekly', policyVersion: 1 };
const held = { ...week, sessionId: 'friday10', day: '2026-03-06' };
/** Held in the week after, for this one. */
export const makeUp = { sessionId: 'tuesday11', day: '2026-03-10' };
export const second = { sessionId: 'saturday10', day: '2026-03-07' };

/** `closing`: the revision of the session's stream. */
export const recordHolding = (other: Partial<typeof makeUp> = {}, closing = 3) => RecordHolding({ ...held, ...other, closing });
export const cadenceHeld = (other: Partial<typeof makeUp> = {}, closing = 3) => CadenceHeld({ ...held, ...other, closing });
export const withdrawHolding = (other: Partial<typeof makeUp> = {}, reopening = 4) => WithdrawHolding({ ...held, ...other, reopening, reason: '误点结束' });
export const holdingWithdrawn = (other: Partial<typeof makeUp> = {}, reopening = 4) => CadenceHoldingWithdrawn({ ...held, ...other, reopening, reason: '误点结束' });
export const judge = (atLeast = 1, policyId = 'weekly') => JudgeWeek({ ...verdict, policyId, atLeast });
export const met = (atLeast = 1) => CadenceMet({ ...verdict, atLeast });
export const missed = (held = 0, atLeast = 1) => CadenceMissed({ ...verdict, held, atLeast });
export const missLifted = (by: Partial<typeof makeUp> = {}) => CadenceMissLifted({ ...verdict, sessionId: held.sessionId, day: held.day, ...by });
export const mended = (by = makeUp) => CadenceMended({ ...verdict, ...by });
export const mendingLifted = (by = makeUp) => CadenceMendingLifted({ ...verdict, ...by });
