import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { smallCity } from '@lyceum/activity/testing/small-city';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { CreateUnit, MoveUnit } from '@lyceum/contracts/member/unit-tree';
import { commandId } from '@lyceum/event-store/handle';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import type { Caller } from '@lyceum/nest-kit/testing';
import { dashboardsContext } from './dashboards.context.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };
const days = 'from=2026-03-02&to=2026-03-08';
const range = '2026-03-02..2026-03-08';
const figure = (key: string, query = '') => `/api/figures/${encodeURIComponent(key)}${query}`;

const shownOf = (board: { figures: { key: string; shown: string }[] }) => Object.fromEntries(board.figures.map(({ key, shown }) => [key.split('/')[0], shown]));

/** Three people of the station are invited on Friday, two sign, one signature is withdrawn. */
describe('boards over HTTP, on a real log and real rows', () => {
  let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, olga: Caller, ada: Caller, lee: Caller, ina: Caller;
  let sessionId: string, beforeWithdrawal: string;

  beforeAll(async () => {
    city = await smallCity([activityContext, assessmentContext, dashboardsContext]);
    for (const memberId of ['lee', 'bonnie']) await city.register(memberId, 'city');
    await city.grant('lee', 'city-leader', 'city');
    await city.host.settle();
    [dora, olga, ada, lee, ina] = await Promise.all(['dora', 'olga', 'ada', 'lee', 'ina'].map((who) => city.logIn(who))) as [Caller, Caller, Caller, Caller, Caller];
    ({ sessionId } = (await dora.post('/api/study-sessions', plan)).json);
    await dora.post(`/api/study-sessions/${sessionId}/open`);
    await dora.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['ada', 'bob'], reason: '纸质签到' });
    await city.host.settle();
    beforeWithdrawal = (await dora.get(`/api/boards/unit/station?${days}`)).json.position;
    await dora.post(`/api/study-sessions/${sessionId}/attendances/bob/withdrawal`, { reason: '本人未到' });
    await dora.post(`/api/study-sessions/${sessionId}/close`);
    await city.host.settle();
  });
  afterAll(() => city.close());

  it('show a unit with everything below it, as sums of what lies below', async () => {
    const { status, json } = await olga.get(`/api/boards/unit/city?${days}`, { 'accept-language': 'en' });
    expect(status).toBe(200);
    expect(shownOf(json)).toMatchObject({ attendance: '33.3 %', coverage: '33.3 %', held: '1', missed: '0' });
    expect(json.path).toEqual([{ unitId: 'city', name: 'city name' }]);
    expect(json.children).toMatchObject([{ unitId: 'office', figures: { signed: { value: 1 }, invited: { value: 3 } }, weeks: [{ week: '2026-W10', state: 'held', figure: `held/unit:office/${range}` }] }]);
    expect(json.trend).toMatchObject([{ week: '2026-W10', attendance: { shown: '33.3 %' } }]);
    expect(json.weekStates).toMatchObject([{ week: '2026-W10', state: 'none' }]); // the city itself held nothing
  });

  it('show the past as it was recorded, by position or by the clock', async () => {
    const [then, now] = [await olga.get(`/api/boards/unit/station?${days}&asOf=${beforeWithdrawal}`), await olga.get(`/api/boards/unit/station?${days}`)];
    expect([shownOf(then.json), shownOf(now.json)]).toMatchObject([{ attendance: '66.7 %', held: '0' }, { attendance: '33.3 %', held: '1' }]);
    expect(then.json.position).toBe(beforeWithdrawal);
    expect((await olga.get(`/api/boards/unit/station?${days}&asOf=2026-03-01T00:00:00Z`)).json.figures[0]).toMatchObject({ value: null, shown: '–' });
  });

  it('open every key that they show', async () => {
    const board = (await olga.get(`/api/boards/unit/city?${days}`)).json;
    const keys = [...JSON.stringify(board).matchAll(/"(?:key|figure|against)":"([^"]+)"/g)].map(([, key]) => key!);
    expect(keys.length).toBeGreaterThan(10);
    for (const key of keys) expect([key, (await olga.get(figure(key))).status]).toEqual([key, 200]);
  });

  it('say in each explanation whose figure it is, and of which days', async () => {
    const of = async (who: Caller, key: string) => { const { subject, from, to } = (await who.get(figure(key), { 'accept-language': 'en' })).json; return [subject, `${from}..${to}`]; };
    const day = '2026-03-06..2026-03-06';
    expect(await of(olga, `held/unit:office/${range}`)).toEqual([{ name: 'office name', unitName: null }, range]);
    expect(await of(olga, `held/own:office/${range}`)).toEqual([{ name: 'office name (itself)', unitName: null }, range]);
    expect(await of(dora, `held/own:station/${range}`)).toEqual([{ name: 'station name', unitName: null }, range]); // nothing lies below it
    expect(await of(dora, `signed/session:${sessionId}/${day}`)).toEqual([{ name: '学习《条例》', unitName: 'station name' }, day]);
    expect(await of(dora, `signed/member:ada@station/${range}`)).toEqual([{ name: 'ada name', unitName: 'station name' }, range]);
    expect(await of(ada, `signed/member:ada/${range}`)).toEqual([{ name: 'ada name', unitName: null }, range]);
    expect(await of(dora, `signed/member:olga@station/${range}`)).toEqual([null, range]); // olga has nothing to do with the station: dora learns no name
  });

  it('lead from a figure to its events, whose deltas add up over the pages', async () => {
    const { json } = await olga.get(figure(`signed/own:station/${range}`, '?limit=2'));
    expect(json.events.items.map(({ type, delta }: { type: string; delta: number }) => [type, delta])).toEqual([['AttendanceWithdrawn', -1], ['AttendanceSigned', 1]]);
    const rest = await olga.get(figure(`signed/own:station/${range}`, `?limit=2&cursor=${encodeURIComponent(json.events.next)}`));
    expect(rest.json.events.items).toMatchObject([{ type: 'AttendanceSigned', delta: 1, sentence: expect.stringContaining('管理员代签') }]);
    expect([json.value, json.events.total, rest.json.events.next]).toEqual([1, 3, null]);
  });

  it('hide few people from who has no right to persons, on every way to the number', async () => {
    const board = (await lee.get(`/api/boards/unit/city?${days}`)).json;
    expect(board.figures[0]).toMatchObject({ value: null, shown: '*' });
    expect(board.children[0].figures).toMatchObject({ signed: { value: null, shown: '<5' }, invited: { value: null, shown: '<5' }, attendance: { value: null, shown: '*' }, held: { value: 1, shown: '1' } });
    const signed = (await lee.get(figure(`signed/own:station/${range}`))).json;
    expect(signed).toMatchObject({ value: null, shown: '<5', events: null });
    expect((await lee.get(figure(`attendance/session:${sessionId}/2026-03-06..2026-03-06`))).json).toMatchObject({ value: null, shown: '*' });
    const naming = ['/api/boards/unit/station/persons', '/api/boards/unit/nowhere/persons', '/api/boards/member/ada', '/api/boards/member/nobody', figure(`signed/member:ada/${range}`), figure(`signed/member:nobody/${range}`), figure(`signed/member:ada@nowhere/${range}`)];
    for (const url of naming) expect([url, (await lee.get(url)).json]).toMatchObject([url, { status: 403, code: 'not-allowed', right: 'persons.read' }]); // of every id the same
    const lines = (await lee.get(`/api/boards/unit/station/sessions?${days}`)).json.items;
    expect(lines).toMatchObject([{ sessionId, invited: null, signed: null }]);
    expect(JSON.stringify([board, signed, lines])).not.toMatch(/ada|bob/);
  });

  it('answer what lies out of scope as what does not exist', async () => {
    const answers = await Promise.all([
      `/api/boards/unit/office?${days}`, '/api/boards/unit/nowhere', '/api/boards/unit/office/sessions', '/api/boards/unit/city/missed', '/api/boards/member/olga', '/api/boards/session/nothing',
      figure(`signed/unit:city/${range}`), figure(`signed/own:nowhere/${range}`), figure(`signed/member:olga/${range}`), figure(`signed/member:ada@city/${range}`), figure(`held/own:office/${range}`),
    ].map((url) => dora.get(url)));
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [404, 'not-found']));
    const counting = ['/api/boards/unit/station', '/api/boards/session/nothing', figure(`signed/unit:station/${range}`), figure(`signed/own:nowhere/${range}`), figure(`signed/session:${sessionId}/2026-03-06..2026-03-06`), figure(`signed/session:nothing/2026-03-06..2026-03-06`)];
    for (const url of counting) expect([url, (await ada.get(url)).json]).toMatchObject([url, { status: 403, code: 'not-allowed', right: 'figures.read' }]);
  });

  it('list people by name with figures that open within the unit, and the unit’s sessions', async () => {
    const persons = (await dora.get(`/api/boards/unit/station/persons?${days}&limit=2`)).json;
    expect(persons).toMatchObject({ total: 3, next: 'bob', items: [{ name: 'ada name', figures: { signed: { value: 1, key: `signed/member:ada@station/${range}` } } }, { name: 'bob name', figures: { signed: { value: 0 } } }] });
    const after = async (cursor: string) => { const { status, json } = await dora.get(`/api/boards/unit/station/persons?${days}&cursor=${cursor}`); return [status, json.items?.map((each: { memberId: string }) => each.memberId) ?? json.code]; };
    expect(await Promise.all(['bob', 'bonnie', 'lee', 'nobody'].map(after))).toEqual([[200, ['cy']], [422, 'bad-cursor'], [422, 'bad-cursor'], [422, 'bad-cursor']]); // of bonnie and lee, who belong elsewhere, no place by name is told
    const unitsIn = async (who: Caller, unit: string) => (await who.get(`/api/boards/unit/${unit}/persons?${days}`)).json.items.map(({ units }: { units: object[] }) => units);
    expect([await unitsIn(dora, 'station'), await unitsIn(olga, 'office')]).toEqual([[[], [], []], Array(3).fill([{ unitId: 'station', name: 'station name' }])]); // namesakes of several units are told apart by them
    expect((await dora.get(figure(persons.items[0].figures.signed.key))).json).toMatchObject({ value: 1, events: { total: 1 } });
    expect((await dora.get(`/api/boards/unit/station/sessions?${days}`)).json).toMatchObject({ total: 1, items: [{ title: '学习《条例》', status: 'held', invited: 3, signed: 1, unitName: 'station name' }] });
    expect((await dora.get(`/api/boards/session/${sessionId}`)).json).toMatchObject({ session: { sessionId }, units: [{ unitId: 'station', invited: '3', signed: '1' }], path: [{ unitId: 'station' }] });
  });

  it('show everybody their own record, week by week', async () => {
    const own = (await ada.get(`/api/boards/member/me?${days}`)).json;
    expect(own.weeks).toEqual([{ week: '2026-W10', invited: 1, signed: 1, sessions: [{ sessionId, title: '学习《条例》', day: '2026-03-06', unitId: 'station', invited: 1, signed: true, withdrawn: null, open: false, signUntil: '2026-03-13' }] }]);
    expect((await ada.get(figure(`attendance/member:ada/${range}`))).json).toMatchObject({ value: 100, definition: 1, policy: null, formula: { text: '签到人次 ÷ 应到人次' } });
    expect((await ina.get(`/api/boards/member/ada?${days}`)).json.weeks).toEqual(own.weeks);
  });

  it('refuse what is no key, no day and no cursor, saying so', async () => {
    const refused = async (url: string) => { const { status, json } = await olga.get(url); return [status, json.code]; };
    expect(await refused(figure('signed/unit:city/2026-03-08..2026-03-02'))).toEqual([422, 'figure-key-malformed']);
    expect(await refused('/api/boards/unit/city?from=2026-03-08&to=2026-03-02')).toEqual([422, 'bad-input']);
    expect(await refused('/api/boards/unit/city?from=2026-02-30')).toEqual([422, 'bad-input']);
    expect(await refused(figure(`signed/own:station/${range}`, '?cursor=nonsense'))).toEqual([422, 'cursor-malformed']);
    expect((await refused(figure(`signed/own:station/${range}`, `?cursor=${beforeWithdrawal}~nonsense`)))[0]).toBe(422);
    for (const position of ['abc', '-1', '99']) expect([position, await refused(figure(`signed/own:station/${range}`, `?cursor=${position}~more`))]).toEqual([position, [422, 'position-malformed']]);
  });

  it('count a person once, however often they sign, and each signature, whoever’s it is', async () => {
    city.clock.set('2026-03-13T07:00:00.000Z'); // every login is over by then
    const [dora, olga] = [await city.logIn('dora'), await city.logIn('olga')];
    const next = (await dora.post('/api/study-sessions', { ...plan, day: '2026-03-13' })).json.sessionId;
    await dora.post(`/api/study-sessions/${next}/open`);
    await dora.post(`/api/study-sessions/${next}/attendances`, { memberIds: ['ada', 'bob'], reason: '纸质签到' });
    await city.host.settle();
    const both = '2026-03-02..2026-03-15';
    const { json } = await olga.get('/api/boards/unit/city?from=2026-03-02&to=2026-03-15');
    expect(shownOf(json)).toMatchObject({ attendance: '50.0 %', coverage: '66.7 %' }); // 3 of 6 invitations, 2 of 3 people
    for (const [key, of] of [[`attendance/unit:city/${both}`, [3, 6]], [`coverage/unit:city/${both}`, [2, 3]]] as const)
      expect([key, (await olga.get(figure(key))).json.terms.map(({ value }: { value: number }) => value)]).toEqual([key, of]);
  });

  it('hide how many signed where it tells that few did not, on every way to the number', async () => {
    for (let n = 0; n < 6; n++) await city.register(`m${n}`, 'office');
    await city.host.settle();
    const [olga, lee] = [await city.logIn('olga'), await city.logIn('lee')];
    const id = (await olga.post('/api/study-sessions', { ...plan, unitId: 'office', day: '2026-03-13' })).json.sessionId; // dora is of the office, too
    await olga.post(`/api/study-sessions/${id}/open`);
    await olga.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'], reason: '纸质签到' });
    await city.host.settle();
    const week = '2026-03-09..2026-03-15', asked = 'from=2026-03-09&to=2026-03-15';
    const shown = async (who: Caller) => {
      const read = async (url: string) => (await who.get(url)).json;
      const ofFigure = async (key: string) => { const { shown, events, terms } = await read(figure(key)); return [shown, ...terms.map((term: { shown: string }) => term.shown), events && events.items.length > 0]; };
      const line = (await read(`/api/boards/unit/office/sessions?${asked}`)).items.find(({ sessionId }: { sessionId: string }) => sessionId === id);
      return {
        line: [line.invited, line.signed, line.figures.attendance.shown], board: (await read(`/api/boards/session/${id}`)).units.map(({ invited, signed }: Record<string, string>) => [invited, signed]),
        session: [await ofFigure(`signed/session:${id}/2026-03-13..2026-03-13`), await ofFigure(`attendance/session:${id}/2026-03-13..2026-03-13`)],
        week: [await ofFigure(`signed/own:office/${week}`), await ofFigure(`coverage/own:office/${week}`)],
      };
    };
    expect(await shown(lee)).toEqual({ line: [7, null, '*'], board: [['7', '*']], session: [['*', null], ['*', '*', '7', null]], week: [['*', null], ['*', '*', '*', null]] });
    expect(await shown(olga)).toEqual({ line: [7, 6, '85.7 %'], board: [['7', '6']], session: [['6', true], ['85.7 %', '6', '7', null]], week: [['6', true], ['85.7 %', '6', '7', null]] });
  });
});

