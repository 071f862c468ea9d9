import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { smallCity } from '@lyceum/activity/testing/small-city';
import { pagesOf } from '@lyceum/core/pages';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import type { Context } from '@lyceum/nest-kit/context';
import { Looks } from '@lyceum/nest-kit/looks';
import type { Caller } from '@lyceum/nest-kit/testing';
import { assessmentContext } from './assessment.context.ts';
import { PublishPolicy } from '@lyceum/contracts/assessment/policy';
import { judgeWeek, weekEnd } from './cadence/week-end.ts';
import { policy } from './policy/policy.decider.ts';
import { publishPolicy, twice } from './policy/policy.examples.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };
const rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };
const weekly = { unitId: 'city', title: '每周集中学习', rule, basis: '学习制度第三条', effectiveFrom: '2026-01-05' };

const looks: string[] = [];
const looking: Context = {
  name: 'looking', projections: [], reactions: [], controllers: [],
  providers: [{ provide: Looks, useValue: { record: async ({ call, unit }, memberId, what) => { looks.push(`${call.actor} at ${what} of ${memberId} in ${unit}`); } } satisfies Looks }],
};

type Listed = { items: { policyId: string; inherited: boolean }[]; next: string | null };

describe('assessment over HTTP, on a real log and real rows', () => {
  let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, olga: Caller, ada: Caller, bob: Caller, ina: Caller;
  const logIn = async () => {
    [dora, olga, ada, bob, ina] = [await city.logIn('dora'), await city.logIn('olga'), await city.logIn('ada'), await city.logIn('bob'), await city.logIn('ina')];
  };
  beforeEach(async () => { // Friday, 6 March 2026, 15:00 in Shanghai
    city = await smallCity([activityContext, assessmentContext, looking]);
    await logIn();
  });
  afterEach(() => city.close());

  /** Whoever comes back after days logs in again. */
  const until = async (instant: string) => {
    city.clock.set(instant);
    await logIn();
  };
  const publish = async (other: object = {}) => {
    const answer = await olga.post('/api/policies', { ...weekly, ...other });
    expect(answer.status).toBe(201);
    return answer.json as { policyId: string; position: string };
  };
  const read = async (who: Caller, url: string) => {
    await city.host.settle();
    return (await who.get(url)).json;
  };
  const opened = async (other: Partial<typeof plan & { week: string }> = {}): Promise<string> => {
    const { sessionId } = (await dora.post('/api/study-sessions', { ...plan, ...other })).json;
    expect((await dora.post(`/api/study-sessions/${sessionId}/open`)).status).toBe(201);
    return sessionId;
  };
  const held = async (other: Partial<typeof plan & { week: string }> = {}) => {
    const id = await opened(other);
    expect((await dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['cy'], reason: '纸质签到' })).status).toBe(201);
    expect((await dora.post(`/api/study-sessions/${id}/close`)).status).toBe(201);
    return id;
  };
  const sign = async (who: Caller, id: string) => who.post('/api/sign', { code: (await dora.get(`/api/study-sessions/${id}/code`)).json.code });

  describe('a learning file', () => {
    it('has what a registered member signed, and names the event that it rests on', async () => {
      const id = await opened();
      expect((await sign(ada, id)).status).toBe(201);
      const { items, ...rest } = await read(ada, '/api/learning-files/me');
      const [signed] = await city.host.adapters.events.readStream(`attendance-${id}-ada`);
      expect(items).toEqual([{
        revision: 0, kind: 'attendance', sessionId: id, title: '学习《条例》', day: '2026-03-06', week: '2026-W10', minutes: 60, method: 'qr', recordedAt: city.clock.now(),
        source: { eventId: signed!.id, type: 'AttendanceSigned', stream: `attendance-${id}-ada`, revision: 0, recordedAt: signed!.recordedAt },
      }]);
      expect(rest).toMatchObject({ person: { memberId: 'ada', name: 'ada name', unitId: 'station' }, total: 1, next: null, figures: { count: 1, minutes: 60 } });
      const [filed] = await city.host.adapters.events.readStream('learning-file-ada');
      expect(filed).toMatchObject({ actor: 'system:learning-file', unit: 'station', causation: signed!.id, correlation: signed!.correlation, occurredAt: signed!.occurredAt });
      expect((await read(bob, '/api/learning-files/me')).items).toEqual([]);
    });

    it('keeps what was withdrawn, struck and uncounted, as it was seen before', async () => {
      const first = await opened(), second = await opened({ day: '2026-03-05', title: '学习《党章》' });
      for (const id of [first, second]) await sign(ada, id);
      const before = await read(ada, '/api/learning-files/me');
      await dora.post(`/api/study-sessions/${first}/attendances/ada/withdrawal`, { reason: '本人未到' });
      const after = await read(ada, '/api/learning-files/me');
      expect(after.items.map(({ title, struck = null }: { title: string; struck?: unknown }) => [title, struck])).toEqual([['学习《条例》', { reason: '本人未到' }], ['学习《党章》', null]]);
      expect([before.figures, after.figures]).toEqual([{ count: 2, minutes: 120 }, { count: 1, minutes: 60 }]);
      expect({ ...(await read(ada, `/api/learning-files/me?asOf=${before.position}`)), at: '' }).toEqual({ ...before, at: '' });
    });

    it('is read page by page and by period', async () => {
      for (const day of ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']) await sign(ada, await opened({ day }));
      const days = (page: { items: { day: string }[] }) => page.items.map(({ day }) => day);
      const first = await read(ada, '/api/learning-files/me?limit=3');
      const second = await read(ada, `/api/learning-files/me?limit=3&cursor=${encodeURIComponent(first.next)}`);
      expect([days(first), days(second), first.total, second.next]).toEqual([['2026-03-05', '2026-03-04', '2026-03-03'], ['2026-03-02'], 4, null]);
      const part = await read(ada, '/api/learning-files/me?from=2026-03-03&to=2026-03-04');
      expect([days(part), part.total, part.figures]).toEqual([['2026-03-04', '2026-03-03'], 2, { count: 2, minutes: 120 }]);
      expect(days(await read(ada, '/api/learning-files/me?from=2026-03-04'))).toEqual(['2026-03-05', '2026-03-04']);
      expect(days(await read(ada, '/api/learning-files/me?to=2026-03-03'))).toEqual(['2026-03-03', '2026-03-02']);
    });

    it('is for its owner, and for those whose right reaches the unit', async () => {
      expect((await ina.get('/api/learning-files/ada')).json).toMatchObject({ person: { memberId: 'ada' }, items: [] });
      expect((await dora.get('/api/learning-files/ada')).status).toBe(200);
      expect((await dora.get('/api/learning-files/dora')).json).toMatchObject({ person: { memberId: 'dora' } });
      expect((await dora.get('/api/learning-files/olga')).status).toBe(404);
      expect((await dora.get('/api/learning-files/nobody')).status).toBe(404);
      expect((await ada.get('/api/learning-files/bob')).status).toBe(403);
    });

    it('tells its owner who else looked at it, and does not count looking at one\'s own', async () => {
      looks.length = 0;
      await ina.get('/api/learning-files/ada');
      await dora.get('/api/learning-files/olga');
      for (const [who, url] of [[ada, 'me'], [dora, 'me'], [dora, 'dora']] as const) expect((await who.get(`/api/learning-files/${url}`)).status).toBe(200);
      expect(looks).toEqual(['member:ina at learning-file of ada in station']);
    });
  });

  describe('a policy', () => {
    it('is published, read by those whom it binds, and ended', async () => {
      const { policyId, position } = await publish();
      expect((await olga.get(`/api/policies?after=${position}`)).json.items).toEqual([{ policyId, ...weekly, unitName: 'city name', inherited: false, until: null, policyVersion: 1, versions: [{ policyVersion: 1, title: weekly.title, rule, basis: weekly.basis, effectiveFrom: weekly.effectiveFrom }] }]);
      expect((await dora.get('/api/policies')).json.items).toMatchObject([{ policyId, unitId: null, unitName: null, inherited: true, title: '每周集中学习' }]);
      expect((await olga.get('/api/policies?unit=station')).json.items).toMatchObject([{ policyId, unitId: 'city', unitName: 'city name', inherited: true }]); // whose right reaches it knows whose it is
      const next = await publish({ policyId, rule: { ...rule, atLeast: 2 }, effectiveFrom: '2026-07-06' });
      expect((await olga.get(`/api/policies?after=${next.position}`)).json.items[0]).toMatchObject({ policyVersion: 2, rule: { atLeast: 2 }, versions: [{ policyVersion: 1 }, { policyVersion: 2 }] });
      const ended = await olga.post(`/api/policies/${policyId}/end`, { until: '2026-12-27' });
      expect((await olga.get(`/api/policies?after=${ended.json.position}`)).json.items[0]).toMatchObject({ until: '2026-12-27' });
      expect((await olga.get(`/api/policies?asOf=${position}`)).json.items[0]).toMatchObject({ until: null, policyVersion: 1 });
    });
    it('has an id that nobody chooses; one that is given must be there, and within reach', async () => {
      expect((await olga.post('/api/policies', { ...weekly, policyId: '0000' })).status).toBe(404);
      const { policyId } = await publish();
      await city.register('ursula', 'station');
      await city.grant('ursula', 'office', 'station');
      await city.host.settle();
      const ursula = await city.logIn('ursula');
      expect((await ursula.post('/api/policies', { ...weekly, unitId: 'station', policyId })).status).toBe(404); // not 409: whether it is there is not theirs to know
    });
    it('binds however many others there are, and whatever their ids', async () => {
      const one = publishPolicy({ unitId: 'station', rule: twice }).data;
      await Promise.all(Array.from({ length: 1000 }, (_, n) => city.host.commands.as(policy, PublishPolicy({ ...one, policyId: `0${n}` }), { command: `rule ${n}`, actor: 'setup', unit: 'station', now: city.clock.now(), correlation: 'spec' })));
      const { policyId, position } = await publish({ rule: { ...rule, atLeast: 7 } });
      const listed = (await Array.fromAsync(pagesOf<Listed>(async ({ cursor = '' }) => (await dora.get(`/api/policies?after=${position}&limit=200${cursor && `&cursor=${cursor}`}`)).json as Listed))).flatMap(({ items }) => items);
      expect([listed.length, new Set(listed.map((each) => each.policyId)).size]).toEqual([1001, 1001]);
      expect(listed.filter(({ inherited }) => inherited)).toMatchObject([{ policyId }]);
      await until('2026-03-08T16:00:00.000Z');
      await city.host.settle();
      await judgeWeek({ reads: city.host.adapters.reads, directory: city.host.directory, commands: city.host.commands, now: city.clock.now() }, '2026-W10');
      expect((await city.host.adapters.events.readStream('cadence-station-2026-W10')).map(({ data }) => data['policyId'])).toEqual([policyId]);
      expect(await city.host.adapters.events.readStream('cadence-office-2026-W10')).toHaveLength(1);
    });
    it('is for the office to change, within its scope', async () => {
      expect((await dora.post('/api/policies', { ...weekly, unitId: 'station' })).status).toBe(403);
      expect((await olga.post('/api/policies', { ...weekly, unitId: 'elsewhere' })).status).toBe(404);
      expect((await olga.post('/api/policies/nothing/end', { until: '2026-12-27' })).status).toBe(404);
      expect((await olga.post('/api/policies', { ...weekly, rule: { ...rule, atLeast: 0 } })).json).toMatchObject({ status: 422, errors: [{ path: 'rule.atLeast' }] });
    });
  });

  describe('the end of a week', () => {
    const tools = () => ({ reads: city.host.adapters.reads, directory: city.host.directory, commands: city.host.commands, now: city.clock.now() });
    const verdicts = async (unitId: string, week: string) => (await city.host.adapters.events.readStream(`cadence-${unitId}-${week}`)).map(({ type }) => type);
    const judge = async (week: string) => { await city.host.settle(); await judgeWeek(tools(), week); await city.host.settle(); };
    const sundayNight = '2026-03-08T15:59:59.000Z', monday = '2026-03-08T16:00:00.000Z', tuesday = '2026-03-10T02:00:00.000Z';

    it('is due on Monday at 00:00 in Shanghai, once for a week in which a policy held', async () => {
      const due = async (from: string, to: string) => { await city.host.settle(); return (await weekEnd.due(tools(), from, to)).map(({ id, dueAt }) => [id, dueAt]); };
      expect(await due('2026-01-01T00:00:00.000Z', monday)).toEqual([]);
      await publish({ effectiveFrom: '2026-02-23' });
      expect(await due(sundayNight, monday)).toEqual([['week-end/2026-W10', monday]]);
      expect(await due(monday, '2026-03-15T15:59:59.000Z')).toEqual([]);
      expect(await due('2026-01-01T00:00:00.000Z', monday)).toEqual([['week-end/2026-W09', '2026-03-01T16:00:00.000Z'], ['week-end/2026-W10', monday]]);
    });

    it('is judged by the host\'s own timers', async () => {
      await publish();
      await until(sundayNight);
      const tick = async () => { await city.host.tick(); await (city.host.adapters.jobs as InProcessJobs).runDue(); await city.host.settle(); };
      await tick();
      expect(await verdicts('station', '2026-W10')).toEqual([]);
      await until(monday);
      await tick();
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed']);
      expect(await verdicts('station', '2026-W09')).toEqual([]); // ended before the policy was announced
    });

    it('is judged by no timer that somebody else has set', async () => {
      await publish();
      await until(sundayNight);
      await city.host.settle();
      const set = (week: string) => weekEnd.run(tools(), { id: 'forged', name: weekEnd.name, dueAt: '2026-01-01T00:00:00.000Z', data: { week } });
      for (const week of ['2026-W10', '2026-W52', '2026-W99', 'anything', '']) await set(week);
      expect([await verdicts('station', '2026-W10'), await verdicts('station', '2026-W52')]).toEqual([[], []]);
      await until(monday);
      await set('2026-W10');
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed']);
    });

    it('is undone where a clock that was ahead judged it before it was over, once enough is held in it', async () => {
      await publish();
      const friday = city.clock.now();
      const tick = async () => { await city.host.tick(); await (city.host.adapters.jobs as InProcessJobs).runDue(); await city.host.settle(); };
      await until('2026-03-24T02:00:00.000Z');
      await tick();
      expect([await verdicts('station', '2026-W10'), await verdicts('station', '2026-W12')]).toEqual([['CadenceMissed'], ['CadenceMissed']]);
      await until(friday);
      await tick();
      await held();
      await city.host.settle();
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMissLifted']);
      await until(monday);
      await tick();
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMissLifted']);
      expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
    });

    it('judges every unit with people by what it held', async () => {
      await publish();
      await held();
      await until(monday);
      await judge('2026-W10');
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet']);
      expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
      expect((await city.host.adapters.events.readStream('cadence-office-2026-W10'))[0]).toMatchObject({ unit: 'office', actor: 'system:week-end', occurredAt: monday, data: { held: 0, atLeast: 1, policyVersion: 1 } });
      await judge('2026-W10');
      expect(await verdicts('office', '2026-W10')).toEqual(['CadenceMissed']);
    });

    it('does not judge units without people, units that came later, and weeks without a policy', async () => {
      await publish({ unitId: 'office' });
      const ask = (command: string) => ({ command, actor: 'setup', unit: 'city', now: city.clock.now(), correlation: 'spec' });
      await city.host.commands.as(unitTree, CreateUnit({ unitId: 'hollow', name: 'hollow', type: 'station', parentId: 'office', from: '2026-01-01' }), ask('hollow'));
      await city.host.commands.as(unitTree, CreateUnit({ unitId: 'young', name: 'young', type: 'station', parentId: 'office', from: '2026-03-03' }), ask('young'));
      await city.register('yves', 'young', '2026-03-03');
      await until(monday);
      await judge('2026-W10');
      expect(await Promise.all(['hollow', 'young', 'city', 'station'].map((unitId) => verdicts(unitId, '2026-W10')))).toEqual([[], [], [], ['CadenceMissed']]);
      await judge('2026-W01');
      expect(await verdicts('station', '2026-W01')).toEqual([]);
    });

    it('does not judge by a policy that was announced afterwards', async () => {
      await until(tuesday);
      await publish();
      await judge('2026-W10');
      expect(await verdicts('station', '2026-W10')).toEqual([]);
      await until('2026-03-17T02:00:00.000Z');
      await judge('2026-W11'); // the policy itself is in order
      expect(await verdicts('station', '2026-W11')).toEqual(['CadenceMissed']);
    });

    it('is mended by a session that is held later for that week, and stays visible', async () => {
      await publish();
      await until(monday);
      await judge('2026-W10');
      await until(tuesday);
      await held({ day: '2026-03-10', week: '2026-W10' });
      await city.host.settle();
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceMissed', 'CadenceHeld', 'CadenceMended']);
      expect(await verdicts('station', '2026-W11')).toEqual([]);
    });

    it('is missed while a session of it is reopened, and kept once that is closed again; learning files stay as they are', async () => {
      await publish();
      const id = await opened();
      await sign(ada, id);
      await dora.post(`/api/study-sessions/${id}/close`);
      await until(monday);
      await judge('2026-W10');
      const file = (await read(ada, '/api/learning-files/me')).items;
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet']);
      expect((await dora.post(`/api/study-sessions/${id}/reopen`, { reason: '误点结束' })).status).toBe(201);
      await city.host.settle();
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMet', 'CadenceHoldingWithdrawn', 'CadenceMissed']);
      await judge('2026-W10'); // again: what is reopened is not held
      expect(await verdicts('station', '2026-W10')).toHaveLength(4);
      expect((await read(ada, '/api/learning-files/me')).items).toEqual(file);
      await sign(bob, id); // who had not
      await dora.post(`/api/study-sessions/${id}/close`);
      await city.host.settle();
      await judge('2026-W10');
      expect((await verdicts('station', '2026-W10')).slice(4)).toEqual(['CadenceHeld', 'CadenceMissLifted']);
      expect((await read(bob, '/api/learning-files/me')).items).toMatchObject([{ sessionId: id, minutes: 60, source: { stream: `attendance-${id}-bob` } }]);
      expect((await read(ada, '/api/learning-files/me')).items).toEqual(file);
    });

    it('is judged alike where the job runs late', async () => {
      await publish();
      await until(tuesday);
      await held({ day: '2026-03-10', week: '2026-W10' });
      await judge('2026-W10');
      expect(await verdicts('station', '2026-W10')).toEqual(['CadenceHeld', 'CadenceMissed', 'CadenceMended']);
    });
  });
});
