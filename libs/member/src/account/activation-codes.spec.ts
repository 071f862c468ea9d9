import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import type { Caller } from '@lyceum/nest-kit/testing';
import { garbled } from '@lyceum/vault/testing/garbled';
import { cityWithPeople, outcome, type CityWithPeople } from '../testing/city.ts';

const password = 'a long walk by the river';
const key = (name: string) => ({ 'idempotency-key': `the-key-of-${name}` });
type Code = { memberId: string; name: string; unitName: string; account: string; code: string; expiresAt: string };

/** After an import nobody can log in; one request makes a list of codes to hand out. */
describe('activation codes for a unit', () => {
  let city: CityWithPeople, office: Caller, newcomers: string[];
  beforeAll(async () => {
    city = await cityWithPeople();
    ({ office } = city);
    newcomers = [];
    for (const name of ['新人甲', '新人乙', '新人丙']) newcomers.push(await city.register(name, city.north));
  });
  afterAll(() => city.close());

  const codes = (unitId: string, body: object = {}, who = office, headers: Record<string, string> = {}) => city.done(who.post(`/api/units/${unitId}/activation-codes`, body, headers));
  const issuedTo = async (memberId: string) => (await city.host.adapters.events.readStream(`account-${memberId}`)).filter(({ type }) => type === 'ActivationCodeIssued').length;
  const activate = ({ account, code }: Code) => city.nobody.post('/api/activation', { account, code, password });

  it('counts who lacks an account', async () => expect((await office.get(`/api/units/${city.north}/activation-codes`)).json).toEqual({ without: 4, awaiting: 0 }));

  it('go to who lacks an account, in parts, and each opens its account', async () => {
    const first = await codes(city.north, { limit: 3 }, office, key('first'));
    expect(first).toMatchObject({ skipped: 0, waiting: 0, remaining: 1 });
    const second = await codes(city.north, { limit: 3, after: first.next });
    expect(second).toMatchObject({ skipped: 0, waiting: 0, remaining: 0, next: null });
    const all = [...first.issued, ...second.issued] as Code[];
    expect(all.map(({ memberId }) => memberId)).toEqual([city.ada, ...newcomers].sort());
    expect(all.find(({ memberId }) => memberId === city.ada)).toMatchObject({ name: '李明', unitName: '北总台', account: '13800000001', expiresAt: '2026-03-13T15:59:00.000Z' });
    expect((await activate(second.issued[0])).status).toBe(200);
    await city.host.settle();
  });

  it('are made anew for whom a request issued them when it is sent again, without another fact', async () => {
    const again = await codes(city.north, { limit: 3 }, office, key('first'));
    expect(again.issued).toHaveLength(3);
    expect(await Promise.all((again.issued as Code[]).map(({ memberId }) => issuedTo(memberId)))).toEqual([1, 1, 1]);
    expect((await activate(again.issued[0])).status).toBe(200);
    await city.host.settle();
  });

  it('leave in peace who is active or holds a good code, unless they are asked for anew or it has expired', async () => {
    expect(await codes(city.north)).toMatchObject({ issued: [], skipped: 0, waiting: 2, remaining: 0 });
    const [one] = (await codes(city.north, { anew: true })).issued as Code[];
    expect([await issuedTo(one!.memberId), (await office.get(`/api/units/${city.north}/activation-codes`)).json]).toEqual([2, { without: 0, awaiting: 2 }]);
    city.clock.set('2026-03-14T01:00:00.000Z');
    expect(await outcome(activate(one!))).toEqual([409, 'activation-code-wrong']);
    const office2 = await city.logInWith('office', 'paper boats on the canal');
    expect((await codes(city.north, {}, office2)).issued).toHaveLength(2);
    city.clock.set('2026-03-06T01:00:00.000Z');
  });

  it('leave out, and count, whose roles reach further than the caller’s and whose account is off', async () => {
    const [chief, switched] = [await city.register('王站长', city.south), await city.register('停用人', city.south)];
    await city.done(city.security.post(`/api/members/${chief}/roles`, { role: 'unit-administrator', unitId: city.root, from: '2026-04-01' }));
    await city.done((await city.logInWith('system', 'quiet herons wade north')).post(`/api/members/${switched}/account`, { on: false }));
    const keeper = await city.register('管理员', city.south);
    await city.done(city.security.post(`/api/members/${keeper}/roles`, { role: 'unit-administrator', unitId: city.south, from: '2026-03-01' }));
    const admin = await city.logInWith(await city.activate(keeper, password), password);
    const { issued, skipped } = await codes(city.south, {}, admin);
    expect([(issued as Code[]).map(({ memberId }) => memberId), skipped]).toEqual([[city.bo], 2]);
    expect([await issuedTo(chief), await issuedTo(switched)]).toEqual([0, 0]);
    expect(await outcome(admin.post(`/api/units/${city.north}/activation-codes`))).toEqual([404, 'not-found']);
  });

  it('leave out, and count by themselves, the three administrators and auditors: nobody has a code for them here, the office neither', async () => {
    const watchers = [await city.register('审计人', city.south), await city.register('审计员', city.south)];
    for (const [n, role] of ['audit-administrator', 'auditor'].entries()) await city.done(city.security.post(`/api/members/${watchers[n]}/roles`, { role, unitId: city.south, from: '2026-04-01' }));
    const { issued, skipped, administrators, remaining } = await codes(city.south);
    expect([(issued as Code[]).length, skipped, administrators, remaining]).toEqual([1, 1, 2, 0]); // 王站长; who is off
    for (const memberId of watchers) expect(await issuedTo(memberId)).toBe(0);
  });

  it('leave out, and count by themselves, who can’t be read: an account’s name could not be told from another', async () => {
    const { keys } = city.host.adapters;
    const name = garbled(await keys.seal('hurt', '王无名'));
    await city.happen('member-hurt', MemberRegistered({ memberId: 'hurt', name, unitId: city.south, post: '值机员', tier: 'operator', employment: 'staff', party: 'non-party', from: '2026-01-05' }));
    await city.host.settle();
    expect(await codes(city.south)).toMatchObject({ issued: [], unreadable: 1, remaining: 0 });
    expect(await issuedTo('hurt')).toBe(0);
    expect(await outcome(office.post('/api/members/hurt/activation-code'))).toEqual([503, 'person-unreadable']);
    expect(await issuedTo('hurt')).toBe(0);
  });

  it('are refused beyond what one request may ask for', async () => expect((await office.post(`/api/units/${city.north}/activation-codes`, { limit: 501 })).status).toBe(422));
});
