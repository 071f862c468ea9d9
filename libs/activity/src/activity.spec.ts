import { describe, expect, it } from '@jest/globals';
import { pagesOf } from '@lyceum/core/pages';
import type { Caller } from '@lyceum/nest-kit/testing';
import { activityContext } from './activity.context.ts';
import { smallCity } from './testing/small-city.ts';
import { ada, bob, city, codeOf, dora, en, inCity, ina, olga, opened, plan, planned, read, signFor } from './testing/sessions-over-http.ts';

type Listed = { items: { sessionId: string }[]; next: string | null; total: number };

describe('activity over HTTP, on a real log and real rows', () => {
  describe('a session', () => {
    inCity();

    it('is planned, published, opened for the unit\'s own people, and closed', async () => {
      const { status, json: { sessionId, position } } = await dora.post('/api/study-sessions', plan);
      expect(status).toBe(201);
      expect((await dora.get(`/api/study-sessions/${sessionId}?after=${position}`)).json).toMatchObject({ ...plan, sessionId, unitName: 'station name', week: '2026-W10', status: 'planned', invited: 0, signed: 0, lateSigningDays: null, may: { manage: true, sign: false } });
      for (const [step, state] of [['publish', 'published'], ['open', 'open'], ['close', 'held']] as const) {
        if (step === 'close') await signFor(sessionId);
        const answer = await dora.post(`/api/study-sessions/${sessionId}/${step}`);
        expect((await dora.get(`/api/study-sessions/${sessionId}?after=${answer.json.position}`)).json).toMatchObject({ status: state });
      }
      expect((await dora.get(`/api/study-sessions/${sessionId}`)).json).toMatchObject({ invited: 3, publishedAt: city.clock.now(), openedAt: city.clock.now(), closedAt: city.clock.now() });
    });

    it('is reopened with a reason, for as long as somebody could sign; a retry changes nothing', async () => {
      const id = await opened(), at = `/api/study-sessions/${id}`;
      const shown = async () => (await read(dora, at)).json;
      expect((await dora.post(`${at}/reopen`, { reason: '误点结束' }, { 'idempotency-key': 'too-early-to-reopen' })).json.code).toBeUndefined(); // it is open: nothing to do
      await signFor(id, 'bob');
      await dora.post(`${at}/close`);
      expect(await shown()).toMatchObject({ status: 'held', may: { manage: true, reopen: true } });
      expect((await read(ina, at)).json.may).toEqual({ manage: false, sign: false, reopen: false });
      expect((await dora.post(`${at}/reopen`)).status).toBe(422);
      const key = { 'idempotency-key': 'reopened-once' };
      const first = await dora.post(`${at}/reopen`, { reason: '误点结束' }, key);
      expect(await shown()).toMatchObject({ status: 'open', closedAt: null, reopenedAt: city.clock.now(), reopenReason: '误点结束', may: { sign: true, reopen: false } });
      expect((await ada.post('/api/sign', { code: await codeOf(id) })).json).toMatchObject({ already: false });
      await dora.post(`${at}/close`);
      expect((await dora.post(`${at}/reopen`, { reason: '误点结束' }, key)).json).toEqual(first.json);
      expect(await shown()).toMatchObject({ status: 'held', signed: 2, may: { reopen: true } });
      city.clock.set('2026-03-13T16:00:00.000Z'); // the eighth day, in Shanghai
      const later = await city.logIn('dora');
      expect((await later.get(at)).json.may.reopen).toBe(false);
      expect((await later.post(`${at}/reopen`, { reason: '误点结束' })).json.code).toBe('too-late-to-reopen');
    });

    it('is planned once, though the button was pressed twice', async () => {
      const key = { 'idempotency-key': 'one-and-the-same' }, once = { ...plan, day: '2026-04-03' };
      const [first, second] = await Promise.all([dora.post('/api/study-sessions', once, key), dora.post('/api/study-sessions', once, key)]);
      expect(second.json).toEqual(first.json);
      expect((await read(dora, '/api/study-sessions?from=2026-04-03&to=2026-04-03')).json.total).toBe(1);
    });

    it('answers a repeated opening as the first time, though somebody has joined since', async () => {
      const id = await planned();
      const key = { 'idempotency-key': 'one-and-the-same' };
      const first = await dora.post(`/api/study-sessions/${id}/open`, {}, key);
      await city.register('eve', 'station', '2026-03-06');
      await city.host.settle();
      expect((await dora.post(`/api/study-sessions/${id}/open`, {}, key)).json).toEqual(first.json);
      expect((await dora.get(`/api/study-sessions/${id}`)).json.invited).toBe(3);
    });

    it('invites who belongs to the unit on its day, not today', async () => {
      await city.register('late', 'station', '2026-03-05');
      await city.host.settle();
      const id = await planned({ day: '2026-03-04', week: '2026-W10' });
      await dora.post(`/api/study-sessions/${id}/open`);
      expect((await read(dora, `/api/study-sessions/${id}/attendances`)).json.items.map(({ memberId }: { memberId: string }) => memberId)).toEqual(['ada', 'bob', 'cy']);
    });

    it('is changed, and keeps its reason when it is cancelled', async () => {
      const id = await planned({ day: '2026-03-13' });
      await dora.post(`/api/study-sessions/${id}/change`, { title: '学习《党章》', day: '2026-03-12', start: '09:00', minutes: 90, place: '礼堂' });
      const { position } = (await dora.post(`/api/study-sessions/${id}/cancel`, { reason: '台风停工' })).json;
      expect((await dora.get(`/api/study-sessions/${id}?after=${position}`)).json).toMatchObject({ title: '学习《党章》', day: '2026-03-12', week: '2026-W11', status: 'cancelled', cancelReason: '台风停工' });
    });

    it('is seen as it was, as of any position', async () => {
      const id = await planned();
      const then = (await read(dora, `/api/study-sessions/${id}`)).json.position;
      await dora.post(`/api/study-sessions/${id}/open`);
      await city.host.settle();
      expect((await dora.get(`/api/study-sessions/${id}?asOf=${then}`)).json).toMatchObject({ status: 'planned', invited: 0, position: then });
    });
  });

  describe('scope', () => {
    inCity();

    it('hides what a right does not reach, as if it were not there', async () => {
      const id = (await olga.post('/api/study-sessions', { ...plan, unitId: 'office' })).json.sessionId as string;
      await city.host.settle();
      const absent = await dora.get('/api/study-sessions/nothing');
      for (const answer of [await dora.get(`/api/study-sessions/${id}`), await dora.post(`/api/study-sessions/${id}/open`), await dora.post('/api/study-sessions', { ...plan, unitId: 'office' }),
        await dora.get('/api/study-sessions?unit=office'), await dora.get(`/api/study-sessions/${id}/attendances`), await dora.get(`/api/study-sessions/${id}/code`),
        await dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['ada'], reason: '手机没电' }), await dora.post(`/api/study-sessions/${id}/attendances/ada/withdrawal`, { reason: '手机没电' })]) {
        expect({ ...answer.json, requestId: '' }).toEqual({ ...absent.json, requestId: '' });
        expect(answer.status).toBe(404);
      }
      expect((await dora.get('/api/study-sessions')).json).toMatchObject({ items: [], total: 0 });
      expect((await olga.get('/api/study-sessions?unit=office')).json.total).toBe(1);
      expect((await olga.get('/api/study-sessions?unit=station')).json.total).toBe(0);
      expect([(await olga.get('/api/study-sessions?unit=city')).json.total, (await olga.get('/api/study-sessions?unit=city&own=true')).json.total, (await olga.get('/api/study-sessions?unit=office&own=true')).json.total]).toEqual([1, 0, 1]);
    });
    it('lets members and auditors manage nothing', async () => {
      const id = await opened();
      for (const who of [ada, ina]) {
        expect((await who.post(`/api/study-sessions/${id}/close`)).status).toBe(403);
        expect((await who.get(`/api/study-sessions/${id}/code`)).status).toBe(403);
      }
      expect((await ada.get(`/api/study-sessions/${id}/attendances`)).status).toBe(403);
      expect((await read(ina, `/api/study-sessions/${id}`)).json).toMatchObject({ sessionId: id, may: { manage: false } });
    });
  });

  describe('lists', () => {
    inCity();

    it('shows a member what comes next first, and what they signed', async () => {
      const next = await planned({ day: '2026-03-13' }), hidden = await planned({ day: '2026-03-20' });
      await dora.post(`/api/study-sessions/${next}/publish`);
      const [past, before] = [await planned({ day: '2026-03-02' }), await planned({ day: '2026-02-27' })];
      for (const each of [past, before]) await dora.post(`/api/study-sessions/${each}/open`);
      const today = await opened();
      await ada.post('/api/sign', { code: await codeOf(today) });
      const mine = async (who: Caller) => (await read(who, '/api/me/sessions')).json.items.map(({ sessionId, mine: state }: { sessionId: string; mine: string }) => [sessionId, state]);
      expect(await mine(ada)).toEqual([[today, 'signed'], [next, 'none'], [past, 'missing'], [before, 'missing']]);
      expect(await mine(bob)).toEqual([[today, 'missing'], [next, 'none'], [past, 'missing'], [before, 'missing']]);
      expect(await mine(olga)).toEqual([]);
      const pages = await Array.fromAsync(pagesOf<Listed>(async ({ cursor }) => (await ada.get(`/api/me/sessions?limit=1${cursor ? `&cursor=${cursor}` : ''}`)).json as Listed));
      expect(pages.map(({ items, total }) => [items.map(({ sessionId }) => sessionId), total])).toEqual([[[today], 4], [[next], 4], [[past], 4], [[before], 4]]);
      expect((await ada.get(`/api/me/sessions?cursor=${hidden}`)).json.code).toBe('bad-cursor');
      expect(JSON.stringify((await ada.get('/api/me/sessions?from=2026-03-07&to=2026-03-31')).json)).not.toContain(hidden);
      expect((await ada.get('/api/me/sessions?from=2026-03-07&to=2026-03-31')).json.items).toHaveLength(1);
    });

    it('tells a member that what they could know of was cancelled, and why, until its day is over; nothing of a plan that nobody had seen', async () => {
      const reason = '讲师临时出差';
      const cancelled = async (day: string, step?: 'publish' | 'open') => {
        const id = await planned({ day });
        if (step) await dora.post(`/api/study-sessions/${id}/${step}`);
        expect((await dora.post(`/api/study-sessions/${id}/cancel`, { reason })).status).toBe(201);
        return id;
      };
      const [coming, begun] = [await cancelled('2026-04-10', 'publish'), await cancelled('2026-03-06', 'open')];
      const [over, unseen] = [await cancelled('2026-03-05', 'open'), await cancelled('2026-04-17')];
      const mine = new Map<string, object>((await read(ada, '/api/me/sessions')).json.items.map((session: { sessionId: string }) => [session.sessionId, session]));
      expect([coming, begun].map((id) => mine.get(id))).toEqual(Array(2).fill(expect.objectContaining({ status: 'cancelled', cancelReason: reason, mine: 'none' })));
      expect([over, unseen].filter((id) => mine.has(id))).toEqual([]);
    });

    it('shows a member those of one day in the order in which they begin, and what is open in their unit though they joined too late to be invited', async () => {
      const starts = ['14:00', '09:00', '19:00', '08:00', '16:30'];
      for (const start of starts) await dora.post(`/api/study-sessions/${await planned({ day: '2026-03-05', start })}/open`);
      await city.register('joe', 'station', '2026-03-06');
      await city.host.settle();
      const { items } = (await read(await city.logIn('joe'), '/api/me/sessions?from=2026-03-05&to=2026-03-05')).json;
      expect(items.map(({ start, mine }: { start: string; mine: string }) => [start, mine])).toEqual(starts.toSorted().reverse().map((start) => [start, 'none'])); // backwards from today
      expect((await read(ada, '/api/me/sessions?from=2026-03-05&to=2026-03-05')).json.items.map(({ mine }: { mine: string }) => mine)).toEqual(starts.map(() => 'missing'));
    });

    it('finds sessions by a part of their topic, page by page, and as of any moment', async () => {
      const ids = await Promise.all(['研讨《条例》', '研讨 ＡＩ Law', '参观100%_馆'].map((title, n) => planned({ title, day: `2026-03-1${n}` })));
      const found = async (q: string, more = '') => { const { items, total } = (await read(olga, `/api/study-sessions?sort=day&q=${encodeURIComponent(q)}${more}`)).json; return [items.map(({ sessionId }: { sessionId: string }) => ids.indexOf(sessionId)), total]; };
      expect(await Promise.all(['研讨', 'ai l', '0%_', '%', '没有'].map((q) => found(q)))).toEqual([[[0, 1], 2], [[1], 1], [[2], 1], [[2], 1], [[], 0]]);
      expect(await found('研讨', '&limit=1')).toEqual([[0], 2]);
      const { json: { position } } = await read(olga, '/api/study-sessions');
      expect((await dora.post(`/api/study-sessions/${ids[0]}/change`, { title: '改了题目', day: '2026-03-10', start: '15:00', minutes: 60, place: '' })).status).toBe(201);
      expect([await found('研讨'), await found('题目'), await found('研讨《', `&asOf=${position}`)]).toEqual([[[1], 1], [[0], 1], [[0], 1]]);
    });

    it('plans a year of Fridays in one form, but for the holidays', async () => {
      const series = { unitId: 'station', form: 'weekly-collective', title: '每周集中学习', weekday: 5, from: '2027-01-01', until: '2027-12-31', start: '15:00', minutes: 60, place: '', skip: ['2027-02-12', '2027-10-01'] };
      const key = { 'idempotency-key': 'the-year-of-2027' };
      const { json, status } = await dora.post('/api/study-sessions/series', series, key);
      expect([status, json.sessionIds.length]).toEqual([201, 51]);
      expect((await dora.post('/api/study-sessions/series', series, key)).json).toEqual(json);
      const first = (await dora.get(`/api/study-sessions?after=${json.position}&from=2027-01-01&sort=day&limit=30`)).json;
      const second = (await dora.get(`/api/study-sessions?from=2027-01-01&sort=day&limit=30&cursor=${encodeURIComponent(first.next)}`)).json;
      const days = [...first.items, ...second.items].map(({ day }: { day: string }) => day);
      expect([first.total, second.next, new Set(days).size, days[0], days.at(-1)]).toEqual([51, null, 51, '2027-01-01', '2027-12-31']);
      expect(days).not.toContain('2027-02-12');
      expect((await dora.post('/api/study-sessions/series', { ...series, until: '2028-12-31' })).json).toMatchObject({ status: 422, errors: [{ path: 'until' }] });
      expect((await dora.post('/api/study-sessions/series', { ...series, from: '2029-01-01', until: '2030-01-03' })).json).toMatchObject({ status: 422, errors: [{ path: 'until' }] });
      expect((await dora.post('/api/study-sessions/series', { ...series, from: '2029-01-01', until: '2030-01-02' })).status).toBe(201); // a leap year, from its first day to that of the next
      expect((await dora.post('/api/study-sessions/series', { ...series, from: '2027-01-02', until: '2027-01-07' })).json.code).toBe('series-empty');
    });

    it('asks for days in their order', async () => {
      for (const path of ['study-sessions', 'me/sessions']) {
        expect((await dora.get(`/api/${path}?from=2026-05-01&to=2026-04-01`)).json).toMatchObject({ status: 422, errors: [{ path: 'to', message: '起止日期有误：应先起后止。' }] });
        expect((await dora.get(`/api/${path}?from=2026-05-01&to=2026-05-01`)).status).toBe(200);
      }
    });
    it('asks for a new list where a cursor belongs to none', async () => {
      expect((await dora.get('/api/study-sessions?cursor=nonsense')).status).toBe(422);
    });
  });
});

