import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Caller } from '@lyceum/nest-kit/testing';
import { cityWithPeople, cookieOf, en, outcome, passwords, type CityWithPeople } from '../testing/city.ts';

/** One person’s account, from their first day on: each test goes on where the one before it ended. */
const account = '13800000001';
const [first, second, third] = ['a long walk by the river', 'another walk by the sea', 'the third walk of the day'] as const;

let city: CityWithPeople;
let office: Caller, ada: string;
beforeAll(async () => {
  city = await cityWithPeople();
  ({ office, ada } = city);
});
afterAll(() => city.close());

it('brings an imported person in with a code, within a minute', async () => {
  const { code, expiresAt, ...issued } = await city.done(office.post(`/api/members/${ada}/activation-code`));
  expect([issued.account, expiresAt]).toEqual([account, '2026-03-13T15:59:00.000Z']);
  const activate = (body: object) => city.nobody.post('/api/activation', { account, code, password: first, ...body });
  expect(await outcome(activate({ code: 'WRONG123' }))).toEqual([409, 'activation-code-wrong']);
  expect((await activate({ password: 'short' })).json.errors[0].path).toBe('password');
  expect((await activate({ password: `x${account}x` })).json.errors[0].path).toBe('password');
  const activated = await activate({ code: code.toLowerCase() });
  expect(activated.json).toEqual({ memberId: ada });
  await city.host.settle();
  expect((await new Caller(city.host, cookieOf(activated.headers)).get('/api/me')).json).toMatchObject({ name: '李明', account, rights: ['own'], scopeRoots: [] });
  expect(await outcome(activate({}))).toEqual([409, 'activation-code-wrong']);
  expect((await office.get(`/api/members/${ada}`)).json).toMatchObject({ account: 'active', active: true });
});

it('resets an account: the old login and the old password are over', async () => {
  const mine = await city.logInWith(account, first);
  const { code } = await city.done(office.post(`/api/members/${ada}/activation-code`));
  expect(await outcome(mine.get('/api/me'))).toEqual([401, 'login-needed']);
  expect(await outcome(city.nobody.post('/api/login', { account, password: first }))).toEqual([409, 'not-activated']);
  await city.done(city.nobody.post('/api/activation', { account, code, password: second }));
  await city.logInWith(account, second);
});

it('gives nobody a code for themselves: an open screen is no way to an account', async () => {
  const own = (await office.get('/api/me')).json.memberId as string;
  expect(await outcome(office.post(`/api/members/${own}/activation-code`))).toEqual([409, 'own-activation-code']);
  await city.logInWith('office', passwords.office);
});

it('shows one’s own logins and ends them', async () => {
  const [here, there] = [await city.logInWith(account, second), await city.logInWith(account, second)];
  const open = (await here.get('/api/me/logins')).json.items as { loginId: string; current: boolean }[];
  expect(open.filter(({ current }) => current)).toHaveLength(1);
  const first = (await here.get('/api/me/logins?limit=1')).json as { items: typeof open; next: string; total: number };
  expect([first.items.length, first.total]).toEqual([1, open.length]);
  expect((await here.get(`/api/me/logins?cursor=${first.next}`)).json.items).toHaveLength(open.length - 1);
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
  const [here, there] = [await city.logInWith(account, second), await city.logInWith(account, second)];
  expect((await here.post('/api/me/password', { current: 'a guess of mine', password: third })).json.errors[0].path).toBe('current');
  await city.done(here.post('/api/me/password', { current: second, password: third }));
  expect([(await here.get('/api/me')).status, (await there.get('/api/me')).status]).toEqual([200, 401]);
  await city.logInWith(account, third);
});

it('locks after five failures, notes it once for an account, and tells nothing about unknown ones', async () => {
  city.clock.set('2026-03-06T02:00:00.000Z');
  const guess = (account: string) => city.nobody.post('/api/login', { account, password: 'a guess at this one' });
  const codes = [];
  for (let n = 0; n < 6; n++) codes.push((await guess(account)).json.code);
  expect(codes).toEqual(['wrong-credentials', 'wrong-credentials', 'wrong-credentials', 'wrong-credentials', 'account-locked', 'account-locked']);
  const unknown = [];
  for (let n = 0; n < 6; n++) unknown.push((await guess('nobody-at-all')).json.code);
  expect(unknown).toEqual(codes);
  const locked = (await city.host.adapters.events.readStream(`account-${ada}`)).filter(({ type }) => type === 'AccountLocked');
  expect(locked.map(({ actor, data }) => [actor, data])).toEqual([['system:accounts', { memberId: ada, until: '2026-03-06T02:15:00.000Z', failures: 5 }]]);
  city.clock.set('2026-03-06T02:15:01.000Z');
  await city.logInWith(account, third);
});

