import { endOfWeek, sundayOfWeek } from '@lyceum/core/calendar';
import { decider } from '@lyceum/core/decider';
import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import {
  CadenceHeld, CadenceHoldingWithdrawn, CadenceMended, CadenceMendingLifted, CadenceMet, CadenceMissed, CadenceMissLifted, type CadenceCommand, type CadenceEvent,
} from '@lyceum/contracts/assessment/cadence';

type Held = { readonly form: StudyForm; readonly sessionId: string; readonly day: string };
type Rule = { readonly policyId: string; readonly policyVersion: number; readonly atLeast: number };
/**
 * `before`: sessions that had been held when the week was judged, also those that were just then reopened; and those by which a miss was lifted.
 * `by`: the session that mended a miss, as long as it does.
 */
type Verdict = Rule & { readonly form: StudyForm; readonly outcome: 'met' | 'missed' | 'mended'; readonly before: readonly string[]; readonly by?: By };
type By = Pick<Held, 'sessionId' | 'day'>;
type Cadence = {
  readonly sessions: readonly Held[];
  /** Of each session the revision at which it was last closed or reopened: what comes later but happened before changes nothing. */
  readonly seen: Readonly<Record<string, number>>;
  /** One for each form that a rule asked for. */
  readonly verdicts: readonly Verdict[];
};

/**
 * Whether a unit kept its rhythm in a week. Each form is judged once, by what was held of that form. What is held later can mend a miss, and
 * never makes it unseen; a session that is reopened does not count until it is closed again, and then counts as if it had stayed closed.
 */
export const cadence = decider<Cadence, CadenceCommand, CadenceEvent>({
  category: 'cadence',
  id: ({ unitId, week }) => `${unitId}-${week}`,
  initial: { sessions: [], seen: {}, verdicts: [] },

  decide: {
    RecordHolding: ({ unitId, week, form, sessionId, day, closing }, { sessions, seen, verdicts }, { now }) => {
      if (sessions.some((other) => other.sessionId === sessionId) || closing <= (seen[sessionId] ?? -1)) return [];
      const held = CadenceHeld({ unitId, week, form, sessionId, day, closing });
      const verdict = verdicts.find(sameForm(form));
      if (!verdict || verdict.outcome === 'met') return [held];
      const { policyId, policyVersion, atLeast, outcome, before, by } = verdict;
      const all = [...sessions.filter(sameForm(form)), { form, sessionId, day }];
      const changed = { unitId, week, form, policyId, policyVersion, sessionId, day };
      // A miss that stands while its week goes on was judged by a clock that was ahead: what is held until the end counts as if it had not been.
      const inTimeToCount = inTime(week, all).filter((one) => now < endOfWeek(week) || before.includes(one.sessionId));
      if (inTimeToCount.length >= atLeast) return [held, ...(outcome === 'mended' ? [CadenceMendingLifted({ ...changed, ...by })] : []), CadenceMissLifted(changed)];
      return outcome === 'missed' && all.length >= atLeast ? [held, CadenceMended(changed)] : [held];
    },

    WithdrawHolding: ({ unitId, week, form, sessionId, day, reopening, reason }, { sessions, seen, verdicts }) => {
      if (!sessions.some((other) => other.sessionId === sessionId) || reopening <= (seen[sessionId] ?? -1)) return [];
      const withdrawn = CadenceHoldingWithdrawn({ unitId, week, form, sessionId, day, reopening, reason });
      const verdict = verdicts.find(sameForm(form));
      if (!verdict) return [withdrawn];
      const { policyId, policyVersion, atLeast, outcome, by } = verdict;
      const judged = { unitId, week, form, policyId, policyVersion };
      const left = sessions.filter((other) => other.form === form && other.sessionId !== sessionId);
      if (outcome === 'met') return [withdrawn, ...(inTime(week, left).length >= atLeast ? [] : missed(judged, atLeast, left))];
      // A mending rests on a session that is held: where that one goes, on the one that completes what is left.
      if (outcome !== 'mended' || (left.length >= atLeast && by?.sessionId !== sessionId)) return [withdrawn];
      return [withdrawn, CadenceMendingLifted({ ...judged, sessionId, day, ...by }), ...mended(judged, atLeast, left)];
    },

    /** By the days on which sessions took place, so that a job that runs late, after a make-up session, finds the same verdict. */
    JudgeWeek: ({ unitId, week, form, policyId, policyVersion, atLeast }, { sessions, verdicts }) => {
      if (verdicts.some(sameForm(form))) return [];
      const judged = { unitId, week, form, policyId, policyVersion };
      const held = sessions.filter(sameForm(form));
      return inTime(week, held).length >= atLeast ? [CadenceMet({ ...judged, atLeast })] : missed(judged, atLeast, held);
    },
  },

  evolve: {
    CadenceHeld: (cadence, { form, sessionId, day, closing }) =>
      ({ ...cadence, sessions: [...cadence.sessions, { form, sessionId, day }], seen: { ...cadence.seen, [sessionId]: closing } }), // a handful in a week
    CadenceHoldingWithdrawn: (cadence, { sessionId, reopening }) =>
      ({ ...cadence, sessions: cadence.sessions.filter((other) => other.sessionId !== sessionId), seen: { ...cadence.seen, [sessionId]: reopening } }),
    CadenceMet: (cadence, { form, policyId, policyVersion, atLeast }) => judged(cadence, form, 'met', { rule: { policyId, policyVersion, atLeast } }),
    CadenceMissed: (cadence, { form, policyId, policyVersion, atLeast }) => judged(cadence, form, 'missed', { rule: { policyId, policyVersion, atLeast } }),
    CadenceMissLifted: (cadence, { form }) => judged(cadence, form, 'met', { borne: cadence.sessions.map(({ sessionId }) => sessionId) }),
    CadenceMended: (cadence, { form, sessionId, day }) => judged(cadence, form, 'mended', { by: { sessionId, day } }),
    CadenceMendingLifted: (cadence, { form }) => judged(cadence, form, 'missed'),
  },
});

