import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ForgetMember } from '@lyceum/contracts/member/member';
import { commandId } from '@lyceum/event-store/handle';
import { member } from '@lyceum/member/member/member.decider';
import { HttpSettings } from '@lyceum/nest-kit/settings';
import type { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from '../activity.context.ts';
import { smallCity } from '../testing/small-city.ts';
import { plan } from '../testing/sessions-over-http.ts';

const mistake = { reason: '误点开始签到' }, byHand = { reason: '纸质签到' };

let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, ada: Caller;
beforeAll(async () => {
  city = await smallCity([activityContext]);
  [dora, ada] = [await city.logIn('dora'), await city.logIn('ada')];
});
afterAll(() => city.close());

const opened = async (): Promise<{ id: string; at: string }> => {
  const { sessionId: id } = (await dora.post('/api/study-sessions', plan)).json;
  const at = `/api/study-sessions/${id}`;
  expect((await dora.post(`${at}/open`)).status).toBe(201);
  return { id, at };
};
const sign = async (at: string) => ada.post('/api/sign', { code: (await dora.get(`${at}/code`)).json.code });
const withdraw = (at: string) => dora.post(`${at}/attendances/ada/withdrawal`, { reason: '本人未到' });
const read = async (who: Caller, url: string) => { await city.host.settle(); return (await who.get(url)).json; };
const factsOf = async (stream: string) => (await city.host.adapters.events.readStream(stream)).map(({ type }) => type);

/** Sends a wish; when it is decided and about to be appended, something else happens. Both are appended once, unless one is decided anew: `appends` tells. */
const during = async <T>(wish: () => Promise<T>, other: () => Promise<{ status: number }>, appends = 2): Promise<T> => {
  const { events } = city.host.adapters, append = events.append.bind(events);
  const asked = jest.spyOn(events, 'append').mockImplementationOnce(async (proposed) => {
    expect((await other()).status).toBe(201);
    return append(proposed);
  });
  try { return await wish(); } finally {
    const times = asked.mock.calls.length;
    asked.mockRestore();
    expect(times).toBe(appends);
  }
};

describe('closing', () => {
  it('is refused where nobody signed, in both languages, and says what to do', async () => {
    const { at } = await opened();
    expect((await dora.post(`${at}/close`)).json).toMatchObject({ status: 409, code: 'nobody-signed', detail: expect.stringContaining('代签') });
    expect((await dora.post(`${at}/close`, {}, { 'accept-language': 'en' })).json).toMatchObject({ code: 'nobody-signed', detail: expect.stringMatching(/Sign for those who were there.*cancel it/) });
    expect((await read(dora, at)).status).toBe('open');
  });

  it('is possible once somebody signed, and refused again where that was withdrawn', async () => {
    const { at } = await opened();
    await sign(at);
    await withdraw(at);
    expect((await dora.post(`${at}/close`)).json.code).toBe('nobody-signed');
    await dora.post(`${at}/attendances`, { memberIds: ['cy'], ...byHand }); // the last of those who are invited
    expect((await dora.post(`${at}/close`)).status).toBe(201);
  });

  it('is answered as the first time when it is repeated, though no signature stands any more', async () => {
    const { at } = await opened(), key = { 'idempotency-key': 'closed-only-once' };
    await sign(at);
    const first = await dora.post(`${at}/close`, {}, key);
    expect(first.status).toBe(201);
    await withdraw(at);
    expect((await dora.post(`${at}/close`, {}, key)).json).toEqual(first.json);
    expect(await read(dora, at)).toMatchObject({ status: 'held', signed: 0 }); // it stays held, and says that nobody signed
  });

  it('does not count a signature that is withdrawn before it is recorded', async () => {
    const { at, id } = await opened();
    await sign(at);
    expect((await during(() => dora.post(`${at}/close`), () => withdraw(at))).json.code).toBe('nobody-signed');
    expect(await factsOf(`study-session-${id}`)).not.toContain('StudySessionClosed');
  });

  it('looks at one signature alone: whoever else signs meanwhile does not have it decided anew', async () => {
    const { at } = await opened();
    await sign(at);
    expect((await during(() => dora.post(`${at}/close`), () => dora.post(`${at}/attendances`, { memberIds: ['cy'], ...byHand }))).status).toBe(201);
    expect(await read(dora, at)).toMatchObject({ status: 'held', signed: 2 });
  });

  it('looks for another signature where the one that it looked at is withdrawn meanwhile', async () => {
    const { at } = await opened();
    await sign(at);
    await dora.post(`${at}/attendances`, { memberIds: ['cy'], ...byHand });
    expect((await during(() => dora.post(`${at}/close`), () => withdraw(at), 3)).status).toBe(201);
    expect(await read(dora, at)).toMatchObject({ status: 'held', signed: 1 });
  });
});

describe('cancelling a session that was opened by mistake', () => {
  it('takes its invitations back; as of before, they are there', async () => {
    const { at, id } = await opened();
    const before = await read(dora, at);
    const { status, json: { position } } = await dora.post(`${at}/cancel`, mistake);
    expect(status).toBe(201);
    expect((await dora.get(`${at}?after=${position}`)).json).toMatchObject({ status: 'cancelled', cancelReason: mistake.reason, invited: 0, signed: 0, may: { reopen: false } });
    expect((await dora.get(`${at}?asOf=${before.position}`)).json).toMatchObject({ status: 'open', invited: 3 });
    expect((await dora.get(`${at}/attendances`)).json).toMatchObject({ items: [], total: 0 });
    expect((await dora.get(`${at}/attendances?asOf=${before.position}`)).json.total).toBe(3);
    expect((await ada.get('/api/me/sessions')).json.items.find(({ sessionId }: { sessionId: string }) => sessionId === id)).toMatchObject({ status: 'cancelled', cancelReason: mistake.reason, mine: 'none' });
    expect((await factsOf(`study-session-${id}`)).slice(-2)).toEqual(['InvitationsWithdrawn', 'StudySessionCancelled']);
  });

  it('is refused whoever of those invited signed, before or meanwhile', async () => {
    for (const memberId of ['ada', 'bob', 'cy']) {
      const [before, meanwhile] = [await opened(), await opened()];
      const signFor = (at: string) => dora.post(`${at}/attendances`, { memberIds: [memberId], ...byHand });
      await signFor(before.at);
      const refused = [await dora.post(`${before.at}/cancel`, mistake), await during(() => dora.post(`${meanwhile.at}/cancel`, mistake), () => signFor(meanwhile.at))];
      expect(refused.map(({ json }) => json.code)).toEqual(['somebody-signed', 'somebody-signed']);
    }
  });

  it('is refused while a signature stands; what was done before is answered as then when it is repeated', async () => {
    const { at } = await opened(), [key, once] = [{ 'idempotency-key': 'withdrawn-only-once' }, { 'idempotency-key': 'cancelled-only-once' }];
    await sign(at);
    expect((await dora.post(`${at}/cancel`, mistake)).json.code).toBe('somebody-signed');
    const withdrawal = await dora.post(`${at}/attendances/ada/withdrawal`, { reason: '本人未到' }, key);
    const first = await dora.post(`${at}/cancel`, mistake, once);
    expect([withdrawal.status, first.status]).toEqual([201, 201]);
    expect((await dora.post(`${at}/cancel`, mistake, once)).json).toEqual(first.json);
    expect((await dora.post(`${at}/attendances/ada/withdrawal`, { reason: '本人未到' }, key)).json).toEqual(withdrawal.json);
    expect((await dora.post(`${at}/attendances`, { memberIds: ['bob'], ...byHand })).json.code).toBe('session-not-open');
    expect((await dora.post(`${at}/cancel`, { reason: '另一个理由' }, once)).json.code).toBe('idempotency-key-reused');
  });

  it('is possible after it was reopened, once no signature stands; not while it is held', async () => {
    const { at } = await opened();
    await sign(at);
    await dora.post(`${at}/close`);
    await withdraw(at);
    expect((await dora.post(`${at}/cancel`, mistake)).json).toMatchObject({ code: 'session-held', detail: expect.stringContaining('7 天内') });
    await dora.post(`${at}/reopen`, { reason: '并未举行' });
    expect((await dora.post(`${at}/cancel`, mistake)).status).toBe(201);
    expect(await read(dora, at)).toMatchObject({ status: 'cancelled', invited: 0, hadSigned: 1 });
  });

  it('is what is left once nobody can be signed for any more; where somebody had signed it takes nothing out of the figures', async () => {
    const { at, id } = await opened(), now = city.clock.now();
    await sign(at);
    await withdraw(at);
    city.clock.set('2026-03-14T01:00:00.000Z');
    try {
      const later = await city.logIn('dora');
      expect((await later.post(`${at}/close`)).json).toMatchObject({ status: 409, code: 'nobody-signed-in-time', detail: expect.stringMatching(/2026-03-06.*7 天内.*请取消活动.*仍计入参学率/) });
      expect((await later.post(`${at}/close`, {}, { 'accept-language': 'en' })).json.detail).toMatch(/within 7 days.*Cancel it.*still count in attendance/);
      expect((await later.post(`${at}/cancel`, mistake)).status).toBe(201);
      expect(await read(later, at)).toMatchObject({ status: 'cancelled', cancelReason: mistake.reason, hadSigned: 1, invited: 3, signed: 0 });
      expect((await later.get(`${at}/attendances`)).json.total).toBe(3);
      expect((await factsOf(`study-session-${id}`)).slice(-2)).toEqual(['StudySessionOpened', 'StudySessionCancelled']);
    } finally { city.clock.set(now); }
  });

  it('leaves no signature standing in it: whoever signs before it is recorded has it refused', async () => {
    const { at, id } = await opened();
    expect((await during(() => dora.post(`${at}/cancel`, mistake), () => sign(at))).json.code).toBe('somebody-signed');
    expect([await factsOf(`attendance-${id}-ada`), (await factsOf(`study-session-${id}`)).at(-1)]).toEqual([['AttendanceSigned'], 'StudySessionOpened']);
  });

  it('leaves no signature standing in it: whoever signs meanwhile, and comes second, is refused', async () => {
    const { at, id } = await opened();
    const { code } = (await dora.get(`${at}/code`)).json;
    expect((await during(() => ada.post('/api/sign', { code }), () => dora.post(`${at}/cancel`, mistake))).json.code).toBe('session-not-open');
    expect([await factsOf(`attendance-${id}-ada`), (await factsOf(`study-session-${id}`)).at(-1)]).toEqual([[], 'StudySessionCancelled']);
  });
});

it.each(['close', 'cancel'])('looks at nobody’s attendance for who may not manage the session: %s', async (wish) => {
  const olga = await city.logIn('olga'); // runs the whole city, Dora the station alone
  const at = `/api/study-sessions/${(await olga.post('/api/study-sessions', { ...plan, unitId: 'city' })).json.sessionId}`;
  expect((await olga.post(`${at}/open`)).status).toBe(201);
  const reading = jest.spyOn(city.host.adapters.events, 'readStream');
  const looked = () => reading.mock.calls.some(([stream]) => stream.startsWith('attendance-'));
  try {
    const body = wish === 'cancel' ? mistake : {};
    expect([(await dora.post(`${at}/${wish}`, body)).status, looked()]).toEqual([404, false]);
    await olga.post(`${at}/${wish}`, body);
    expect(looked()).toBe(true);
  } finally { reading.mockRestore(); }
});

it('waits as long for a session that is nowhere as for one out of reach: how long an answer takes tells nothing', async () => {
  const olga = await city.logIn('olga');
  const elsewhere = (await olga.post('/api/study-sessions', { ...plan, unitId: 'city' })).json.sessionId as string;
  const waiting = jest.spyOn(city.host.rows, 'waitFor');
  try {
    for (const [at, body] of [['publish', {}], ['open', {}], ['cancel', mistake], ['attendances', { memberIds: ['ada'], ...byHand }], ['attendances/ada/withdrawal', byHand]] as const) {
      const waits = async (id: string) => {
        waiting.mockClear();
        return [at, (await dora.post(`/api/study-sessions/${id}/${at}`, body)).status, waiting.mock.calls.length];
      };
      expect([await waits('nowhere'), await waits(elsewhere)]).toEqual([[at, 404, 1], [at, 404, 1]]);
    }
  } finally { waiting.mockRestore(); }
});

it.each([{ title: '\u202Ecba' }, { title: 'a\nb\u0007' }, { title: 'a\u0000b\ud800' }, { place: '\u0000' }])('takes no plan with text that nobody sees: %j', async (unseen) => {
  const answer = await dora.post('/api/study-sessions', { ...plan, ...unseen });
  expect([answer.status, answer.text.includes('invisible or control characters') || answer.text.includes('看不见的字符')]).toEqual([422, true]);
});
it('takes a plan without a place', async () => expect((await dora.post('/api/study-sessions', { ...plan, place: '' })).status).toBe(201));

it('takes an idempotency key for all of a request: a series with another end or other weekdays is another, and so are others to sign for', async () => {
  const once = { 'idempotency-key': 'one-series-only' }, { unitId, form, title, start, minutes } = plan;
  const series = { unitId, form, title, start, minutes, place: '', weekday: 4, from: '2026-06-01', until: '2026-06-30' };
  const first = await dora.post('/api/study-sessions/series', series, once);
  expect([first.status, first.json.sessionIds.length]).toEqual([201, 4]);
  expect((await dora.post('/api/study-sessions/series', series, once)).json).toEqual(first.json);
  for (const other of [{ until: '2026-07-31' }, { until: '2026-06-12' }, { weekday: 5 }, { skip: ['2026-06-25'] }])
    expect((await dora.post('/api/study-sessions/series', { ...series, ...other }, once)).json.code).toBe('idempotency-key-reused');
  expect((await read(dora, '/api/study-sessions?from=2026-06-01&to=2026-07-31')).total).toBe(4);

  const { at } = await opened(), key = { 'idempotency-key': 'signed-for-once' };
  const signed = await dora.post(`${at}/attendances`, { memberIds: ['ada', 'bob'], ...byHand }, key);
  expect((await dora.post(`${at}/attendances`, { memberIds: ['ada', 'bob'], ...byHand }, key)).json).toEqual(signed.json);
  for (const memberIds of [['cy'], ['ada', 'cy'], ['bob', 'ada', 'cy']]) expect((await dora.post(`${at}/attendances`, { memberIds, ...byHand }, key)).json.code).toBe('idempotency-key-reused');
  expect((await read(dora, at)).signed).toBe(2);
});

it('answers a retry of an opening as the first time, though another period to sign in was set since', async () => {
  const at = `/api/study-sessions/${(await dora.post('/api/study-sessions', plan)).json.sessionId}`, key = { 'idempotency-key': 'opened-only-once' };
  const first = await dora.post(`${at}/open`, {}, key);
  expect(first.status).toBe(201);
  const setting = jest.replaceProperty(city.host.app.get(HttpSettings), 'lateSigningDays', 3);
  try {
    const again = await dora.post(`${at}/open`, {}, key);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await read(dora, at)).lateSigningDays).toBe(7);
  } finally { setting.restore(); }
});