it('show of past days what lay under a unit then, and of present ones what lies there now', async () => {
  const city = await smallCity([activityContext, assessmentContext, dashboardsContext]);
  try {
    const wishes = [CreateUnit({ unitId: 'desk', name: 'desk name', type: 'station', parentId: 'office', from: '2026-01-01' }), MoveUnit({ unitId: 'desk', parentId: 'station', from: '2026-03-02' })];
    for (const wish of wishes) {
      await city.host.commands.as(unitTree, wish, { command: commandId('a desk is moved', wish.type), actor: 'setup', unit: 'city', now: city.clock.now(), correlation: 'a desk is moved' });
    }
    await city.host.settle();
    const olga = await city.logIn('olga');
    const below = async (unitId: string, asked: string) => ((await olga.get(`/api/boards/unit/${unitId}?${asked}`)).json.children as { unitId: string; own?: true }[]).flatMap((child) => (child.own ? [] : [child.unitId]));
    const february = 'from=2026-02-16&to=2026-03-01';
    expect([await below('office', february), await below('station', february)]).toEqual([['desk', 'station'], []]);
    expect([await below('office', days), await below('station', days)]).toEqual([['station'], ['desk']]);
  } finally { await city.close(); }
});

it('compare a unit with nothing where it was not there in the whole period before, and open every key that they show of it', async () => {
  const city = await smallCity([activityContext, assessmentContext, dashboardsContext]);
  try {
    await city.host.commands.as(unitTree, CreateUnit({ unitId: 'desk', name: 'desk name', type: 'station', parentId: 'office', from: '2026-03-04' }),
      { command: commandId('a desk is set up'), actor: 'setup', unit: 'city', now: city.clock.now(), correlation: 'a desk is set up' });
    await city.host.settle();
    const olga = await city.logIn('olga');
    for (const [asked, compared] of [['from=2026-02-23&to=2026-03-08', false], ['from=2026-03-05&to=2026-03-05', true], ['from=2026-03-06&to=2026-03-08', true]] as const) {
      const board = (await olga.get(`/api/boards/unit/desk?${asked}`)).json;
      expect([asked, board.figures.some(({ change }: { change?: object }) => change)]).toEqual([asked, compared]);
      for (const [, key] of JSON.stringify(board).matchAll(/"(?:key|figure|against)":"([^"]+)"/g)) expect([key, (await olga.get(figure(key!))).status]).toEqual([key, 200]);
    }
    const before = 'held/unit:desk/2026-02-23..2026-03-01', uponNow = `${before}@2026-03-06`;
    expect((await olga.get(figure(uponNow))).json).toMatchObject({ value: 0, subject: { name: 'desk name' }, terms: [], events: { items: [], total: 0 }, treeOn: '2026-03-06' });
    expect((await olga.get(figure(before))).status).toBe(404); // by the tree of its own days
    for (const key of [uponNow, 'held/unit:nowhere/2026-02-23..2026-03-01']) expect([key, (await (await city.logIn('dora')).get(figure(key))).status]).toEqual([key, 404]); // out of scope as before
    expect((await olga.get(figure(uponNow, '?asOf=2026-02-01T00:00:00Z'))).status).toBe(404); // nobody knew of it then
  } finally { await city.close(); }
});

