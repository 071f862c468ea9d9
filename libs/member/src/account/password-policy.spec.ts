import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountSwitched } from '@lyceum/contracts/member/account';
import { Caller } from '@lyceum/nest-kit/testing';
import { cookieOf, emptyCity, en, outcome, person } from '../testing/city.ts';

/** A city that asks of passwords what the third level of protection does. */
describe('passwords by PASSWORD_POLICY=mlps3', () => {
  let city: Awaited<ReturnType<typeof emptyCity>>;
  beforeAll(async () => { city = await emptyCity('mlps3'); });
  afterAll(() => city.close());
  const holder = async (account: string): Promise<string> => (await city.host.adapters.keys.holder('account', account))!;
  const insideAs = async (memberId: string) => new Caller(city.host, (await city.host.adapters.accounts.logIn(memberId, 'elsewhere', city.clock.now())).token);
  /** Somebody with a login, however old their password is. */
  const inside = async (account: string) => insideAs(await holder(account));
  /** A second one of the office: nobody issues a code for themselves. */
  let deputy: string;
  const appoint = async () => {
    const { unitId } = (await (await inside('office')).get('/api/me')).json;
    deputy = (await city.done((await inside('office')).post('/api/members', person('李副', unitId)))).memberId;
    await city.done((await inside('security')).post(`/api/members/${deputy}/roles`, { role: 'office', unitId, from: '2026-03-06' }));
  };
  const logIn = (password: string, newPassword?: string) => city.nobody.post('/api/login', { account: 'office', password, ...(newPassword && { newPassword }) }, en);

  it('are said to whoever chooses one, and hold from the first one on', async () => {
    expect((await city.nobody.get('/api/setup')).json).toEqual({ needed: true, passwordPolicy: 'mlps3' });
    const token = await city.host.adapters.accounts.issueCode('setup', 'setup', '2026-03-06T01:30:00.000Z');
    const { codes } = await city.done(city.setUp(token));
    const activate = ({ account, code }: { account: string; code: string }, password: string) => city.nobody.post('/api/activation', { account, code, password }, en);
    expect((await activate(codes[3], 'paper boats on the canal')).json.errors).toEqual([{ path: 'password', message: 'A password has at least three of these: capitals, small letters, digits, other characters.' }]);
    for (const each of codes) await city.done(activate(each, each.account === 'office' ? 'Paper-boats-1' : 'Seven-lanterns-7'));
    expect((await logIn('Paper-boats-1')).status).toBe(200);
  });

  it('open nothing once they are older than 90 days, until a new one takes their place', async () => {
    city.clock.set('2026-06-04T00:59:00.000Z');
    expect((await logIn('Paper-boats-1')).status).toBe(200);
    city.clock.set('2026-06-04T01:01:00.000Z');
    const old = await logIn('Paper-boats-1');
    expect([old.status, old.json.code, old.json.detail, cookieOf(old.headers)]).toEqual([409, 'password-expired', 'This password is older than 90 days: choose a new one to log in.', undefined]);
    expect(await outcome(logIn('a wrong guess of 1', 'Paper-boats-2'))).toEqual([401, 'wrong-credentials']);
    expect((await logIn('Paper-boats-1', 'Paper-boats-1')).json.errors).toEqual([{ path: 'newPassword', message: 'This is one of your last five passwords; choose another.' }]);
    const renewed = await logIn('Paper-boats-1', 'Paper-boats-2');
    expect(renewed.status).toBe(200);
    await city.host.settle();
    const office = new Caller(city.host, cookieOf(renewed.headers));
    expect(await outcome(logIn('Paper-boats-1'))).toEqual([401, 'wrong-credentials']);
    expect((await logIn('Paper-boats-2')).status).toBe(200);
    expect((await office.post('/api/me/password', { current: 'Paper-boats-2', password: 'Paper-boats-1' }, en)).json.errors).toEqual([{ path: 'password', message: 'This is one of your last five passwords; choose another.' }]);
    const { memberId } = renewed.json as { memberId: string };
    expect((await city.host.adapters.events.readStream(`account-${memberId}`)).filter(({ type }) => type === 'PasswordChanged')).toHaveLength(1);
  });

  it('end the logins that there were, where a new one takes the place of an expired one', async () => {
    city.clock.set('2026-09-02T01:02:00.000Z');
    const stolen = await inside('office');
    expect((await stolen.get('/api/me')).status).toBe(200);
    const renewed = await logIn('Paper-boats-2', 'Paper-boats-3');
    expect([renewed.status, (await stolen.get('/api/me')).status]).toEqual([200, 401]);
    expect((await new Caller(city.host, cookieOf(renewed.headers)).get('/api/me')).status).toBe(200);
  });

  it('are taken for no account that is switched off, or that awaits its code: that is said instead', async () => {
    city.clock.set('2026-12-02T01:02:00.000Z');
    const memberId = await holder('office');
    const past = async () => (await city.host.adapters.events.readStream(`account-${memberId}`)).map(({ type }) => type);
    await city.happen(`account-${memberId}`, AccountSwitched({ memberId, on: false })); // as older logs have it: no administrator switches the office off now
    const before = await past();
    expect([await outcome(logIn('Paper-boats-3')), await outcome(logIn('Paper-boats-3', 'Paper-boats-4'))]).toEqual([[409, 'account-off'], [409, 'account-off']]);
    expect(await past()).toEqual(before);
    await city.done((await inside('system')).post(`/api/members/${memberId}/account`, { on: true }));
    expect((await logIn('Paper-boats-3')).json.code).toBe('password-expired'); // it is as it was
    await appoint();
    await city.done((await insideAs(deputy)).post(`/api/members/${memberId}/activation-code`));
    expect(await outcome(logIn('Paper-boats-3', 'Paper-boats-4'))).toEqual([409, 'not-activated']);
    expect(await city.host.adapters.accounts.verify(memberId, 'Paper-boats-3', city.clock.now())).toEqual({ outcome: 'right' });
  });

  it('are asked for again where an activation is repeated after they have become too old', async () => {
    const { code } = await city.done((await insideAs(deputy)).post(`/api/members/${await holder('office')}/activation-code`));
    const activate = () => city.nobody.post('/api/activation', { account: 'office', code, password: 'Paper-boats-5' }, { ...en, 'idempotency-key': 'activated-once' });
    expect([(await activate()).status, (await activate()).status]).toEqual([200, 200]);
    city.clock.set('2027-03-03T01:02:00.000Z');
    const again = await activate();
    expect([again.status, again.json.code, cookieOf(again.headers)]).toEqual([409, 'password-expired', undefined]);
  });
});
