import { addDays } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import type { Unfinished } from './answers.ts';

type When = { readonly today: string; readonly lateSigningDays: number; readonly asOf?: Position | undefined };
type Missed = { readonly unitId: string; readonly week: string; readonly form: string };

const order: readonly Unfinished['step'][] = ['close', 'open', 'await'];

/** Of each missed week the session that a make-up should not be planned beside: one that is open before one that can be opened or is still to come. */
export const unfinishedOf = async (reads: ReadStore, weeks: readonly Missed[], { asOf, ...when }: When): Promise<(week: Missed) => Unfinished | null> => {
  if (weeks.length === 0) return () => null;
  const where = { unitWeekForm: weeks.map(keyOf), status: ['open', 'planned', 'published'] };
  const byWeek = Map.groupBy(await allRows(reads, sessionPlan, { where, sort: { by: 'day' }, ...(asOf === undefined ? {} : { asOf }) }), ({ unitWeekForm }) => unitWeekForm);
  return (week) => {
    const left = (byWeek.get(keyOf(week)) ?? []).flatMap((plan) => stepWith(plan, when) ?? []);
    return left.sort((a, b) => order.indexOf(a.step) - order.indexOf(b.step))[0] ?? null;
  };
};

const keyOf = ({ unitId, week, form }: Missed): string => `${unitId}/${week}/${form}`;

const stepWith = ({ sessionId, title, day, status }: SessionPlan, { today, lateSigningDays }: Omit<When, 'asOf'>): Unfinished | undefined => {
  if (status === 'open') return { sessionId, title, day, step: 'close', until: null };
  const until = addDays(day, lateSigningDays);
  if (until < today) return undefined; // too late: its week wants a session of its own
  return { sessionId, title, day, step: day > today ? 'await' : 'open', until };
};
