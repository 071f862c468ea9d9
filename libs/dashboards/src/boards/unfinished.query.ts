import { addDays } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { sessionUnit } from '../attendance/session-unit.projection.ts';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import type { Unfinished } from './answers.ts';

type When = { readonly today: string; readonly lateSigningDays: number; readonly asOf?: Position | undefined };
type Missed = { readonly unitId: string; readonly week: string; readonly form: string };

const order: readonly Unfinished['step'][] = ['close', 'sign', 'open', 'await', 'cancel'];

/**
 * Of each missed week the session that a make-up should not be planned beside: one that is open before one that can be opened or is
 * still to come; last, one of which nothing can come any more.
 */
export const unfinishedOf = async (reads: ReadStore, weeks: readonly Missed[], { asOf, ...when }: When): Promise<(week: Missed) => Unfinished | null> => {
  if (weeks.length === 0) return () => null;
  const where = { unitWeekForm: weeks.map(keyOf), status: ['open', 'planned', 'published'] };
  const then = asOf === undefined ? {} : { asOf };
  const plans = await allRows(reads, sessionPlan, { where, sort: { by: 'day' }, ...then });
  const open = plans.filter(({ status }) => status === 'open').map(({ sessionId }) => sessionId);
  const totals = open.length === 0 ? [] : await reads.total(sessionUnit, { columns: ['signed'], by: 'sessionId', where: { sessionId: open }, ...then });
  const signedFor = new Set(totals.flatMap(({ group, sums: { signed = 0 } }) => (signed > 0 ? [group] : [])));
  const byWeek = Map.groupBy(plans, ({ unitWeekForm }) => unitWeekForm);
  return (week) => {
    const left = (byWeek.get(keyOf(week)) ?? []).flatMap((plan) => stepWith(plan, signedFor.has(plan.sessionId), when) ?? []);
    return left.sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step))[0] ?? null;
  };
};

const keyOf = ({ unitId, week, form }: Missed): string => `${unitId}/${week}/${form}`;

const stepWith = ({ sessionId, title, day, status, lateSigningDays: openedWith }: SessionPlan, signed: boolean, { today, lateSigningDays }: Omit<When, 'asOf'>): Unfinished | undefined => {
  if (status === 'open' && signed) return { sessionId, title, day, step: 'close', until: null };
  if (status === 'open') { // closing it is refused, and from its last day on signing by hand as well
    const last = addDays(day, openedWith);
    if (last >= today) return { sessionId, title, day, step: 'sign', until: last };
    return { sessionId, title, day, step: 'cancel', until: null };
  }
  const until = addDays(day, lateSigningDays);
  if (until < today) return undefined; // too late: its week wants a session of its own
  return { sessionId, title, day, step: day > today ? 'await' : 'open', until };
};