describe('a city that has set another period for late signatures', () => {
  it('holds each session to the period that it was opened with', async () => {
    const city = await smallCity([activityContext], undefined, { http: { lateSigningDays: 2 } });
    try {
      const dora = await city.logIn('dora');
      const { sessionId } = (await dora.post('/api/study-sessions', plan)).json;
      await dora.post(`/api/study-sessions/${sessionId}/open`);
      await dora.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['cy'], reason: '纸质签到' });
      await dora.post(`/api/study-sessions/${sessionId}/close`);
      await city.host.settle();
      const [opening] = (await city.host.adapters.events.readStream(`study-session-${sessionId}`)).filter(({ type }) => type === 'StudySessionOpened');
      expect([opening!.version, opening!.data]).toEqual([2, { sessionId, day: plan.day, lateSigningDays: 2 }]);
      for (const [now, inTime, code] of [['2026-03-08T15:59:00.000Z', true, undefined], ['2026-03-08T16:01:00.000Z', false, 'too-late-to-sign']] as const) {
        city.clock.set(now);
        const later = await city.logIn('dora');
        expect((await later.get(`/api/study-sessions/${sessionId}`)).json).toMatchObject({ lateSigningDays: 2, may: { sign: inTime, reopen: inTime } });
        const { json } = await later.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: [code ? 'bob' : 'ada'], reason: '纸质签到' }, en);
        expect([json.code, json.detail]).toEqual(code ? [code, expect.stringContaining('within 2 days')] : [undefined, undefined]);
      }
    } finally { await city.close(); }
  });
});
