import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { smallCity } from '@lyceum/activity/testing/small-city';
import { until } from '@lyceum/core/testing/until';
import type { Caller } from '@lyceum/nest-kit/testing';
import { auditContext } from './audit.context.ts';

const plan = { unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室' };

describe('history over HTTP, on a real log and real rows', () => {
  let city: Awaited<ReturnType<typeof smallCity>>, dora: Caller, ada: Caller, ina: Caller, maya: Caller;
  let sessionId: string;
  const english = { 'accept-language': 'en' };

  beforeAll(async () => {
    city = await smallCity([activityContext, auditContext]);
    await city.register('maya', 'city');
    await city.grant('maya', 'audit-administrator', 'city');
    await city.host.settle();
    [dora, ada, ina, maya] = await Promise.all(['dora', 'ada', 'ina', 'maya'].map((who) => city.logIn(who))) as [Caller, Caller, Caller, Caller];
    ({ sessionId } = (await dora.post('/api/study-sessions', plan)).json);
    await dora.post(`/api/study-sessions/${sessionId}/open`);
    await dora.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: ['ada'], reason: '纸质签到' });
    await city.host.settle();
  });
  afterAll(() => city.close());
  const sentences = (answer: { json: { items: { sentence: string }[] } }) => answer.json.items.map(({ sentence }) => sentence);
  const administrator = async (memberId: string) => {
    await city.register(memberId, 'station');
    await city.grant(memberId, 'unit-administrator', 'station');
    await city.host.settle();
    return city.logIn(memberId);
  };
  /** Requests for what is out of reach or nowhere are noted behind the answer's back. */
  const noted = async (memberId: string, atLeast: number) => {
    const read = () => city.host.adapters.events.readStream(`access-${memberId}-outside`);
    await until(`${atLeast} denials noted of ${memberId}`, async () => (await read()).length >= atLeast);
    await city.host.settle();
    return read();
  };
  const history = (who: Caller, subject: string, query = '') => who.get(`/api/history?subject=${subject}${query}`, english);

  it('tells a session’s events in sentences, with what each changed', async () => {
    const answer = await history(ina, `session:${sessionId}`);
    expect(sentences(answer)).toEqual([
      'ada name signed at the study session 学习《条例》 on 2026-03-06, by an administrator: 纸质签到',
      'opened the study session 学习《条例》 on 2026-03-06 for signing',
      'invited 3 to the study session 学习《条例》 on 2026-03-06',
      'station name planned the study session 学习《条例》: 2026-03-06 15:00, 会议室',
    ]);
    expect(answer.json.items[1]).toMatchObject({ before: { status: 'planned' }, after: { status: 'open' }, actor: { id: 'member:dora', name: 'dora name' }, unitName: 'station name' });
    expect(answer.json.total).toBe(4);
  });

  it('notes once a day that an auditor looked at a person, and tells the person', async () => {
    for (let n = 0; n < 3; n++) expect((await history(ina, 'member:ada')).status).toBe(200);
    await city.host.settle();
    expect(sentences(await history(ada, 'member:ada')).filter((sentence) => sentence.startsWith('looked'))).toEqual(['looked at the history of ada name']);
    expect(await city.host.adapters.events.readStream('access-ada')).toHaveLength(1);
  });

  it('opens one event whole, personal data by right, and notes the look', async () => {
    const [registered] = (await city.host.adapters.events.readStream('member-ada'));
    const { json } = await ina.get(`/api/events/${registered!.position}`);
    expect(json).toMatchObject({ type: 'MemberRegistered', data: { name: 'ada name' }, after: { name: 'ada name', unit: 'station name' }, envelope: { version: 1 } });
    expect(JSON.stringify(json)).not.toContain('p1.');
    expect((await city.host.adapters.events.readStream('access-ada')).map(({ data }) => data['what'])).toContain('details');
  });

  it('opens an event by its stream and revision as well, as learning files name what they rest on', async () => {
    const [registered] = await city.host.adapters.events.readStream('member-ada');
    const [byPlace, byPosition] = await Promise.all([`member-ada@${registered!.revision}`, registered!.position].map((place) => ina.get(`/api/events/${encodeURIComponent(place)}`)));
    expect(byPlace!.json).toEqual(byPosition!.json);
    for (const place of ['member-ada@99', 'member-nobody@0']) expect([place, (await ina.get(`/api/events/${place}`)).status]).toEqual([place, 404]);
    for (const place of ['member-ada@', '@0', 'member-ada@x']) expect([place, (await ina.get(`/api/events/${place}`)).status]).toEqual([place, 422]);
    expect((await dora.get('/api/events/member-ada@0')).status).toBe(403);
  });

  it('answers a position that no event has as not found, and refuses one that is none wherever it is asked for', async () => {
    for (const position of ['0000000099999999', '999999999', 'abc', '-1', '9999999999999999']) expect([position, (await ina.get(`/api/events/${position}`)).status]).toEqual([position, 404]);
    for (const query of ['asOf=abc', 'asOf=-1', 'asOf=9999999999999999', 'after=abc', 'cursor=abc', 'cursor=-1']) expect([query, (await ina.get(`/api/history?subject=log&${query}`)).status]).toEqual([query, 422]);
    for (const query of ['asOf=-1', 'cursor=abc']) expect([query, (await history(ina, 'unit:station', `&${query}`)).status]).toEqual([query, 422]);
  });

  it('is for who has the right, and within its reach', async () => {
    expect((await history(dora, 'unit:station')).status).toBe(403);
    expect((await history(ada, 'member:bob')).status).toBe(403);
    expect((await history(maya, 'log')).status).toBe(403);
    expect((await history(ina, 'administration')).status).toBe(403);
    expect((await history(ina, 'unit:nowhere')).status).toBe(404);
    expect((await history(ina, 'session:nothing')).status).toBe(404);
    expect((await history(ina, 'member:nobody')).status).toBe(404);
    expect((await history(ina, 'member:ada/x')).status).toBe(422);
    expect((await dora.get('/api/events/0000000000000001')).status).toBe(403);
  });

  it('tells the audit administrator who got which right, and keeps personal data closed', async () => {
    const answer = await history(maya, 'administration');
    expect(sentences(answer)).toContain('granted ina name the role auditor for city name from 2026-01-01');
    expect(sentences(answer).some((sentence) => sentence.includes('signed at'))).toBe(false);
  });

  it('gives the audit administrator, and nobody else, the administration’s log as a file, as of a moment and in their language', async () => {
    const file = '/api/history/administration.csv';
    const { status, text, headers } = await maya.get(file, english);
    expect([status, headers['content-type'], headers['content-disposition']]).toEqual([200, 'text/csv; charset=utf-8', expect.stringMatching(/^attachment; filename="administration-\d+\.csv"$/)]);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\ufeffRecorded at,Happened at,By,Id,Unit,What,Event,Stream,Revision,Position');
    expect(lines.length - 2).toBe((await history(maya, 'administration')).json.total);
    expect(lines.filter((line) => line.includes('granted ina name the role auditor for city name from 2026-01-01'))).toEqual([expect.stringMatching(/^2026-01-01T.*,RoleGranted,roles-ina,0,"\d+\t"$/)]);
    expect((await maya.get(file)).text).toContain('\ufeff记录时间,发生时间,操作人,操作人编号,单位,经过,事件,流,修订,位置');
    const early = (await history(maya, 'administration')).json.items.at(-1).position;
    expect((await maya.get(`${file}?asOf=${early}`, english)).text.split('\r\n')).toHaveLength(3);
    expect((await maya.get(`${file}?from=2026-02-01&to=2026-02-28`, english)).text.split('\r\n')).toHaveLength(2);
    for (const who of [dora, ada, ina]) expect((await who.get(file)).status).toBe(403);
  });

  it('notes what was refused, once a day', async () => {
    for (let n = 0; n < 2; n++) { await ada.get('/api/events/0000000000000001'); await history(ada, 'administration'); }
    await city.host.settle();
    const denied = (await city.host.adapters.events.readStream('access-ada')).filter(({ type }) => type === 'AccessDenied');
    const noted = denied.map(({ data, actor }) => [actor, data['route'], data['right']]);
    expect(new Set(noted.map(String)).size).toBe(noted.length);
    expect(noted).toEqual(expect.arrayContaining([['member:ada', 'GET /api/events/:position', 'history.read'], ['member:ada', 'GET /api/history', 'administration.read']]));
  });

  it('notes who asked for a unit out of their reach for those whose unit it is, and not for whoever asked: there it was answered as if it did not exist', async () => {
    for (let n = 0; n < 2; n++) for (const url of ['/api/study-sessions?unit=office', '/api/study-sessions?unit=nowhere', '/api/study-sessions/none']) expect((await dora.get(url)).status).toBe(404);
    expect((await noted('dora', 3)).map(({ actor, unit, data }) => [actor, unit, data['route'], data['right'], data['outside']])).toEqual([
      ['member:dora', 'office', 'GET /api/study-sessions', 'sessions.read', 'office'], ['member:dora', 'city', 'GET /api/study-sessions', 'sessions.read', ''],
      ['member:dora', 'city', 'GET /api/study-sessions/:sessionId', 'sessions.read', ''],
    ]);
    const sentence = 'was refused GET /api/study-sessions for office name, which sessions.read does not reach';
    expect(sentences(await history(ina, 'unit:office'))).toContain(sentence);
    expect(sentences(await history(maya, 'administration'))).toContain(sentence);
    expect(sentences(await history(dora, 'member:dora'))).not.toContain(sentence);
  });

  it('lets the head of the log tell nobody what exists: it moves once for a request, whatever was asked for', async () => {
    const sara = await administrator('sara');
    const grown = async (url: string, n: number) => {
      const { position } = (await sara.get('/api/moments/head')).json;
      expect((await sara.get(url)).status).toBe(404);
      await noted('sara', n);
      return (await sara.get('/api/moments/head')).json.position !== position;
    };
    for (const [n, url] of ['/api/study-sessions?unit=office', '/api/study-sessions?unit=nowhere', '/api/study-sessions/nothing'].entries()) expect([url, await grown(url, n + 1)]).toEqual([url, true]);
    const own = (await history(sara, 'member:sara')).json.items.filter(({ stream }: { stream: string }) => stream.startsWith('access'));
    expect(own).toEqual([]);
  });

  it('notes every request of a burst', async () => {
    const bert = await administrator('bert');
    const answers = await Promise.all(Array.from({ length: 48 }, (_, n) => bert.get(n % 2 ? `/api/study-sessions/x${n}` : `/api/study-sessions?unit=office&limit=${n + 1}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(await noted('bert', 48)).toHaveLength(48);
  });

  it('notes who asked for an event out of reach, as it notes who asked for a history', async () => {
    await city.grant('bob', 'auditor', 'station');
    await city.host.settle();
    const bob = await city.logIn('bob');
    const { position } = (await city.host.adapters.events.readStream('member-olga'))[0]!;
    for (const place of [position, 'member-olga@0', 'member-nobody@0']) expect([place, (await bob.get(`/api/events/${place}`)).status]).toEqual([place, 404]);
    expect((await bob.get('/api/events/member-ada@0')).status).toBe(200);
    expect((await noted('bob', 3)).map(({ unit, data }) => [unit, data['right'], data['outside']])).toEqual([['city', 'history.read', 'city'], ['city', 'history.read', 'city'], ['city', 'history.read', '']]);
  });

  it('keeps details of people closed in lists that are not of one person, and opens them where the look is noted', async () => {
    for (const subject of ['log', 'unit:station']) {
      const registered = (await history(ina, subject, '&limit=200')).json.items.filter(({ type }: { type: string }) => type === 'MemberRegistered') as { after: { name: string; post: string } }[];
      expect(registered.length).toBeGreaterThan(2);
      expect(new Set(registered.map(({ after }) => after.name))).toEqual(new Set(['•••']));
    }
    const { items } = (await history(ina, 'member:cy')).json;
    expect(items.find(({ type }: { type: string }) => type === 'MemberRegistered').after.name).toBe('cy name');
    expect((await city.host.adapters.events.readStream('access-cy')).map(({ actor, data }) => [actor, data['what']])).toEqual([['member:ina', 'history']]);
  });

  it('pages the whole log, and turns the clock into positions', async () => {
    const first = (await history(ina, 'log', '&limit=5')).json;
    const second = (await history(ina, 'log', `&limit=5&cursor=${first.next}`)).json;
    const positions = [...first.items, ...second.items].map(({ position }: { position: string }) => position);
    expect(positions).toEqual([...new Set(positions)].sort().reverse());
    const { position, at } = (await ina.get('/api/moments?at=2026-02-01T00:00:00Z')).json;
    expect(at).toBe('2026-01-01T00:00:00.000Z');
    expect((await history(ina, 'log', `&limit=1&asOf=${position}`)).json.items).toMatchObject([{ position }]);
    expect((await history(ina, 'log', '&from=2026-01-02&to=2026-03-05')).json.items).toEqual([]);
    expect((await ina.get('/api/moments?at=2030-01-01T00:00:00Z')).status).toBe(422);
    expect((await ina.get('/api/moments/head')).json.at).toBe('2026-03-06T07:00:00.000Z');
  });

  it('is longer than a page of the administration’s log, and is given whole', async () => {
    for (let n = 0; n < 210; n++) await city.grant(`nobody${n}`, 'unit-leader', 'station');
    await city.host.settle();
    const { text } = await maya.get('/api/history/administration.csv', english);
    expect(new Set([...text.matchAll(/roles-nobody(\d+),/g)].map(([, n]) => n)).size).toBe(210);
  });
});
