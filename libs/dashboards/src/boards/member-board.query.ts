import { addDays } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { memberDay } from '../attendance/member-day.projection.ts';
import { valueOf, type Days } from '../figures/figure.ts';
import { before } from '../figures/key.ts';
import type { Measures } from '../figures/measures.query.ts';
import { show, withChange, type Language } from '../figures/shown.ts';
import { sessionPlan } from '../session/session-plan.projection.ts';
import type { MemberRecord } from './answers.ts';
import { weeksOf } from './grid.query.ts';

const headline = ['attendance', 'signed', 'invited'];

/** One person's record, in whichever units they were: the newest week first. */
export class MemberBoards {
  constructor(private readonly reads: ReadStore, private readonly measures: Measures) {}

  async of(memberId: string, { from, to, asOf, language }: Days & { asOf?: Position | undefined; language: Language }): Promise<MemberRecord> {
    const extent = { place: 'member', ids: [memberId], from, to, asOf } as const;
    const earlierDays = before({ from, to });
    const [values, earlier] = [await this.measures.of(headline, extent), await this.measures.of(headline, { ...extent, ...earlierDays })];
    const figures = headline.map((figure) => {
      const key = { figure, scope: 'member', id: memberId, from, to } as const;
      return withChange(show(key, valueOf(figure, values), language), valueOf(figure, earlier), { ...key, ...earlierDays }, 'clear', language);
    });
    return { figures, ...(await this.weeks(memberId, { from, to }, asOf)) };
  }

  private async weeks(memberId: string, { from, to }: Days, asOf: Position | undefined): Promise<Pick<MemberRecord, 'open' | 'weeks'>> {
    const when = asOf === undefined ? {} : { asOf };
    const { rows } = await this.reads.find(memberDay, { where: { memberId, day: { from, to } }, sort: { by: 'day', descending: true }, limit: 4000, ...when });
    const ids = [...new Set(rows.flatMap(({ row }) => row.sessions.map(({ sessionId }) => sessionId)))];
    const plans = ids.length === 0 ? [] : (await this.reads.find(sessionPlan, { where: { sessionId: ids }, limit: ids.length, ...when })).rows;
    const planOf = new Map(plans.map(({ row }) => [row.sessionId, row]));
    const weeks = weeksOf({ from, to }).toReversed().map((week) => {
      const days = rows.filter(({ row }) => row.week === week).map(({ row }) => row);
      return {
        week, invited: days.reduce((sum, day) => sum + day.invited, 0), signed: days.reduce((sum, day) => sum + day.signed, 0),
        sessions: days.flatMap(({ day, unitId, sessions }) => sessions.filter(({ invited, signed }) => invited > 0 || signed > 0).map(({ sessionId, invited, signed, withdrawn }) => {
          const plan = planOf.get(sessionId);
          const signUntil = plan && plan.status !== 'cancelled' ? addDays(day, plan.lateSigningDays) : null;
          return { sessionId, title: plan?.title ?? '', day, unitId, invited, signed: signed > 0, withdrawn, open: plan?.status === 'open', signUntil };
        })),
      };
    }).filter(({ sessions }) => sessions.length > 0);
    return { open: plans.filter(({ row }) => row.status === 'open').length, weeks };
  }
}