it('locks and notes it after five wrong codes as after five passwords, of unknown accounts too', async () => {
  city.clock.set('2026-03-06T02:20:00.000Z');
  const guesses = async (account: string) => {
    const codes = [];
    for (let n = 0; n < 6; n++) codes.push((await city.nobody.post('/api/activation', { account, code: 'AAAA2222', password: first })).json.code);
    return codes;
  };
  const codes = await guesses(account);
  expect(codes).toEqual([...Array.from({ length: 4 }, () => 'activation-code-wrong'), 'account-locked', 'account-locked']);
  expect(await guesses('nobody-of-codes')).toEqual(codes);
  expect(await outcome(city.nobody.post('/api/login', { account, password: third }))).toEqual([429, 'account-locked']);
  const locks = (await city.host.adapters.events.readStream(`account-${ada}`)).filter(({ type }) => type === 'AccountLocked');
  expect(locks.at(-1)).toMatchObject({ actor: 'system:accounts', data: { memberId: ada, until: '2026-03-06T02:35:00.000Z', failures: 5 } });
  expect([locks.length, (await city.host.adapters.events.readLog({ backwards: true, limit: 1 })).map(({ type, data }) => [type, (data as { memberId: string }).memberId])]).toEqual([2, [['AccountLocked', ada]]]); // none of nobody's
  city.clock.set('2026-03-06T02:35:01.000Z');
  await city.logInWith(account, third);
});

it('switches accounts off and on for nobody but the system administrator', async () => {
  const system = await city.logInWith('system', passwords.system);
  const mine = await city.logInWith(account, third);
  expect(await outcome(office.post(`/api/members/${ada}/account`, { on: false }))).toEqual([403, 'not-allowed']);
  await city.done(system.post(`/api/members/${ada}/account`, { on: false }));
  expect((await mine.get('/api/me')).status).toBe(401);
  expect(await outcome(city.nobody.post('/api/login', { account, password: third }))).toEqual([409, 'account-off']);
  await city.done(system.post(`/api/members/${ada}/account`, { on: true }));
  await city.logInWith(account, third);
});

it('switches nobody off who watches over the city, nor who is to, until that role has ended; on again everybody', async () => {
  const [system, security] = [await city.logInWith('system', passwords.system), await city.logInWith('security', passwords.security)];
  const off = (memberId: string) => outcome(system.post(`/api/members/${memberId}/account`, { on: false }));
  const own = async (account: keyof typeof passwords) => (await (await city.logInWith(account, passwords[account])).get('/api/me')).json.memberId as string;
  for (const account of ['security', 'audit'] as const) expect([account, await off(await own(account))]).toEqual([account, [409, 'account-of-administrator']]);
  expect(await off(await own('office'))).toEqual([409, 'account-of-office']);

  const [second, keeper, clerk, admin] = [await city.register('卫安', city.north), await city.register('蒋审', city.north), await city.register('沈办', city.north), await city.register('韩管', city.north)];
  const grant = async (memberId: string, role: string, from: string) => (await city.done(security.post(`/api/members/${memberId}/roles`, { role, unitId: city.root, from }))).grantId as string;
  await grant(second, 'system-administrator', '2026-03-01');
  await grant(keeper, 'audit-administrator', '2026-09-01');
  expect([await off(second), await off(keeper)]).toEqual([[409, 'account-of-administrator'], [409, 'account-of-administrator']]);
  const grantId = await grant(clerk, 'office', '2026-03-01');
  expect(await off(clerk)).toEqual([409, 'account-of-office']);
  expect((await system.post(`/api/members/${clerk}/account`, { on: false }, en)).json.detail).toContain('end that role first');
  await city.done(security.post(`/api/members/${clerk}/roles/${grantId}/end`, { until: '2026-03-05' }));
  await city.done(system.post(`/api/members/${clerk}/account`, { on: false }));
  await grant(clerk, 'office', '2026-03-06');
  await city.done(system.post(`/api/members/${clerk}/account`, { on: true }));
  await grant(admin, 'unit-administrator', '2026-03-01');
  await city.done(system.post(`/api/members/${admin}/account`, { on: false })); // whose reach a system administrator lacks, and whom they must be able to stop
});

it('shows the system administrator how the service is set up and how it is, and nothing of anybody', async () => {
  const system = await city.logInWith('system', passwords.system);
  const { status, json, text } = await system.get('/api/system');
  expect([status, json]).toEqual([200, expect.objectContaining({
    status: expect.any(String), contexts: { member: 'serving' }, checks: expect.objectContaining({ events: 'ok', rows: 'ok', vault: 'ok' }), node: process.version, clock: city.clock.now(),
    settings: { production: false, passwordPolicy: 'asvs', idleMinutes: 120, lateSigningDays: 7, metrics: 'loopback', publicUrl: null },
    log: { id: expect.any(String), epoch: expect.any(Number), head: await city.host.adapters.events.head() },
  })]);
  expect(json.projections).toContainEqual({ name: 'grants', version: expect.any(Number), state: 'following', position: expect.any(String) });
  expect(text).not.toMatch(/member:|agency|姓名/);
  expect((await office.get('/api/system')).status).toBe(403);
});

it('finds an account for the system administrator by its whole name, however it is spelt, and tells nothing of its owner', async () => {
  const system = await city.logInWith('system', passwords.system);
  const find = (name: string, who = system) => who.get(`/api/accounts?account=${encodeURIComponent(name)}`);
  expect((await find(' １３８００000001 ')).json).toEqual({ memberId: ada, account, unitName: '北总台', state: 'active' });
  expect([await outcome(find('1380000000')), await outcome(find('李明')), await outcome(find(account, office))]).toEqual([[404, 'not-found'], [404, 'not-found'], [403, 'not-allowed']]);
});