it('lay one tree under all their weeks, and open each of them upon that: a unit that came from elsewhere brings its past along', async () => {
  const city = await smallCity([activityContext, assessmentContext, dashboardsContext]);
  try {
    const olga = await city.logIn('olga');
    const policy = { title: '每周集中学习', unitId: 'city', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, basis: '实施意见', effectiveFrom: '2026-03-09' };
    expect((await olga.post('/api/policies', policy)).status).toBe(201);
    city.clock.set('2026-03-13T07:00:00.000Z');
    const dora = await city.logIn('dora');
    const at = `/api/study-sessions/${(await dora.post('/api/study-sessions', { ...plan, day: '2026-03-13' })).json.sessionId}`;
    await dora.post(`${at}/open`);
    await dora.post(`${at}/attendances`, { memberIds: ['ada'], reason: '纸质签到' });
    expect((await dora.post(`${at}/close`)).status).toBe(201);
    city.clock.set('2026-03-25T07:00:00.000Z'); // a week was missed
    await city.host.settle();
    await city.host.tick();
    await (city.host.adapters.jobs as InProcessJobs).runDue();
    const now = await city.logIn('olga');
    for (const wish of [CreateUnit({ unitId: 'bureau', name: 'bureau name', type: 'department', parentId: 'city', from: '2026-03-24' }), MoveUnit({ unitId: 'station', parentId: 'bureau', from: '2026-03-24' })]) {
      await city.host.commands.as(unitTree, wish, { command: commandId('a bureau is set up', wish.type), actor: 'setup', unit: 'city', now: city.clock.now(), correlation: 'a bureau is set up' });
    }
    await city.host.settle();
    for (const unitId of ['city', 'office', 'bureau', 'station']) {
      const board = (await now.get(`/api/boards/unit/${unitId}?from=2026-03-09&to=2026-03-29`)).json;
      for (const { week, attendance } of board.trend) expect([unitId, week, (await now.get(figure(attendance.key))).json.value]).toEqual([unitId, week, attendance.value]);
      for (const child of board.children) for (const { state, missed, figure: key } of child.weeks) {
        const { status, json } = await now.get(figure(key));
        expect([key, status, state === 'missed' ? json.value : json.value > 0]).toEqual([key, 200, state === 'missed' ? missed : state === 'held']);
      }
    }
    const { trend, children } = (await now.get('/api/boards/unit/bureau?from=2026-03-09&to=2026-03-29')).json;
    expect([trend[0].attendance.value !== null, children[0].unitId, children[0].weeks.map(({ state }: { state: string }) => state)]).toEqual([true, 'station', ['held', 'missed', 'due']]);

    // Of trees that are earlier, whoever has lost a unit would learn what it does now; and of two trees, who may not know people how many came of the unit between them.
    expect((await now.get(figure('signed/unit:office/2026-03-23..2026-03-29@2026-03-08'))).status).toBe(422);
    await city.register('lee', 'city');
    await city.grant('lee', 'city-leader', 'city');
    await city.host.settle();
    const lee = await city.logIn('lee'), week = '2026-03-09..2026-03-15';
    const shownTo = async (key: string) => { const { shown, terms, events } = (await lee.get(figure(key))).json; return [shown, terms.map((term: { shown: string }) => term.shown), events && events.items.length]; };
    for (const unitId of ['bureau', 'office']) {
      const [{ attendance }] = (await lee.get(`/api/boards/unit/${unitId}?from=2026-03-09&to=2026-03-29`)).json.trend;
      expect([unitId, attendance.shown, await shownTo(attendance.key)]).toEqual([unitId, '*', ['*', ['*', '*'], null]]);
    }
    expect((await shownTo(`held/unit:bureau/${week}@2026-03-25`))[0]).toBe('1'); // no count of people
  } finally { await city.close(); }
});

