import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@lyceum/core/testing/until';
import type { Caller } from '@lyceum/nest-kit/testing';
import { characters, idOfCharacter, isolatedCity, marks, type Character, type IsolatedCity } from './testing/isolated-city.ts';
import { requestOf, table } from './testing/isolation-table.ts';

/** What was tried against a whole host by people with a login of their own; each of these was a hole, or would be one. */
describe('an attacker with a login', () => {
  let city: IsolatedCity;
  const as = (who: Character): Promise<Caller> => city.logIn(who);
  const settled = async <T>(made: Promise<T>): Promise<T> => { const answer = await made; await city.host.settle(); return answer; };
  const code = async (answer: ReturnType<Caller['get']>) => { const { status, json } = await answer; return [status, json.code]; };
  beforeAll(async () => { city = await isolatedCity(); });
  afterAll(() => city.close());

  describe('reading', () => {
    it('learns nothing new of a person who has left, by asking for a day on which they were there', async () => {
      const memberId = await city.person('west');
      const office = await as('office');
      await office.post(`/api/members/${memberId}/transfer`, { unitId: 'zpine', from: '2026-03-06' });
      await settled(office.post(`/api/members/${memberId}/details`, { phone: '13911112222', reason: '换号' }));
      const west = await as('admin of west');
      expect(await code(west.get(`/api/members/${memberId}?day=2026-02-01`))).toEqual([404, 'not-found']);
      expect((await west.get('/api/members?q=13911112222')).json).toMatchObject({ items: [], total: 0 });
      expect((await (await as('admin of pine')).get(`/api/members/${memberId}?day=2026-02-01`)).json).toMatchObject({ unitId: 'zwest', phone: '13911112222' });
    });

    it('leaves a trace when opening the figures of a person', async () => {
      const looked = async () => (await city.host.adapters.events.readStream(`access-${city.people.pine[1]}`)).map(({ actor }) => actor);
      expect(await looked()).toEqual([]);
      const key = encodeURIComponent(`signed/member:${city.people.pine[1]}@zpine/2026-03-01..2026-03-31`);
      await (await as('admin of pine')).get(`/api/figures/${key}`);
      for (const unit of ['zpine', 'zwest']) await (await as('admin of west')).get(`/api/figures/${key.replace('zpine%2F', `${unit}%2F`)}`); // sees nothing, and has not looked
      await (await city.logInAs(city.people.pine[1]!)).get(`/api/figures/${key}`);
      expect(await looked()).toEqual([`member:${idOfCharacter('admin of pine')}`]);
    });

    it('is told of every forged cursor that it is none: of every list that has one', async () => {
      const paths = (await city.nobody.get('/api/docs-json')).json.paths as Record<string, { get?: { parameters?: { name: string }[] } }>;
      const paged = Object.entries(paths).filter(([, { get }]) => get?.parameters?.some(({ name }) => name === 'cursor')).map(([path]) => `GET ${path.replace(/\{(\w+)\}/g, ':$1')}`);
      expect(paged.length).toBeGreaterThan(10);
      const forged = ['', 'zzz', '0', '-1', '__proto__', 'zzzz~abc', '~', '9999999999999999~zzz', '0000000000000001~', '%00', Buffer.from('["roster",1]').toString('base64url'), 'a'.repeat(499)];
      const believed: string[] = [];
      for (const route of paged) {
        const asked = table.filter((row) => row.route === route).map((row) => ({ row, who: (['nobody', ...characters] as const)[row.who.replaceAll(' ', '').lastIndexOf('✓')] }));
        expect([route, asked.map(({ who }) => who ?? 'nobody')]).toEqual([route, expect.not.arrayContaining(['nobody'])]);
        for (const { row, who } of asked) {
          const caller = await as(who as Character);
          const { url } = requestOf(row, await row.ask(city, idOfCharacter(who as Character)));
          for (const cursor of forged) {
            const { status, text } = await caller.get(`${url}${url.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`);
            if (status !== 422) believed.push(`${who} ${url} ${cursor}: ${status} ${text.slice(0, 200)}`);
          }
        }
      }
      expect(believed).toEqual([]);
    });

    it('gets no further with another’s cursor', async () => {
      const office = await as('office');
      for (const list of ['/api/members?', '/api/study-sessions?', '/api/history?subject=log&']) {
        const { next } = (await office.get(`${list}limit=1`)).json;
        const { status, json } = await (await as('office of west')).get(`${list}cursor=${encodeURIComponent(next)}`);
        const items = (status === 200 ? json.items : []) as { unitId: string }[]; // of people it names a unit that is not theirs, and is no cursor
        expect([list, status]).toEqual([list, list.startsWith('/api/members') ? 422 : 200]);
        expect([...new Set(items.map(({ unitId }) => unitId))].filter((unit) => unit !== 'zwest')).toEqual([]);
      }
    });

    it('gets an answer for every moment and day that makes no sense, at once', async () => {
      const office = await as('office');
      for (const moment of ['zzz', '-1', '0', '9'.repeat(64), '2026-13-45T00:00:00Z', '0000-01-01T00:00:00Z', "' or 1=1 --"]) for (const what of ['asOf', 'after']) {
        expect([moment, what, (await office.get(`/api/units?${what}=${encodeURIComponent(moment)}`)).status < 500]).toEqual([moment, what, true]);
      }
      for (const day of ['0001-01-01', '9999-12-31', '2026-02-30']) for (const asked of ['boards/unit/zpine?from=', 'boards/unit/zpine?to=', 'history?subject=log&to=', 'units?day=', 'me/sessions?from=']) {
        expect([day, asked, (await office.get(`/api/${asked}${day}`)).status]).toEqual([day, asked, 422]); // the last day of four digits once walked for ever
      }
      expect(await code(office.get('/api/boards/unit/zpine?from=1900-01-01'))).toEqual([422, 'days-out-of-order']);
    });

    it('finds no mark of another unit in a problem', async () => {
      const west = await as('admin of west');
      const problems = await Promise.all([
        west.post('/api/members', { name: '某某', phone: (await (await as('admin of pine')).get(`/api/members/${city.people.pine[0]}`)).json.phone, unitId: 'zwest', post: '员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2026-03-01' }),
        west.post(`/api/study-sessions/${city.sessions.west.open}/attendances`, { memberIds: [city.people.pine[0]], reason: '试' }),
        west.post(`/api/members/${city.people.west[0]}/transfer`, { unitId: 'zpine', from: '2026-03-06' }),
      ]);
      expect(problems.map(({ status, json }) => [status, json.code])).toEqual([[409, 'phone-taken'], [409, 'not-invited'], [404, 'not-found']]);
      for (const { text } of problems) expect(text).not.toMatch(new RegExp(`${marks.pine}|zpine`));
    });
  });

  describe('taking over', () => {
    it('gets no code for somebody who may do more in the same unit, or will', async () => {
      const west = await as('admin of west');
      const become = async (memberId: string) => code(settled(west.post(`/api/members/${memberId}/activation-code`)));
      const [peer, chief, later] = [await city.person('west'), await city.person('west'), await city.person('west')];
      await city.grant(peer, 'unit-leader', 'west');
      await city.grant(chief, 'office', 'west');
      await city.grant(later, 'unit-leader', 'pine', '2026-12-01');
      await city.host.settle();
      expect(await become(peer)).toEqual([201, expect.stringMatching(/^\w{8}$/)]);
      for (const memberId of [chief, later]) expect(await become(memberId)).toEqual([409, 'account-reaches-further']);
    });

    it('gets no code for any of the three administrators, the office neither, and has none of them forgotten', async () => {
      for (const who of ['admin of west', 'office', 'office of west'] as const) for (const role of ['system of west', 'security of west'] as const) {
        const caller = await as(who);
        expect([who, role, await code(caller.post(`/api/members/${idOfCharacter(role)}/activation-code`))]).toEqual([who, role, [409, 'account-of-administrator']]);
        if (who !== 'admin of west') expect([who, role, await code(caller.post(`/api/members/${idOfCharacter(role)}/forget`, { reason: '试' }))]).toEqual([who, role, [409, 'account-of-administrator']]);
      }
    });

    it('gets no code for an auditor, the office neither, and has none forgotten', async () => {
      for (const act of ['activation-code', 'forget'] as const) {
        expect([act, await code((await as('office')).post(`/api/members/${idOfCharacter('auditor of pine')}/${act}`, act === 'forget' ? { reason: '试' } : {}))]).toEqual([act, [409, 'account-of-auditor']]);
      }
    });

    it('does not guess a password at an open screen without a note of it', async () => {
      const memberId = await city.person('west');
      await city.host.settle();
      await city.host.adapters.accounts.setPassword(memberId, 'a walk by the river');
      const screen = await city.logInAs(memberId);
      const codes = [];
      for (let n = 0; n < 6; n++) codes.push((await screen.post('/api/me/password', { current: 'a guess at this one', password: 'mine from now on, all of it' })).json.code);
      expect(codes).toEqual(['bad-input', 'bad-input', 'bad-input', 'bad-input', 'account-locked', 'account-locked']);
      expect((await city.host.adapters.events.readStream(`account-${memberId}`)).map(({ type }) => type)).toEqual(['AccountLocked']);
    });

    it('ends no role of another unit, begun or not, and is answered as for one that is nowhere', async () => {
      const memberId = await city.person('west');
      const grantId = await city.grant(memberId, 'unit-leader', 'pine', '2026-12-01');
      await city.host.settle();
      const west = await as('security of west');
      const answers = await Promise.all([grantId, 'nope'].map((id) => west.post(`/api/members/${memberId}/roles/${id}/end`, { until: '2026-12-02' })));
      expect(answers.map(({ status, json }) => ({ status, ...json, requestId: '' }))).toEqual(Array(2).fill({ ...answers[0]!.json, requestId: '', status: 404, code: 'not-found' }));
      const denied = async () => (await city.host.adapters.events.readLog({ backwards: true, limit: 20 })).filter(({ type, actor }) => type === 'AccessDenied' && actor === `member:${idOfCharacter('security of west')}`).length;
      await until('both to be noted', async () => (await denied()) >= 2); // behind the answers, of the one as of the other
    });

    it('gets nowhere with names that every object has', async () => {
      const security = await as('security');
      for (const name of ['__proto__', 'constructor', 'toString']) {
        expect(await code(security.post(`/api/members/${city.people.pine[0]}/roles/${name}/end`, { until: '2026-03-06' }))).toEqual([404, 'not-found']);
        for (const url of [`members/${name}`, `study-sessions/${name}`, `boards/unit/${name}`, `imports/${name}`, `history?subject=unit:${name}`]) expect([url, (await (await as('office')).get(`/api/${url}`)).status < 500]).toEqual([url, true]);
      }
      const sent = await (await as('office')).post('/api/units', '{"__proto__":{"parentId":"zpine"},"name":"x","type":"station","parentId":"zpine","from":"2026-03-06"}');
      expect([sent.status, ({} as Record<string, unknown>)['parentId']]).toEqual([422, undefined]);
    });

    it('answers for what they run, whoever has sent the file', async () => {
      const importId = await city.imported(); // by the admin of pine
      const parent = await as('admin of parent');
      await parent.post(`/api/imports/${importId}/run`);
      await until('the import to be done', async () => (await parent.get(`/api/imports/${importId}`)).json.status === 'done');
      const last = (await city.host.adapters.events.readLog({ backwards: true, limit: 100 })) // denials of what came before are noted behind their answers
        .filter(({ type }) => ['RosterImported', 'MemberRegistered'].includes(type)).slice(0, 2);
      const parents = `member:${idOfCharacter('admin of parent')}`;
      expect(last.map(({ type, actor }) => [type, actor])).toEqual([['RosterImported', parents], ['MemberRegistered', parents]]);
    });

    it('makes nothing of another’s key, nor twice of their own', async () => {
      const plan = { unitId: 'zwest', form: 'weekly-collective', title: '一', day: '2026-03-09', start: '15:00', minutes: 60, place: '' };
      const key = { 'idempotency-key': 'one-and-the-same' };
      const [west, office] = [await as('admin of west'), await as('office')];
      const ids = await Promise.all([west.post('/api/study-sessions', plan, key), west.post('/api/study-sessions', plan, key), office.post('/api/study-sessions', { ...plan, title: '二' }, key)]);
      expect(ids.map(({ status }) => status)).toEqual([201, 201, 201]);
      expect([ids[0]!.json.sessionId === ids[1]!.json.sessionId, ids[0]!.json.sessionId === ids[2]!.json.sessionId]).toEqual([true, false]);
      expect(await code(west.post('/api/study-sessions', { ...plan, title: '三' }, key))).toEqual([409, 'idempotency-key-reused']);
    });
  });

  describe('signing', () => {
    it('opens once, signs once, and closes, however many press at once', async () => {
      const sessionId = await city.session({ unit: 'west', until: 'published' });
      const [west, office, member] = [await as('admin of west'), await as('office'), await city.logInAs(city.people.west[0]!)];
      await Promise.all([west.post(`/api/study-sessions/${sessionId}/open`), office.post(`/api/study-sessions/${sessionId}/open`)]);
      const body = { code: (await west.get(`/api/study-sessions/${sessionId}/code`)).json.code };
      await office.post(`/api/study-sessions/${sessionId}/attendances`, { memberIds: [city.people.west[1]], reason: '没带手机' });
      await Promise.all([member.post('/api/sign', body), member.post('/api/sign', body), west.post(`/api/study-sessions/${sessionId}/close`), office.post(`/api/study-sessions/${sessionId}/close`)]);
      const types = (await city.host.adapters.events.readStream(`study-session-${sessionId}`)).map(({ type }) => type);
      expect(types).toEqual(['StudySessionPlanned', 'StudySessionPublished', 'MembersInvited', 'StudySessionOpened', 'StudySessionClosed']);
      const signed = await city.host.adapters.events.readStream(`attendance-${sessionId}-${city.people.west[0]}`);
      expect(signed.length).toBeLessThan(2);
    });

    it('takes no code of another session, no ticket of another phone, no endless clock', async () => {
      const own = await city.code(city.sessions.pine.open);
      const member = await city.logInAs(city.people.pine[1]!);
      const moved = own.replace(city.sessions.pine.open, city.sessions.west.open);
      expect(await code(member.post('/api/sign', { code: moved }))).toEqual([409, 'code-unknown']);
      const { ticket } = (await city.nobody.post('/api/sign/capture', { code: own })).json;
      expect(await code(member.post('/api/sign', { ticket }))).toEqual([409, 'code-expired']);
      expect(await code(member.post('/api/sign', { code: own, deviceAt: `2026-03-06T07:00:00.${'1'.repeat(900_000)}Z` }))).toEqual([422, 'bad-input']);
    });
  });

  it('keeps every answer of the API out of caches, however its address is spelt', async () => {
    const { status, headers } = await (await as('office')).get('/%61pi/me');
    expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  });
});
