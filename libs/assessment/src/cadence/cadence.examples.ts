import { CadenceHeld, CadenceMended, CadenceMet, CadenceMissed, JudgeWeek, RecordHolding } from '@lyceum/contracts/assessment/cadence';

/** The radio station in the week of 2 March 2026. */
const week = { unitId: 'station', week: '2026-W10', form: 'weekly-collective' } as const;
const verdict = { ...week, policyId: 'weekly', policyVersion: 1 };
const held = { ...week, sessionId: 'friday10', day: '2026-03-06' };
/** Held in the week after, for this one. */
export const makeUp = { sessionId: 'tuesday11', day: '2026-03-10' };
export const second = { sessionId: 'saturday10', day: '2026-03-07' };

export const recordHolding = (other: Partial<typeof makeUp> = {}) => RecordHolding({ ...held, ...other });
export const cadenceHeld = (other: Partial<typeof makeUp> = {}) => CadenceHeld({ ...held, ...other });
export const judge = (atLeast = 1, policyId = 'weekly') => JudgeWeek({ ...verdict, policyId, atLeast });
export const met = () => CadenceMet(verdict);
export const missed = (held = 0, atLeast = 1) => CadenceMissed({ ...verdict, held, atLeast });
export const mended = (by = makeUp) => CadenceMended({ ...verdict, ...by });