it('expects nobody who is forgotten, and lets nobody be signed for who was forgotten since', async () => {
  const olga = await city.logIn('olga'), forget = async (memberId: string) => {
    await city.host.commands.as(member, ForgetMember({ memberId, reason: '本人要求' }), { command: commandId('forget', memberId), actor: 'setup', unit: 'office', now: city.clock.now(), correlation: 'forget' });
    await city.host.settle();
  };
  for (const memberId of ['eve', 'fay']) await city.register(memberId, 'office');
  await forget('eve');
  const at = `/api/study-sessions/${(await olga.post('/api/study-sessions', { ...plan, unitId: 'office' })).json.sessionId}`;
  await olga.post(`${at}/open`);
  const expected = async () => (await read(olga, `${at}/attendances`)).items.map(({ memberId }: { memberId: string }) => memberId).sort();
  expect(await expected()).toEqual(['dora', 'fay']);
  const fay = { memberIds: ['fay'], ...byHand }, once = { 'idempotency-key': 'fay-signed-once' };
  const signed = await olga.post(`${at}/attendances`, fay, once);
  await forget('fay');
  expect((await olga.post(`${at}/attendances`, fay, once)).json).toEqual(signed.json); // as the first time
  await olga.post(`${at}/attendances/fay/withdrawal`, { reason: '本人未到' });
  expect((await olga.post(`${at}/attendances`, { memberIds: ['dora', 'fay'], ...byHand })).json.code).toBe('forgotten-not-signed-for');
  expect((await read(olga, at)).signed).toBe(0);
  expect(await expected()).toEqual(['dora', 'fay']); // what was recorded stays
});

