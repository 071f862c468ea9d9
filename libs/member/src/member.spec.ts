import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordLookedAt } from '@lyceum/contracts/audit/access';
import { ManualClock } from '@lyceum/jobs/clock';
import { Caller, temporaryHost, type TemporaryHost } from '@lyceum/nest-kit/testing';
import { memberContext } from './member.context.ts';

const start = '2026-03-06T01:00:00.000Z';
const passwords = { system: 'quiet herons wade north', security: 'seven lanterns drift by', audit: 'old bridges keep secrets', office: 'paper boats on the canal' };
const people = [
  { role: 'system-administrator', name: '周一鸣', account: 'system', password: passwords.system },
  { role: 'security-administrator', name: '吴小安', account: 'security', password: passwords.security },
  { role: 'audit-administrator', name: '郑审言', account: 'audit', password: passwords.audit },
  { role: 'office', name: '王学文', account: 'Office', password: passwords.office },
] as const;
const en = { 'accept-language': 'en' };
const cookieOf = (headers: Record<string, unknown>) => /lyceum=([^;]+)/.exec(String(headers['set-cookie']))?.[1];

let made: TemporaryHost;
const clock = new ManualClock(start);
let nobody: Caller;
const logIn = async (account: string, password: string): Promise<Caller> => {
  const answer = await nobody.post('/api/login', { account, password });
  expect(answer.status).toBe(200);
  return new Caller(made.host, cookieOf(answer.headers));
};
const done = async (answer: Promise<{ status: number; json: any; text: string }>) => { // eslint-disable-line @typescript-eslint/no-explicit-any -- answers of every shape
  const { status, json, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  await made.host.settle();
  return json;
};
const outcome = async (answer: Promise<{ status: number; json: { code?: string } }>) => { const { status, json } = await answer; return [status, json.code]; };

beforeAll(async () => {
  made = await temporaryHost({ contexts: [memberContext], clock });
  nobody = new Caller(made.host);
});
afterAll(async () => { await made.close(); });

describe('an empty city', () => {
  const setUp = (token: string, administrators: readonly object[] = people) => nobody.post('/api/setup', { token, unitName: '临江市文化广电局', administrators }, en);

  it('asks to be set up, and for nothing else', async () => {
    expect((await nobody.get('/api/setup')).json).toEqual({ needed: true });
    expect(await outcome(setUp('a-guess'))).toEqual([409, 'setup-link-invalid']);
  });

  it('says what it can’t take before the link is used up', async () => {
    const token = await made.host.adapters.accounts.issueCode('setup', 'setup', '2026-03-06T01:30:00.000Z');
    const weak = await setUp(token, people.map((person) => (person.role === 'audit-administrator' ? { ...person, password: 'audit-audit-audit' } : person)));
    expect([weak.status, weak.json.errors[0].path]).toEqual([422, 'administrators.2.password']);
    expect((await setUp(token, people.map((person) => ({ ...person, account: 'same' })))).json.errors[0]).toEqual({ path: 'administrators', message: 'The four account names must differ.' });
    expect((await setUp(token, people.slice(1))).status).toBe(422);
    expect((await nobody.get('/api/setup')).json).toEqual({ needed: true });
    await done(setUp(token));
    expect((await nobody.get('/api/setup')).json).toEqual({ needed: false });
    expect(await outcome(setUp(token))).toEqual([409, 'set-up-already']);
  });

  it('knows its first people, each by their own rights', async () => {
    const me = await (await logIn('security', passwords.security)).get('/api/me');
    expect(me.json).toMatchObject({ name: '吴小安', account: 'security', unitName: '临江市文化广电局', roles: [{ role: 'security-administrator' }], rights: ['own', 'units.read', 'roles.read', 'roles.grant'], demo: false });
    expect(await outcome((await logIn('security', passwords.security)).get('/api/members'))).toEqual([403, 'not-allowed']);
  });
});

describe('a city with people', () => {
  let office: Caller, security: Caller;
  let root: string, north: string, south: string, ada: string, bo: string;
  const person = (name: string, unitId: string, more: object = {}) => ({ name, unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2026-01-05', ...more });

  beforeAll(async () => {
    [office, security] = [await logIn('OFFICE', passwords.office), await logIn('security', passwords.security)];
    root = (await office.get('/api/me')).json.unitId;
    const unit = async (name: string, parentId: string) => (await done(office.post('/api/units', { name, type: 'department', parentId, from: '2026-01-01' }))).unitId as string;
    [north, south] = [await unit('北总台', root), await unit('南总台', root)];
    ada = (await done(office.post('/api/members', person('李　明', north, { phone: '+86 138-0000-0001', idNumber: '000000199001010018' })))).memberId;
    bo = (await done(office.post('/api/members', person('Bo 𠮷', south)))).memberId;
  });

  it('lists units with their people', async () => {
    const { json } = await office.get('/api/units');
    expect(json.items.map(({ name, people, parentId }: { name: string; people: number; parentId: string | null }) => [name, people, parentId])).toEqual([['临江市文化广电局', 4, null], ['北总台', 1, root], ['南总台', 1, root]]);
    expect((await office.get('/api/units?day=2026-01-04')).json.items.map(({ people }: { people: number }) => people)).toEqual([0, 0, 0]);
  });

  it('shows a person, names tidied, the number masked', async () => {
    expect((await office.get(`/api/members/${ada}`)).json).toMatchObject({ name: '李明', phone: '13800000001', idNumber: '000***********0018', unitName: '北总台', account: 'none', active: false, forgotten: false });
  });

  it('finds and filters people', async () => {
    const names = async (query: string) => (await office.get(`/api/members?${query}`)).json.items.map(({ name }: { name: string }) => name);
    expect(await names(`unit=${north}`)).toEqual(['李明']);
    expect(await names(`q=${encodeURIComponent('李')}`)).toEqual(['李明']);
    expect(await names('q=13800000001')).toEqual(['李明']);
    expect(await names(`q=${encodeURIComponent('李')}&party=party`)).toEqual([]);
    expect((await names('tier=operator')).sort()).toEqual(['Bo 𠮷', '李明']);
    const first = (await office.get('/api/members?limit=4&sort=-since')).json;
    const second = (await office.get(`/api/members?limit=4&sort=-since&cursor=${first.next}`)).json;
    expect([first.total, first.items.length, second.items.length, second.next]).toEqual([6, 4, 2, null]);
    expect(await outcome(office.get('/api/members?cursor=nonsense'))).toEqual([422, 'bad-cursor']);
  });

  it('makes one person of a request that is sent twice, also at once', async () => {
    const key = { 'idempotency-key': 'the-very-same-key' };
    const body = person('赵双', north, { phone: '13800000009' });
    const [first, twin] = await Promise.all([office.post('/api/members', body, key), office.post('/api/members', body, key)]);
    const again = await office.post('/api/members', body, key);
    expect([first.status, twin.json, again.json]).toEqual([201, first.json, first.json]);
    expect(await outcome(office.post('/api/members', { ...body, name: '赵单' }, key))).toEqual([409, 'idempotency-key-reused']);
    expect(await made.host.adapters.keys.holder('phone', '13800000009')).toBe(first.json.memberId);
  });

  it('refuses a phone or number that somebody has, and leaves nothing claimed', async () => {
    expect(await outcome(office.post('/api/members', person('王芳', north, { phone: '138 0000 0001', idNumber: '000000199001010026' })))).toEqual([409, 'phone-taken']);
    expect(await made.host.adapters.keys.holder('id-number', '000000199001010026')).toBeNull();
    expect(await outcome(office.post('/api/members', person('王芳', north, { idNumber: '000000199001010018' })))).toEqual([409, 'id-number-taken']);
  });

  it('tells at its field what can’t be read', async () => {
    const { status, json } = await office.post('/api/members', person('王?', north, { phone: '1380000' }), en);
    expect([status, json.errors]).toEqual([422, [{ path: 'phone', message: 'This phone number can’t be read.' }]]);
    expect((await office.post('/api/members', person('王?', north), en)).json.errors[0].path).toBe('name');
  });

  it('corrects details: an old phone is free again, what is left out stays', async () => {
    const correct = (body: object) => office.post(`/api/members/${bo}/details`, { reason: '登记有误', ...body });
    await done(correct({ phone: '13800000002' }));
    await done(correct({ name: '薄𠮷' }));
    expect((await office.get(`/api/members/${bo}`)).json).toMatchObject({ name: '薄𠮷', phone: '13800000002' });
    expect(await outcome(correct({ phone: '13800000001' }))).toEqual([409, 'phone-taken']);
    const before = await made.host.adapters.events.head();
    await done(correct({ phone: '13800000002' })); // what it was
    expect(await made.host.adapters.events.head()).toBe(before);
    await done(correct({ phone: null }));
    expect((await office.get(`/api/members/${bo}`)).json.phone).toBeNull();
    expect(await made.host.adapters.keys.holder('phone', '13800000002')).toBeNull();
  });

  it('keeps names, phones and numbers out of the log', async () => {
    const log = JSON.stringify(await made.host.adapters.events.readLog({ limit: 1000 }));
    expect(log).toContain('MemberRegistered');
    expect(log).not.toMatch(/李明|13800000001|000000199001010018|周一鸣|"office"[^-]*account/);
    expect(log).not.toContain(Buffer.from('李明').toString('base64url'));
  });

  it('brings an imported person in with a code, within a minute', async () => {
    const { account, code, expiresAt } = await done(office.post(`/api/members/${ada}/activation-code`));
    expect([account, expiresAt]).toEqual(['13800000001', '2026-03-13T15:59:00.000Z']);
    const activate = (body: object) => nobody.post('/api/activation', { account, code, password: 'a long walk by the river', ...body });
    expect(await outcome(activate({ code: 'WRONG123' }))).toEqual([409, 'activation-code-wrong']);
    expect((await activate({ password: 'short' })).json.errors[0].path).toBe('password');
    expect((await activate({ password: `x${account}x` })).json.errors[0].path).toBe('password');
    const activated = await activate({ code: code.toLowerCase() });
    expect(activated.json).toEqual({ memberId: ada });
    await made.host.settle();
    expect((await new Caller(made.host, cookieOf(activated.headers)).get('/api/me')).json).toMatchObject({ name: '李明', account, rights: ['own'], scopeRoots: [] });
    expect(await outcome(activate({}))).toEqual([409, 'activation-code-wrong']);
    expect((await office.get(`/api/members/${ada}`)).json).toMatchObject({ account: 'active', active: true });
  });

  it('resets an account: the old login and the old password are over', async () => {
    const mine = await logIn('13800000001', 'a long walk by the river');
    const { account, code } = await done(office.post(`/api/members/${ada}/activation-code`));
    expect(await outcome(mine.get('/api/me'))).toEqual([401, 'login-needed']);
    expect(await outcome(nobody.post('/api/login', { account, password: 'a long walk by the river' }))).toEqual([409, 'not-activated']);
    await done(nobody.post('/api/activation', { account, code, password: 'another walk by the sea' }));
    await logIn(account, 'another walk by the sea');
  });

  it('shows one’s own logins and ends them', async () => {
    const [here, there] = [await logIn('13800000001', 'another walk by the sea'), await logIn('13800000001', 'another walk by the sea')];
    const open = (await here.get('/api/me/logins')).json.items as { loginId: string; current: boolean }[];
    expect(open.filter(({ current }) => current)).toHaveLength(1);
    const theirs = (await there.get('/api/me/logins')).json.items.find(({ current }: { current: boolean }) => current).loginId as string;
    const end = (caller: Caller, loginId: string) => caller.send({ method: 'DELETE', url: `/api/me/logins/${loginId}`, headers: { 'idempotency-key': `end-${loginId}` } });
    expect((await end(office, theirs)).status).toBe(404);
    expect((await end(here, theirs)).status).toBe(200);
    expect((await there.get('/api/me')).status).toBe(401);
    const out = await here.post('/api/logout');
    expect([out.status, cookieOf(out.headers)]).toEqual([200, undefined]);
    expect((await here.get('/api/me')).status).toBe(401);
  });

  it('changes a password for whoever knows the old one, and ends the other logins', async () => {
    const [here, there] = [await logIn('13800000001', 'another walk by the sea'), await logIn('13800000001', 'another walk by the sea')];
    expect((await here.post('/api/me/password', { current: 'a guess of mine', password: 'the third walk of the day' })).json.errors[0].path).toBe('current');
    await done(here.post('/api/me/password', { current: 'another walk by the sea', password: 'the third walk of the day' }));
    expect([(await here.get('/api/me')).status, (await there.get('/api/me')).status]).toEqual([200, 401]);
    await logIn('13800000001', 'the third walk of the day');
  });

  it('locks after five failures, notes it once for an account, and tells nothing about unknown ones', async () => {
    clock.set('2026-03-06T02:00:00.000Z');
    const guess = (account: string) => nobody.post('/api/login', { account, password: 'a guess at this one' });
    const codes = [];
    for (let n = 0; n < 6; n++) codes.push((await guess('13800000001')).json.code);
    expect(codes).toEqual(['wrong-credentials', 'wrong-credentials', 'wrong-credentials', 'wrong-credentials', 'account-locked', 'account-locked']);
    const unknown = [];
    for (let n = 0; n < 6; n++) unknown.push((await guess('nobody-at-all')).json.code);
    expect(unknown).toEqual(codes);
    const locked = (await made.host.adapters.events.readStream(`account-${ada}`)).filter(({ type }) => type === 'AccountLocked');
    expect(locked.map(({ actor, data }) => [actor, data])).toEqual([['system:accounts', { memberId: ada, until: '2026-03-06T02:15:00.000Z', failures: 5 }]]);
    clock.set('2026-03-06T02:15:01.000Z');
    await logIn('13800000001', 'the third walk of the day');
  });

  describe('and a unit administrator', () => {
    let admin: Caller;
    beforeAll(async () => {
      await done(security.post(`/api/members/${ada}/roles`, { role: 'unit-administrator', unitId: north, from: '2026-03-01' }));
      admin = await logIn('13800000001', 'the third walk of the day');
    });

    it('sees their own unit as the top, and nothing beside it', async () => {
      expect((await admin.get('/api/units')).json.items).toMatchObject([{ unitId: north, parentId: null }]);
      expect((await admin.get('/api/me')).json.scopeRoots).toEqual([{ unitId: north, name: '北总台' }]);
      const { items, total } = (await admin.get('/api/members')).json;
      expect([items.map(({ name }: { name: string }) => name).sort(), total]).toEqual([['李明', '赵双'], 2]);
      expect((await admin.get(`/api/members?q=${encodeURIComponent('薄')}`)).json).toEqual({ items: [], next: null, total: 0 });
    });

    it('gets for others what one gets for what does not exist', async () => {
      const answers = await Promise.all([
        admin.get(`/api/members/${bo}`), admin.get('/api/members/nobody'), admin.get(`/api/members?unit=${south}`), admin.get('/api/members?unit=nowhere'),
        admin.post('/api/members', person('孙悟', south)), admin.post(`/api/members/${ada}/transfer`, { unitId: south, from: '2026-03-02' }),
        admin.post(`/api/members/${bo}/details`, { name: '孙悟', reason: '试' }), admin.post(`/api/members/${bo}/activation-code`),
      ]);
      expect(answers.map(({ status, json }) => [status, json.code])).toEqual(answers.map(() => [404, 'not-found']));
      const blank = ({ json }: { json: Record<string, unknown> }) => ({ ...json, requestId: '' });
      expect(blank(answers[0]!)).toEqual(blank(answers[1]!));
    });

    it('gives no code to somebody whose roles reach further', async () => {
      const chief = (await done(office.post('/api/members', person('钱局', north)))).memberId;
      await done(security.post(`/api/members/${chief}/roles`, { role: 'office', unitId: root, from: '2026-03-01' }));
      expect(await outcome(admin.post(`/api/members/${chief}/activation-code`))).toEqual([409, 'account-reaches-further']);
      expect((await done(office.post(`/api/members/${chief}/activation-code`))).account).toMatch(/^\d{8}$/); // no phone to take for a name
    });

    it('has nobody forgotten whose roles reach further', async () => {
      const local = (await done(office.post('/api/members', person('冯处', north)))).memberId;
      await done(security.post(`/api/members/${local}/roles`, { role: 'office', unitId: north, from: '2026-03-01' }));
      const chief = (await done(office.post('/api/members', person('褚局', north)))).memberId;
      await done(security.post(`/api/members/${chief}/roles`, { role: 'auditor', unitId: root, from: '2026-03-01' }));
      const { account, code } = await done(office.post(`/api/members/${local}/activation-code`));
      await done(nobody.post('/api/activation', { account, code, password: 'lotus ponds in the rain' }));
      const officer = await logIn(account, 'lotus ponds in the rain');
      expect(await outcome(officer.post(`/api/members/${chief}/forget`, { reason: '试' }))).toEqual([409, 'account-reaches-further']);
      for (const memberId of [chief, local]) await done(office.post(`/api/members/${memberId}/forget`, { reason: '登记有误' }));
    });

    it('is told why', async () => {
      const why = async (right: string, unitId: string) => (await admin.get(`/api/why?right=${right}&unitId=${unitId}`, en)).json;
      expect(await why('persons.read', north)).toMatchObject({ allowed: true, reasons: [{ role: 'unit-administrator', unitId: north }], sentence: 'Since 2026-03-01 you are unit administrator of 北总台: you may see people there and in all units below.' });
      expect(await why('persons.read', south)).toEqual({ allowed: false, reasons: [], sentence: 'You may see people in 北总台, but that unit lies outside.' });
      expect(await why('policies.change', north)).toEqual({ allowed: false, reasons: [], sentence: 'None of your roles lets you change policies. Ask the security administrator.' });
    });
  });

  it('grants roles to others only, and apart', async () => {
    const own = (await security.get('/api/me')).json.memberId;
    expect(await outcome(security.post(`/api/members/${own}/roles`, { role: 'office', unitId: root, from: '2026-03-01' }))).toEqual([409, 'own-role']);
    expect(await outcome(office.post(`/api/members/${bo}/roles`, { role: 'office', unitId: root, from: '2026-03-01' }))).toEqual([403, 'not-allowed']);
    const { grantId } = await done(security.post(`/api/members/${bo}/roles`, { role: 'auditor', unitId: south, from: '2026-03-01', until: '2026-12-31' }));
    expect((await security.get(`/api/members/${bo}/roles`)).json.items).toEqual([{ grantId, role: 'auditor', unitId: south, unitName: '南总台', from: '2026-03-01', until: '2026-12-31' }]);
    await done(security.post(`/api/members/${bo}/roles/${grantId}/end`, { until: '2026-03-05' }));
    expect((await security.get(`/api/members/${bo}/roles`)).json.items).toEqual([]);
  });

  it('shows a security administrator who holds what, and whom a role could be given to', async () => {
    const { items, total } = (await security.get('/api/grants?limit=50')).json;
    expect(total).toBe(items.length);
    expect(items).toContainEqual(expect.objectContaining({ name: '吴小安', role: 'security-administrator', unitId: root }));
    expect(items).toContainEqual(expect.objectContaining({ name: '薄𠮷', role: 'auditor', until: '2026-03-05' }));
    expect((await security.get(`/api/grants/candidates?q=${encodeURIComponent('薄')}`)).json).toEqual({ items: [{ memberId: bo, name: '薄𠮷', unitId: south, unitName: '南总台' }] });
    expect(await outcome(office.get('/api/grants'))).toEqual([403, 'not-allowed']);
  });

  it('tells a person who looked at them', async () => {
    await made.happen(`access-${ada}`, RecordLookedAt({ memberId: ada, what: 'details', day: '2026-03-06' }));
    const mine = await logIn('13800000001', 'the third walk of the day');
    expect((await mine.get('/api/me/looks')).json).toMatchObject({ items: [{ actor: { memberId: 'setup', name: null }, what: 'details', day: '2026-03-06' }], next: null, total: 1 });
    expect((await office.get('/api/me/looks')).json).toMatchObject({ items: [], total: 0 });
  });

  it('switches accounts off and on for nobody but the system administrator', async () => {
    const system = await logIn('system', passwords.system);
    const mine = await logIn('13800000001', 'the third walk of the day');
    expect(await outcome(office.post(`/api/members/${ada}/account`, { on: false }))).toEqual([403, 'not-allowed']);
    await done(system.post(`/api/members/${ada}/account`, { on: false }));
    expect((await mine.get('/api/me')).status).toBe(401);
    expect(await outcome(nobody.post('/api/login', { account: '13800000001', password: 'the third walk of the day' }))).toEqual([409, 'account-off']);
    await done(system.post(`/api/members/${ada}/account`, { on: true }));
    await logIn('13800000001', 'the third walk of the day');
  });

  it('transfers a person: today they are there, as of before and on the day before they were here', async () => {
    const { position } = (await office.get(`/api/members/${bo}`)).json;
    clock.set('2026-03-09T01:00:00.000Z');
    office = await logIn('office', passwords.office);
    await done(office.post(`/api/members/${bo}/transfer`, { unitId: north, from: '2026-03-09' }));
    const unitOf = async (query: string) => (await office.get(`/api/members/${bo}?${query}`)).json.unitId;
    expect([await unitOf(''), await unitOf('day=2026-03-08'), await unitOf(`asOf=${position}`)]).toEqual([north, south, south]);
    const counts = (await office.get('/api/units?day=2026-03-09')).json.items.map(({ people }: { people: number }) => people);
    expect(counts).toEqual([4, 6, 0]);
    expect((await office.get(`/api/units?day=2026-03-09&asOf=${position}`)).json.items.map(({ people }: { people: number }) => people)).toEqual([4, 5, 1]);
  });

  it('forgets a person everywhere, once and for all', async () => {
    await done(office.post(`/api/members/${ada}/forget`, { reason: '本人要求' }));
    expect((await office.get(`/api/members/${ada}`)).json).toMatchObject({ name: null, phone: null, idNumber: null, forgotten: true, account: 'none' });
    expect((await office.get(`/api/members?q=${encodeURIComponent('李明')}`)).json.total).toBe(0);
    expect((await office.get('/api/members?q=13800000001')).json.total).toBe(0);
    expect(await outcome(nobody.post('/api/login', { account: '13800000001', password: 'the third walk of the day' }))).toEqual([401, 'wrong-credentials']);
    expect(await outcome(office.post(`/api/members/${ada}/details`, { name: '李明', reason: '试' }))).toEqual([409, 'member-forgotten']);
    expect(await outcome(office.post(`/api/members/${ada}/activation-code`))).toEqual([409, 'member-forgotten']);
    await done(office.post('/api/members', person('李明', north, { phone: '13800000001' }))); // what was theirs is free
  });
});
