import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from '../activity.context.ts';
import { smallCity } from './small-city.ts';

export const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };
export const en = { 'accept-language': 'en' };

export let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, olga: Caller, ada: Caller, bob: Caller, ina: Caller, visitor: Caller;
/** One city for the tests of a part, each with sessions of its own; every test begins on Friday, 6 March 2026, 15:00 in Shanghai. */
export const inCity = () => {
  beforeAll(async () => {
    city = await smallCity([activityContext]);
    [dora, olga, ada, bob, ina, visitor] = [await city.logIn('dora'), await city.logIn('olga'), await city.logIn('ada'), await city.logIn('bob'), await city.logIn('ina'), new Caller(city.host)];
  });
  beforeEach(() => city.clock.set('2026-03-06T07:00:00.000Z'));
  afterAll(() => city.close());
};

export const planned = async (other: Partial<typeof plan & { week: string }> = {}): Promise<string> => (await dora.post('/api/study-sessions', { ...plan, ...other })).json.sessionId;
export const opened = async () => {
  const id = await planned();
  await dora.post(`/api/study-sessions/${id}/publish`);
  const answer = await dora.post(`/api/study-sessions/${id}/open`);
  expect(answer.status).toBe(201);
  return id;
};
export const signFor = (id: string, ...memberIds: string[]) => dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: memberIds.length > 0 ? memberIds : ['ada'], reason: '纸质签到' });
export const codeOf = async (id: string): Promise<string> => (await dora.get(`/api/study-sessions/${id}/code`)).json.code;
export const read = async (who: Caller, url: string) => {
  await city.host.settle();
  return who.get(url);
};