const sameForm = (form: StudyForm) => (other: { readonly form: StudyForm }) => other.form === form;
const inTime = (week: string, held: readonly Held[]): readonly Held[] => held.filter(({ day }) => day <= sundayOfWeek(week));

type Judged = Omit<Rule, 'atLeast'> & { readonly unitId: string; readonly week: string; readonly form: StudyForm };
/** A miss, mended at once where enough was held, though not in time. */
const missed = (judged: Judged, atLeast: number, held: readonly Held[]): CadenceEvent[] =>
  [CadenceMissed({ ...judged, held: inTime(judged.week, held).length, atLeast }), ...mended(judged, atLeast, held)];
const mended = (judged: Judged, atLeast: number, held: readonly Held[]): CadenceEvent[] => {
  const enough = held[atLeast - 1];
  return enough ? [CadenceMended({ ...judged, sessionId: enough.sessionId, day: enough.day })] : [];
};

/** What stands of a form. By which rule, and what had been held before, stays as it was first judged; `borne`: sessions that bear the verdict beside those. */
const judged = (cadence: Cadence, form: StudyForm, outcome: Verdict['outcome'], { rule, borne = [], by }: { readonly rule?: Rule; readonly borne?: readonly string[]; readonly by?: By } = {}): Cadence => {
  const first = cadence.verdicts.find(sameForm(form));
  const { by: _, ...rest } = first ?? { ...rule!, form, before: Object.keys(cadence.seen), by: undefined };
  const verdict: Verdict = { ...rest, outcome, before: [...new Set([...rest.before, ...borne])], ...(by && { by }) };
  return { ...cadence, verdicts: [...cadence.verdicts.filter((other) => other.form !== form), verdict] };
};
