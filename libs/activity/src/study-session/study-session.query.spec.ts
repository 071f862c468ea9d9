import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from '../activity.context.ts';
import { smallCity } from '../testing/small-city.ts';

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
  // That few signed hides their number; that few did not is no reason beside it, and is not said.
  expect((await (await city.logIn('cy')).get(`/api/study-sessions/${sessionId}`)).json.signedHidden).toBe(false);
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

it('marks what was cancelled after people had signed: with their number to who may know them, to others that there were some', async () => {
  const [dora, cy] = [await city.logIn('dora'), await city.logIn('cy')];
  const cancelled = async (signed: boolean): Promise<string> => {
    const at = `/api/study-sessions/${(await dora.post('/api/study-sessions', plan)).json.sessionId}`;
    await dora.post(`${at}/open`);
    if (signed) await dora.post(`${at}/attendances`, { memberIds: ['ada'], reason: '纸质签到' });
    if (signed) await dora.post(`${at}/attendances/ada/withdrawal`, { reason: '本人未到' });
    expect((await dora.post(`${at}/cancel`, { reason: '并未举行' })).status).toBe(201);
    return at;
  };
  const [after, before] = [await cancelled(true), await cancelled(false)];
  await city.host.settle();
  const seen = async (who: Caller) => {
    const listed = (await who.get('/api/study-sessions?status=cancelled')).json.items as { sessionId: string; hadSigned: number | null }[];
    return Promise.all([after, before].map(async (at) => [(await who.get(at)).json.hadSigned, listed.find(({ sessionId }) => at.endsWith(sessionId))!.hadSigned]));
  };
  expect([await seen(dora), await seen(cy)]).toEqual([[[1, 1], [0, 0]], [[null, null], [0, 0]]]);
});
