import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Setup } from './setup.ts';
import { emptyCity, firstPeople, outcome } from './testing/city.ts';

let city: Awaited<ReturnType<typeof emptyCity>>;

describe('an empty city', () => {
  let codes: { role: string; account: string; code: string; expiresAt: string }[];
  beforeAll(async () => { city = await emptyCity(); });
  afterAll(() => city.close());

  it('asks to be set up, and for nothing else', async () => {
    expect((await city.nobody.get('/api/setup')).json).toEqual({ needed: true, passwordPolicy: 'asvs' });
    expect(await outcome(city.setUp('a-guess'))).toEqual([409, 'setup-link-invalid']);
  });

  it('says what it can’t take before the link is used up', async () => {
    const token = await city.host.adapters.accounts.issueCode('setup', 'setup', '2026-03-06T01:30:00.000Z');
    const nameless = await city.setUp(token, firstPeople.map((person) => (person.role === 'audit-administrator' ? { ...person, name: '郑?言' } : person)));
    expect([nameless.status, nameless.json.errors[0].path]).toEqual([422, 'administrators.2.name']);
    expect((await city.setUp(token, firstPeople.map((person) => ({ ...person, account: 'same' })))).json.errors).toEqual([1, 2, 3].map((at) => ({ path: `administrators.${at}.account`, message: 'The four account names must differ.' })));
    expect((await city.setUp(token, firstPeople.slice(1))).status).toBe(422);
    expect((await city.nobody.get('/api/setup')).json).toEqual({ needed: true, passwordPolicy: 'asvs' });
    ({ codes } = await city.done(city.setUp(token)));
    expect((await city.nobody.get('/api/setup')).json).toEqual({ needed: false, passwordPolicy: 'asvs' });
    expect(await outcome(city.setUp(token))).toEqual([409, 'set-up-already']);
  });

  it('lets each of its first people in by a code of their own, with a password that nobody else has chosen', async () => {
    expect(codes.map(({ role, account, expiresAt }) => [role, account, expiresAt])).toEqual(firstPeople.map(({ role, account }) => [role, account.toLowerCase(), '2026-03-13T15:59:00.000Z']));
    const code = codes.find(({ account }) => account === 'security')!.code;
    const enter = (account: string, password: string) => outcome(city.nobody.post('/api/activation', { account, code, password }));
    expect(await enter('security', 'security-security')).toEqual([422, 'bad-input']);
    expect(await enter('audit', 'seven lanterns drift by')).toEqual([409, 'activation-code-wrong']);
    expect(await enter('security', 'seven lanterns drift by')).toEqual([200, undefined]);
    expect(await enter('security', 'another walk by the sea')).toEqual([409, 'activation-code-wrong']);
    await city.host.settle();
  });

  it('knows its first people, each by their own rights', async () => {
    const security = await city.logInWith('security', 'seven lanterns drift by');
    expect((await security.get('/api/me')).json).toMatchObject({ name: '吴小安', account: 'security', unitName: '临江市文化广电局', roles: [{ role: 'security-administrator' }], rights: ['own', 'units.read', 'roles.read', 'roles.grant'], demo: false });
    expect(await outcome(security.get('/api/members'))).toEqual([403, 'not-allowed']);
  });
});

describe('a set-up that broke off', () => {
  beforeEach(async () => { city = await emptyCity(); });
  afterEach(() => city.close());

  it('is taken up with what is given then', async () => {
    const setup = city.host.app.get(Setup);
    const at = (correlation: string) => ({ now: '2026-03-06T09:00:00.000Z', correlation, command: correlation, asked: correlation });
    const breaking = firstPeople.map((person) => (person.role === 'audit-administrator' ? { ...person, account: 'security' } : person));
    await expect(setup.run('临江局', breaking, at('first'))).rejects.toMatchObject({ code: 'account-taken' });
    expect(await setup.needed()).toBe(true);

    const { codes } = await setup.run('临江市局', firstPeople.map((person) => (person.role === 'security-administrator' ? { ...person, name: '吴大安', account: 'safety' } : person)), at('second'));
    expect(await setup.needed()).toBe(false);
    await city.host.settle();
    const { directory, accounts, keys } = { directory: city.host.directory, ...city.host.adapters };
    const tree = await directory.tree();
    const all = (await directory.people(tree.all().map(({ unitId }) => unitId))).people;
    expect(all.map(({ name }) => name).sort()).toEqual(['周一鸣', '吴大安', '王学文', '郑审言'].sort());
    expect([await keys.holder('account', 'security'), await keys.holder('account', 'safety')]).toEqual([null, all.find(({ name }) => name === '吴大安')!.memberId]);
    for (const { account, code } of codes) expect(await outcome(city.nobody.post('/api/activation', { account, code, password: 'paper boats on the canal' }))).toEqual([200, undefined]);
    for (const { memberId } of all) expect(await accounts.isActive(memberId)).toBe(true);
  });
});
