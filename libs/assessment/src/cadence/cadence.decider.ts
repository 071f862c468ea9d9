import { addDays, mondayOfWeek } from '@lyceum/core/calendar';
import { decider } from '@lyceum/core/decider';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { CadenceHeld, CadenceMended, CadenceMet, CadenceMissed, type CadenceCommand, type CadenceEvent } from '@lyceum/contracts/assessment/cadence';

type Verdict = { readonly form: StudyForm; readonly outcome: 'met' | 'missed' | 'mended'; readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };
type Held = { readonly form: StudyForm; readonly sessionId: string; readonly day: string };
type Cadence = { readonly sessions: readonly Held[]; /** One for each form that a rule asked for. */ readonly verdicts: readonly Verdict[] };

/**
 * Whether a unit kept its rhythm in a week. Each form is judged once, by what was held of that form; what is held later can mend a miss, and
 * never makes it unseen.
 */
export const cadence = decider<Cadence, CadenceCommand, CadenceEvent>({
  category: 'cadence',
  id: ({ unitId, week }) => `${unitId}-${week}`,
  initial: { sessions: [], verdicts: [] },

  decide: {
    RecordHolding: ({ unitId, week, form, sessionId, day }, { sessions, verdicts }) => {
      if (sessions.some((other) => other.sessionId === sessionId)) return [];
      const held = CadenceHeld({ unitId, week, form, sessionId, day });
      const verdict = verdicts.find(sameForm(form));
      if (verdict?.outcome !== 'missed' || sessions.filter(sameForm(form)).length + 1 < verdict.atLeast) return [held];
      const { policyId, policyVersion } = verdict;
      return [held, CadenceMended({ unitId, week, form, policyId, policyVersion, sessionId, day })];
    },

    /** By the days on which sessions took place, so that a job that runs late, after a make-up session, finds the same verdict. */
    JudgeWeek: ({ unitId, week, form, policyId, policyVersion, atLeast }, { sessions, verdicts }) => {
      if (verdicts.some(sameForm(form))) return [];
      const judged = { unitId, week, form, policyId, policyVersion };
      const held = sessions.filter(sameForm(form));
      const inTime = held.filter(({ day }) => day <= addDays(mondayOfWeek(week), 6)).length;
      if (inTime >= atLeast) return [CadenceMet(judged)];
      const missed = CadenceMissed({ ...judged, held: inTime, atLeast });
      const enough = held[atLeast - 1];
      return enough ? [missed, CadenceMended({ ...judged, ...enough })] : [missed];
    },
  },

  evolve: {
    CadenceHeld: (cadence, { form, sessionId, day }) => ({ ...cadence, sessions: [...cadence.sessions, { form, sessionId, day }] }), // a handful in a week
    // What was asked for is met, so how much that was no longer matters.
    CadenceMet: (cadence, { form, policyId, policyVersion }) => judged(cadence, { form, outcome: 'met', policyId, policyVersion, atLeast: 0 }),
    CadenceMissed: (cadence, { form, policyId, policyVersion, atLeast }) => judged(cadence, { form, outcome: 'missed', policyId, policyVersion, atLeast }),
    CadenceMended: (cadence, { form, policyId, policyVersion }) => judged(cadence, { form, outcome: 'mended', policyId, policyVersion, atLeast: 0 }),
  },
});

const sameForm = (form: StudyForm) => (other: { readonly form: StudyForm }) => other.form === form;
const judged = (cadence: Cadence, verdict: Verdict): Cadence => ({ ...cadence, verdicts: [...cadence.verdicts.filter(({ form }) => form !== verdict.form), verdict] });