it('show a week that was missed as made up for by whatever is recorded afterwards, never as held; and soon only by what takes place then', async () => {
  const city = await smallCity([activityContext, assessmentContext, dashboardsContext], undefined, { http: { lateSigningDays: 5 } });
  try {
    const at = async (instant: string) => {
      city.clock.set(instant);
      await city.host.settle();
      await city.host.tick();
      await (city.host.adapters.jobs as InProcessJobs).runDue();
      await city.host.settle();
      return city.logIn('olga');
    };
    let olga = await at('2026-03-06T07:00:00.000Z');
    const rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };
    expect((await olga.post('/api/policies', { unitId: 'city', title: '每周集中学习', rule, basis: '学习制度第三条', effectiveFrom: '2026-03-02' })).status).toBe(201);
    const states = async () => {
      await city.host.settle();
      const { weekStates, figures } = (await olga.get('/api/boards/unit/station?from=2026-03-02&to=2026-03-15')).json;
      return [...weekStates.map(({ state }: { state: string }) => state), shownOf({ figures })['missed']];
    };
    /** Plans it, opens it, and closes it where it was opened. */
    const study = async (day: string, week?: string) => {
      const { code, sessionId } = (await olga.post('/api/study-sessions', { ...plan, day, week })).json;
      if (code) return code;
      const { status, json } = await olga.post(`/api/study-sessions/${sessionId}/open`);
      if (status === 201) for (const [step, body] of [['attendances', { memberIds: ['ada'], reason: '纸质签到' }], ['close', {}]] as const) await olga.post(`/api/study-sessions/${sessionId}/${step}`, body);
      return json.code ?? status;
    };

    olga = await at('2026-03-09T02:00:00.000Z'); // on Monday
    expect(await states()).toEqual(['missed', 'due', '1']);
    const { sessionId } = (await olga.post('/api/study-sessions', { ...plan, day: '2026-03-06' })).json;
    const unfinished = async () => { await city.host.settle(); return (await olga.get('/api/boards/unit/station/missed?from=2026-03-02&to=2026-03-15')).json.items[0].unfinished; };
    expect(await unfinished()).toEqual({ sessionId, title: plan.title, day: '2026-03-06', step: 'open', until: '2026-03-11' });
    expect([(await olga.post(`/api/study-sessions/${sessionId}/open`)).status, await unfinished()]).toEqual([201, { sessionId, title: plan.title, day: '2026-03-06', step: 'sign', until: '2026-03-11' }]);
    expect([(await olga.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['ada'], reason: '纸质签到' })).status, (await unfinished()).step]).toEqual([201, 'close']);
    expect(await study('2026-03-06')).toBe(201); // it gives itself Friday
    expect(await states()).toEqual(['late', 'due', '1']);

    olga = await at('2026-03-23T02:00:00.000Z');
    expect(await states()).toEqual(['late', 'missed', '2']);
    expect([await study('2026-03-13'), await states()]).toEqual(['too-late-to-plan', ['late', 'missed', '2']]);
    expect([await study('2026-03-23', '2026-W11'), await states()]).toEqual([201, ['late', 'late', '2']]);
  } finally { await city.close(); }
});