describe('a plan that could only be cancelled', () => {
  const now = '2026-03-06T07:00:00.000Z';
  beforeEach(async () => { dora = await city.logIn('dora'); });
  const sessions = async () => (await read(dora, '/api/study-sessions')).total;

  it('is refused, and the earliest day that can still be opened is told; a retry of one that was made in time is not', async () => {
    const before = await sessions();
    const late = await dora.post('/api/study-sessions', { ...plan, day: '2026-02-26' });
    expect(late.json).toMatchObject({ status: 409, code: 'too-late-to-plan', detail: expect.stringContaining('2026-02-27') });
    expect((await dora.post('/api/study-sessions/series', { unitId: plan.unitId, form: plan.form, title: plan.title, start: plan.start, minutes: plan.minutes, place: '', weekday: 4, from: '2026-02-26', until: '2026-04-30' })).json.code).toBe('too-late-to-plan');
    expect(await sessions()).toBe(before);

    const key = { 'idempotency-key': 'planned-in-time' };
    const made = await dora.post('/api/study-sessions', { ...plan, day: '2026-02-27' }, key);
    expect(made.status).toBe(201);
    const at = `/api/study-sessions/${made.json.sessionId}`;
    city.clock.set('2026-03-07T09:00:00.000Z');
    dora = await city.logIn('dora');
    try {
      expect((await dora.post('/api/study-sessions', { ...plan, day: '2026-02-27' }, key)).json).toEqual(made.json);
      for (const [wish, body] of [['publish', {}], ['change', { title: plan.title, day: '2026-02-27', start: plan.start, minutes: plan.minutes, place: '礼堂' }]] as const) expect((await dora.post(`${at}/${wish}`, body)).json.code).toBe('too-late-to-plan');
      expect((await dora.post(`${at}/cancel`, mistake)).status).toBe(201);
    } finally { city.clock.set(now); }
  });
  it('is refused where it is for a week before its unit, or changed to one; not of the week in the middle of which its unit began', async () => {
    expect((await dora.post('/api/study-sessions', { ...plan, week: '2025-W52' })).json).toMatchObject({ code: 'week-before-unit', detail: expect.stringContaining('2025-W52') });
    const made = await dora.post('/api/study-sessions', { ...plan, week: '2026-W01' }); // from Monday, 29 December; the units began on Thursday
    expect(made.status).toBe(201);
    const { title, day, start, minutes, place } = plan;
    const changedTo = async (week: string) => (await dora.post(`/api/study-sessions/${made.json.sessionId}/change`, { title, day, start, minutes, place, week })).json;
    expect(await changedTo('2025-W52')).toMatchObject({ code: 'week-before-unit', detail: expect.stringContaining('2025-W52') });
    expect(await changedTo('2026-W02')).toEqual({ position: expect.any(String) });
    expect((await dora.post('/api/study-sessions', { ...plan, week: '0000-W01' })).json.code).toBe('week-unknown');
  });
});
