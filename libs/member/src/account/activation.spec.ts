import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Caller } from '@lyceum/nest-kit/testing';
import { Codes } from './codes.ts';
import { cityWithPeople, cookieOf, outcome, passwords, type CityWithPeople } from '../testing/city.ts';

const password = 'a long walk by the river';

/** A code opens no more than its issuer could have issued it for: neither a grant after it nor a second code beside it adds anything. */
describe('an activation code', () => {
  let city: CityWithPeople, admin: Caller, newcomer: string, count = 0;
  beforeAll(async () => {
    city = await cityWithPeople();
    await city.done(city.security.post(`/api/members/${city.ada}/roles`, { role: 'unit-administrator', unitId: city.north, from: '2026-03-01' }));
    admin = await city.logInWith(await city.activate(city.ada, password), password);
  });
  beforeEach(async () => { newcomer = await city.register(`新人${'甲乙丙丁戊己庚辛'[count++]}`, city.north); });
  afterAll(() => city.close());

  const issuedBy = async (who: Caller): Promise<{ account: string; code: string }> => city.done(who.post(`/api/members/${newcomer}/activation-code`));
  const grant = (role: string, unitId: string, more: object = {}) => city.done(city.security.post(`/api/members/${newcomer}/roles`, { role, unitId, from: '2026-03-06', ...more }));
  const activate = ({ account, code }: { account: string; code: string }) => city.nobody.post('/api/activation', { account, code, password });
  const facts = async () => (await city.host.adapters.events.readStream(`account-${newcomer}`)).map(({ type }) => type);

  it('is void once its person was given a role that reaches further than its issuer’s; who reaches as far issues another', async () => {
    const early = await issuedBy(admin);
    await grant('office', city.root);
    const answer = await activate(early);
    expect([answer.status, answer.json.code, cookieOf(answer.headers)]).toEqual([409, 'activation-code-void', undefined]);
    expect(await outcome(activate(early))).toEqual([409, 'activation-code-wrong']); // it was used up
    expect([await city.host.adapters.accounts.isActive(newcomer), await facts()]).toEqual([false, ['ActivationCodeIssued']]);
    expect((await activate(await issuedBy(city.office))).status).toBe(200);
  });

  it('is void for a role that begins later, too', async () => {
    const early = await issuedBy(admin);
    await grant('auditor', city.root, { from: '2026-06-01' });
    expect(await outcome(activate(early))).toEqual([409, 'activation-code-void']);
  });

  it('holds where its issuer reaches as far as the role that was given since', async () => {
    const byOffice = await issuedBy(city.office);
    await grant('office', city.root);
    expect((await activate(byOffice)).status).toBe(200);
  });

  it('is void once its person is to be one of the three administrators, whoever issued it', async () => {
    const byOffice = await issuedBy(city.office);
    await grant('audit-administrator', city.root, { from: '2026-06-01' });
    expect(await outcome(activate(byOffice))).toEqual([409, 'activation-code-void']);
    expect(await outcome(city.office.post(`/api/members/${newcomer}/activation-code`))).toEqual([409, 'account-of-administrator']);
  });

  it('is void once its person is to audit, whoever issued it, and none is issued for them from then on', async () => {
    const byOffice = await issuedBy(city.office);
    await grant('auditor', city.root, { from: '2026-06-01' });
    expect(await outcome(activate(byOffice))).toEqual([409, 'activation-code-void']);
    expect(await outcome(city.office.post(`/api/members/${newcomer}/activation-code`))).toEqual([409, 'account-of-auditor']);
  });

  it('of an administrator comes from whoever runs the server, and from nobody with a login', async () => {
    const memberId = (await city.host.adapters.keys.holder('account', 'audit'))!;
    const inside = await city.logInWith('audit', passwords.audit);
    for (const who of [city.office, admin]) expect(((await who.post(`/api/members/${memberId}/activation-code`)).json as { code: string }).code).toMatch(/^(account-of-administrator|not-found)$/);
    const ask = { command: 'from-the-server', actor: 'system:command-line', unit: city.root, now: city.clock.now(), correlation: 'from-the-server' };
    const code = await city.host.app.get(Codes).issue(memberId, ask);
    expect(code.account).toBe('audit');
    expect((await inside.get('/api/me')).status).toBe(401); // whoever was in as them is out
    expect(await outcome(activate(code))).toEqual([200, undefined]);
    await city.logInWith('audit', password);
  });

  it('is over as soon as another is issued, though the other is not yet in the vault', async () => {
    const early = await issuedBy(admin);
    await grant('office', city.root);
    const { accounts } = city.host.adapters;
    const issueCode = accounts.issueCode.bind(accounts);
    const issuing = jest.spyOn(accounts, 'issueCode').mockImplementationOnce(async (...asked) => {
      expect(await outcome(activate(early))).toEqual([409, 'activation-code-wrong']);
      return issueCode(...asked);
    });
    const late = await issuedBy(city.office);
    expect(issuing).toHaveBeenCalledTimes(1);
    issuing.mockRestore();
    expect((await activate(late)).status).toBe(200);
  });

  it('sets no password where the account was switched off since', async () => {
    const code = await issuedBy(admin);
    await city.done((await city.logInWith('system', passwords.system)).post(`/api/members/${newcomer}/account`, { on: false }));
    expect(await outcome(activate(code))).toEqual([409, 'account-off']);
    expect(await city.host.adapters.accounts.isActive(newcomer)).toBe(false);
  });
});
