import { addDays, mondayOfWeek } from '@lyceum/core/calendar';
import { decider } from '@lyceum/core/decider';
import { CadenceHeld, CadenceMended, CadenceMet, CadenceMissed, type CadenceCommand, type CadenceEvent } from '@lyceum/contracts/assessment/cadence';

type Verdict = { readonly outcome: 'met' | 'missed' | 'mended'; readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };
type Held = { readonly sessionId: string; readonly day: string };
type Cadence = { readonly sessions: readonly Held[]; readonly verdict: Verdict | null };

/** Whether a unit kept its rhythm in a week. It is judged once; what is held later can mend a miss, and never makes it unseen. */
export const cadence = decider<Cadence, CadenceCommand, CadenceEvent>({
  category: 'cadence',
  id: ({ unitId, week }) => `${unitId}-${week}`,
  initial: { sessions: [], verdict: null },

  decide: {
    RecordHolding: ({ unitId, week, sessionId, day }, { sessions, verdict }) => {
      if (sessions.some((other) => other.sessionId === sessionId)) return [];
      const held = CadenceHeld({ unitId, week, sessionId, day });
      if (verdict?.outcome !== 'missed' || sessions.length + 1 < verdict.atLeast) return [held];
      const { policyId, policyVersion } = verdict;
      return [held, CadenceMended({ unitId, week, policyId, policyVersion, sessionId, day })];
    },

    /** By the days on which sessions took place, so that a job that runs late, after a make-up session, finds the same verdict. */
    JudgeWeek: ({ unitId, week, policyId, policyVersion, atLeast }, { sessions, verdict }) => {
      if (verdict) return [];
      const judged = { unitId, week, policyId, policyVersion };
      const inTime = sessions.filter(({ day }) => day <= addDays(mondayOfWeek(week), 6)).length;
      if (inTime >= atLeast) return [CadenceMet(judged)];
      const missed = CadenceMissed({ ...judged, held: inTime, atLeast });
      const enough = sessions[atLeast - 1];
      return enough ? [missed, CadenceMended({ ...judged, ...enough })] : [missed];
    },
  },

  evolve: {
    CadenceHeld: (cadence, { sessionId, day }) => ({ ...cadence, sessions: [...cadence.sessions, { sessionId, day }] }), // a handful in a week
    // What was asked for is met, so how much that was no longer matters.
    CadenceMet: (cadence, { policyId, policyVersion }) => ({ ...cadence, verdict: { outcome: 'met', policyId, policyVersion, atLeast: 0 } }),
    CadenceMissed: (cadence, { policyId, policyVersion, atLeast }) => ({ ...cadence, verdict: { outcome: 'missed', policyId, policyVersion, atLeast } }),
    CadenceMended: (cadence, { policyId, policyVersion }) => ({ ...cadence, verdict: { outcome: 'mended', policyId, policyVersion, atLeast: 0 } }),
  },
});
