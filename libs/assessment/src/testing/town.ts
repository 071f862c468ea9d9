import { expect } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { smallCity } from '@lyceum/activity/testing/small-city';
import type { Context } from '@lyceum/nest-kit/context';
import type { Caller } from '@lyceum/nest-kit/testing';
import { assessmentContext } from '../assessment.context.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };
export const rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };
export const weekly = { unitId: 'city', title: '每周集中学习', rule, basis: '学习制度第三条', effectiveFrom: '2026-01-05' };
type Other = Partial<typeof plan & { week: string }>;

/** A small city that studies and is assessed, over HTTP, on a real log and real rows. It begins on Friday, 6 March 2026, 15:00 in Shanghai. */
export class Town {
  dora!: Caller;
  olga!: Caller;
  ada!: Caller;
  bob!: Caller;
  ina!: Caller;
  private constructor(readonly city: Awaited<ReturnType<typeof smallCity>>) {}

  static async open(...beside: readonly Context[]): Promise<Town> {
    const town = new Town(await smallCity([activityContext, assessmentContext, ...beside]));
    await town.logIn();
    return town;
  }
  private async logIn(): Promise<void> {
    for (const who of ['dora', 'olga', 'ada', 'bob', 'ina'] as const) this[who] = await this.city.logIn(who);
  }

  /** Whoever comes back after days logs in again. */
  async until(instant: string): Promise<void> {
    this.city.clock.set(instant);
    await this.logIn();
  }
  async publish(other: object = {}) {
    const answer = await this.olga.post('/api/policies', { ...weekly, ...other });
    expect(answer.status).toBe(201);
    return answer.json as { policyId: string; position: string };
  }
  async read(who: Caller, url: string) {
    await this.city.host.settle();
    return (await who.get(url)).json;
  }
  async opened(other: Other = {}): Promise<string> {
    const { sessionId } = (await this.dora.post('/api/study-sessions', { ...plan, ...other })).json;
    expect((await this.dora.post(`/api/study-sessions/${sessionId}/open`)).status).toBe(201);
    return sessionId;
  }
  async held(other: Other = {}): Promise<string> {
    const id = await this.opened(other);
    expect((await this.dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['cy'], reason: '纸质签到' })).status).toBe(201);
    expect((await this.dora.post(`/api/study-sessions/${id}/close`)).status).toBe(201);
    return id;
  }
  async sign(who: Caller, id: string) { return who.post('/api/sign', { code: (await this.dora.get(`/api/study-sessions/${id}/code`)).json.code }); }
}
