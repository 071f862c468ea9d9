import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from '../activity.context.ts';
import { smallCity } from '../testing.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };

let city: Awaited<ReturnType<typeof smallCity>>, sessionId: string;
beforeAll(async () => {
  city = await smallCity([activityContext]);
  await city.grant('cy', 'unit-leader', 'station'); // reads sessions, and no persons
  const dora = await city.logIn('dora');
  ({ sessionId } = (await dora.post('/api/study-sessions', plan)).json);
  await dora.post(`/api/study-sessions/${sessionId}/open`);
  await dora.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['ada'], reason: '纸质签到' });
  await city.host.settle();
});
afterAll(() => city.close());

const counts = async (who: Caller) => {
  const [lists, one] = [await Promise.all(['study-sessions', 'me/sessions'].map(async (list) => (await who.get(`/api/${list}`)).json.items?.[0])), (await who.get(`/api/study-sessions/${sessionId}`)).json];
  return [...lists, one].map((session) => session && [session.invited, session.signed]);
};

it('hides how few were invited and signed from who has no right to persons, in lists as by itself', async () => {
  expect(await counts(await city.logIn('cy'))).toEqual([[null, null], [null, null], [null, null]]);
  expect((await counts(await city.logIn('bob')))[1]).toEqual([null, null]);
});

it('shows them to who runs the unit', async () => expect(await counts(await city.logIn('dora'))).toEqual([[3, 1], undefined, [3, 1]]));

it('shows nought, and what is not small', async () => {
  for (let n = 0; n < 5; n++) await city.register(`m${n}`, 'office');
  const olga = await city.logIn('olga');
  await city.grant('ada', 'unit-leader', 'office');
  await city.host.settle();
  const { sessionId } = (await olga.post('/api/study-sessions', { ...plan, unitId: 'office' })).json;
  await olga.post(`/api/study-sessions/${sessionId}/open`);
  await city.host.settle();
  expect((await (await city.logIn('ada')).get(`/api/study-sessions/${sessionId}`)).json).toMatchObject({ invited: 6, signed: 0, signedHidden: false });
  // One who did not come would follow from five of six.
  await olga.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['m0', 'm1', 'm2', 'm3', 'm4'], reason: '纸质签到' });
  await city.host.settle();
  const ada = await city.logIn('ada');
  const seen = async (who: Caller) => [(await who.get(`/api/study-sessions/${sessionId}`)).json, (await who.get('/api/study-sessions?unit=office')).json.items[0]].map(({ invited, signed, signedHidden }) => ({ invited, signed, signedHidden }));
  expect(await seen(ada)).toEqual(Array(2).fill({ invited: 6, signed: null, signedHidden: true }));
  expect(await seen(olga)).toEqual(Array(2).fill({ invited: 6, signed: 5, signedHidden: false }));
  await olga.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['dora'], reason: '纸质签到' });
  await city.host.settle();
  expect(await seen(ada)).toEqual(Array(2).fill({ invited: 6, signed: 6, signedHidden: false }));
});
