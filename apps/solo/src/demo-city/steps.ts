import { addDays, instantIn } from '@lyceum/core/calendar';
import type { Week } from './year.ts';

/** What somebody sends to the server at an instant. Steps of one kind that follow one another do not depend on each other. */
export type Step = { at: string } & (
  | { kind: 'transfer'; memberId: string; unitId: string; from: string }
  | { kind: 'plan'; plan: { sessionId: string; unitId: string; title: string; day: string; week: string; start: string; minutes: number; place: string } }
  | { kind: 'publish'; sessionId: string; unitId: string }
  | { kind: 'close'; sessionId: string; unitId: string; part: '' | 'again' }
  | { kind: 'cancel' | 'reopen'; sessionId: string; unitId: string; reason: string }
  | { kind: 'open'; sessionId: string; unitId: string; invited: readonly string[] }
  | { kind: 'sign'; sessionId: string; unitId: string; memberId: string; device: string; reason?: string }
  | { kind: 'withdraw'; sessionId: string; unitId: string; memberId: string; reason: string }
  | { kind: 'judge' });

const order: readonly Step['kind'][] = ['judge', 'transfer', 'plan', 'publish', 'cancel', 'open', 'reopen', 'sign', 'close', 'withdraw'];

/** All weeks as one sequence in the order of time: yields what is before the next week's beginning, and carries the rest over. Nothing after `now`. */
export function* stepsOf(weeks: Iterable<Week>, now: string): Generator<Step[]> {
  let waiting: Step[] = [];
  const inOrder = (steps: Step[]) => steps.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : order.indexOf(a.kind) - order.indexOf(b.kind)));
  for (const week of weeks) {
    const begins = instantIn(week.monday, '00:00');
    const planning = [...week.held, ...week.cancelled, ...week.upcoming].flatMap((each): Step[] => {
      const { sessionId, unitId, title, day, week: fulfils, start, minutes, place, plannedAt: at } = each;
      return [{ kind: 'plan', at, plan: { sessionId, unitId, title, day, week: fulfils, start, minutes, place } }, { kind: 'publish', at: instantIn(addDays(week.monday, -3), '18:00'), sessionId, unitId }];
    });
    const done = week.held.flatMap(({ sessionId, unitId, openedAt, closedAt, reopened, invited, signings, withdrawals }): Step[] => [
      { kind: 'open', at: openedAt, sessionId, unitId, invited },
      ...signings.map(({ at, ...signing }): Step => ({ kind: 'sign', at, sessionId, unitId, ...signing })),
      { kind: 'close', at: closedAt, sessionId, unitId, part: '' },
      ...(reopened ? [{ kind: 'reopen', at: reopened.at, sessionId, unitId, reason: reopened.reason } satisfies Step] : []),
      ...(reopened?.closedAt ? [{ kind: 'close', at: reopened.closedAt, sessionId, unitId, part: 'again' } satisfies Step] : []),
      ...withdrawals.map(({ at, ...withdrawal }): Step => ({ kind: 'withdraw', at, sessionId, unitId, ...withdrawal })),
    ]);
    waiting.push(
      ...planning, ...done, { kind: 'judge', at: begins },
      ...week.transfers.map((transfer): Step => ({ kind: 'transfer', ...transfer })),
      ...week.cancelled.flatMap(({ cancelledAt: at, sessionId, unitId, reason, opened }): Step[] => [
        ...(opened ? [{ kind: 'open', sessionId, unitId, ...opened } satisfies Step] : []), { kind: 'cancel', at, sessionId, unitId, reason },
      ]),
    );
    yield inOrder(waiting.filter(({ at }) => at < begins && at <= now));
    waiting = waiting.filter(({ at }) => at >= begins);
  }
  yield inOrder(waiting.filter(({ at }) => at <= now));
}
