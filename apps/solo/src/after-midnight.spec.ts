import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { smallCity } from '@lyceum/activity/testing/small-city';
import type { Caller } from '@lyceum/nest-kit/testing';
import { contexts } from './contexts.ts';

/** Half past midnight in Shanghai, on Friday; in UTC it is Thursday, and the machine may stand anywhere. */
const now = '2026-03-05T16:30:00.000Z', friday = '2026-03-06', thursday = '2026-03-05';
const plan = { unitId: 'station', form: 'weekly-collective', title: '夜班学习', day: friday, start: '00:30', minutes: 60, place: '机房' };

let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, ada: Caller, ina: Caller, maya: Caller, sessionId: string;
beforeAll(async () => {
  city = await smallCity(contexts, '2026-03-05T15:59:00.000Z'); // a minute before midnight
  await city.register('maya', 'city');
  await city.grant('maya', 'audit-administrator', 'city');
  await city.host.settle();
  [dora, ada, ina, maya] = await Promise.all(['dora', 'ada', 'ina', 'maya'].map((who) => city.logIn(who))) as [Caller, Caller, Caller, Caller];
  ({ sessionId } = (await dora.post('/api/study-sessions', plan)).json);
  expect((await dora.post(`/api/study-sessions/${sessionId}/open`)).json.code).toBe('session-day-not-come');
  city.clock.set(now);
  expect((await dora.post(`/api/study-sessions/${sessionId}/open`)).status).toBe(201);
  const { code } = (await dora.get(`/api/study-sessions/${sessionId}/code`)).json;
  expect((await ada.post('/api/sign', { code })).status).toBe(201);
  await dora.post(`/api/study-sessions/${sessionId}/close`);
  await city.grant('cy', 'unit-leader', 'station');
  await city.host.settle();
});
afterAll(() => city.close());
const read = async (who: Caller, url: string) => (await who.get(`/api/${url}`)).json;
const on = (day: string) => `from=${day}&to=${day}`;

it('puts a session on the day that the wall clock showed, whoever reads it', async () => {
  expect(await read(dora, `study-sessions/${sessionId}`)).toMatchObject({ day: friday, week: '2026-W10', openedAt: now, closedAt: now, invited: 3, signed: 1 });
  for (const list of ['study-sessions?', 'boards/unit/station/sessions?']) {
    expect([(await read(dora, list + on(friday))).total, (await read(dora, list + on(thursday))).total]).toEqual([1, 0]);
  }
});

it('counts it on that day on boards, in records and in the facts behind a figure', async () => {
  const attendance = async (day: string) => (await read(dora, `boards/unit/station?${on(day)}`)).figures[0].shown;
  expect([await attendance(friday), await attendance(thursday)]).toEqual(['33.3 %', '–']);
  const days = async (day: string) => (await read(ada, `boards/member/me?${on(day)}`)).weeks.flatMap(({ sessions }: { sessions: { day: string; signed: boolean }[] }) => sessions.map((each) => [each.day, each.signed]));
  expect([await days(friday), await days(thursday)]).toEqual([[[friday, true]], []]);
  expect((await read(dora, `figures/${encodeURIComponent(`signed/own:station/${friday}..${friday}`)}`)).events.items).toMatchObject([{ delta: 1, recordedAt: now, sentence: expect.stringContaining(friday) }]);
});

it('files it under that day', async () => {
  const file = await read(ada, `learning-files/me?${on(friday)}`);
  expect(file.items).toMatchObject([{ day: friday, week: '2026-W10', minutes: 60, source: { recordedAt: now } }]);
  expect((await read(ada, `learning-files/me?${on(thursday)}`)).total).toBe(0);
});

it('tells it on that day in the history, and in the file of the administration', async () => {
  const types = async (day: string) => (await read(ina, `history?subject=session:${sessionId}&${on(day)}`)).items.map(({ type }: { type: string }) => type);
  expect([await types(friday), await types(thursday)]).toEqual([['StudySessionClosed', 'AttendanceSigned', 'StudySessionOpened', 'MembersInvited'], ['StudySessionPlanned']]);
  const file = async (day: string) => (await maya.get(`/api/history/administration.csv?${on(day)}`)).text;
  expect((await file(friday)).split('\r\n')[1]).toMatch(/^2026-03-06T00:30:00\.000\+08:00,2026-03-06T00:30:00\.000\+08:00,.*RoleGranted,roles-cy/);
  expect(await file(thursday)).not.toContain('roles-cy');
});
