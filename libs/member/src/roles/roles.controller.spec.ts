import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RecordLookedAt } from '@lyceum/contracts/audit/access';
import type { Caller } from '@lyceum/nest-kit/testing';
import { cityWithPeople, en, outcome, person, type CityWithPeople } from '../testing/city.ts';

const password = 'a long walk by the river';
let city: CityWithPeople;
let office: Caller, security: Caller, root: string, north: string, south: string, ada: string, bo: string;
beforeAll(async () => {
  city = await cityWithPeople();
  ({ office, security, root, north, south, ada, bo } = city);
});
afterAll(() => city.close());

describe('a unit administrator', () => {
  let admin: Caller;
  beforeAll(async () => {
    await city.done(security.post(`/api/members/${ada}/roles`, { role: 'unit-administrator', unitId: north, from: '2026-03-01' }));
    admin = await city.logInWith(await city.activate(ada, password), password);
  });

  it('sees their own unit as the top, and nothing beside it', async () => {
    expect((await admin.get('/api/units')).json.items).toMatchObject([{ unitId: north, parentId: null }]);
    expect((await admin.get('/api/me')).json.scopeRoots).toEqual([{ unitId: north, name: '北总台' }]);
    const { items, total } = (await admin.get('/api/members')).json;
    expect([items.map(({ name }: { name: string }) => name), total]).toEqual([['李明'], 1]);
    expect((await admin.get(`/api/members?q=${encodeURIComponent('Bo')}`)).json).toEqual({ items: [], next: null, total: 0 });
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
    const chief = await city.register('钱局', north);
    await city.done(security.post(`/api/members/${chief}/roles`, { role: 'office', unitId: root, from: '2026-03-01' }));
    expect(await outcome(admin.post(`/api/members/${chief}/activation-code`))).toEqual([409, 'account-reaches-further']);
    expect((await city.done(office.post(`/api/members/${chief}/activation-code`))).account).toMatch(/^\d{8}$/); // no phone to take for a name
  });

  it('has nobody forgotten whose roles reach further', async () => {
    const local = await city.register('冯处', north);
    await city.done(security.post(`/api/members/${local}/roles`, { role: 'office', unitId: north, from: '2026-03-01' }));
    const chief = await city.register('褚局', north);
    await city.done(security.post(`/api/members/${chief}/roles`, { role: 'city-leader', unitId: root, from: '2026-03-01' }));
    const officer = await city.logInWith(await city.activate(local, password), password);
    expect(await outcome(officer.post(`/api/members/${chief}/forget`, { reason: '试' }))).toEqual([409, 'account-reaches-further']);
    for (const memberId of [chief, local]) await city.done(office.post(`/api/members/${memberId}/forget`, { reason: '登记有误' }));
  });

  it('has no administrator forgotten, nor does the office, as long as the role holds or is to begin', async () => {
    const keeper = await city.register('卫安', north);
    const { grantId } = await city.done(security.post(`/api/members/${keeper}/roles`, { role: 'security-administrator', unitId: north, from: '2026-04-01' }));
    expect(await outcome(office.post(`/api/members/${keeper}/forget`, { reason: '本人要求' }))).toEqual([409, 'account-of-administrator']);
    expect((await office.post(`/api/members/${keeper}/forget`, { reason: '本人要求' }, en)).json.detail).toContain('end that role first');
    await city.done(security.post(`/api/members/${keeper}/roles/${grantId}/end`, { until: '2026-03-31' }));
    await city.done(office.post(`/api/members/${keeper}/forget`, { reason: '本人要求' }));
  });

  it('has no auditor forgotten, nor does the office, as long as they audit it or are to', async () => {
    const reader = await city.register('沈审', north);
    const { grantId } = await city.done(security.post(`/api/members/${reader}/roles`, { role: 'auditor', unitId: north, from: '2026-04-01' }));
    expect(await outcome(office.post(`/api/members/${reader}/forget`, { reason: '本人要求' }))).toEqual([409, 'account-of-auditor']);
    await city.done(security.post(`/api/members/${reader}/roles/${grantId}/end`, { until: '2026-03-31' }));
    await city.done(office.post(`/api/members/${reader}/forget`, { reason: '本人要求' }));
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
  const { grantId } = await city.done(security.post(`/api/members/${bo}/roles`, { role: 'auditor', unitId: south, from: '2026-03-01', until: '2026-12-31' }));
  expect((await security.get(`/api/members/${bo}/roles`)).json.items).toEqual([{ grantId, role: 'auditor', unitId: south, unitName: '南总台', from: '2026-03-01', until: '2026-12-31' }]);
  await city.done(security.post(`/api/members/${bo}/roles/${grantId}/end`, { until: '2026-03-05' }));
  expect((await security.get(`/api/members/${bo}/roles`)).json.items).toEqual([]);
});

it('keeps one of each of the three administrators: another is granted the role first, and of two who end it at once one is refused', async () => {
  const audit = (await security.get('/api/grants?role=audit-administrator')).json.items[0] as { memberId: string; grantId: string };
  const end = ({ memberId, grantId }: typeof audit) => security.post(`/api/members/${memberId}/roles/${grantId}/end`, { until: '2026-03-31' }, en);
  const refused = await end(audit);
  expect([refused.status, refused.json.code, refused.json.detail]).toEqual([409, 'last-administrator', 'From 2026-04-01 on nobody else would hold this administrator’s role for the unit: grant it to somebody else first, then end this one.']);
  const grant = async (name: string, unitId: string) => {
    const memberId = await city.register(name, north);
    return { memberId, ...await city.done(security.post(`/api/members/${memberId}/roles`, { role: 'audit-administrator', unitId, from: '2026-03-01' })) } as typeof audit;
  };
  const below = await grant('许审', north);
  expect(await outcome(end(audit))).toEqual([409, 'last-administrator']); // theirs does not reach so far
  await city.done(end(below)); // as the city's goes on
  const next = await grant('孔审', root);
  const both = await Promise.all([end(audit), end(next)]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
});

it('shows a security administrator who holds what, and whom a role could be given to', async () => {
  const { items, total } = (await security.get('/api/grants?limit=50')).json;
  expect(total).toBe(items.length);
  expect(items).toContainEqual(expect.objectContaining({ name: '吴小安', role: 'security-administrator', unitId: root }));
  expect(items).toContainEqual(expect.objectContaining({ name: 'Bo 𠮷', role: 'auditor', until: '2026-03-05' }));
  const sought = async (q: string) => (await security.get(`/api/grants/candidates?q=${encodeURIComponent(q)}`)).json;
  for (const part of ['𠮷', '李', '138', '1380000000']) expect([part, await sought(part)]).toEqual([part, { items: [], next: null, total: 0 }]);
  expect((await sought('13800000001')).items).toHaveLength(1);
  expect(await sought('bo𠮷')).toEqual({ items: [{ memberId: bo, name: 'Bo 𠮷', unitId: south, unitName: '南总台' }], next: null, total: 1 });
  expect(await outcome(office.get('/api/grants'))).toEqual([403, 'not-allowed']);
});

it('finds grants by a part of the holder’s name or the whole phone, and by role, page by page; never by a part of a phone', async () => {
  const list = async (query: Record<string, string>) => (await security.get(`/api/grants?${new URLSearchParams(query)}`)).json;
  const clerk = (n: number) => city.register(`欧阳${'甲乙丙'[n]}`, n === 0 ? north : south, { phone: `1380000777${n}` });
  for (const n of [0, 1, 2]) {
    const memberId = await clerk(n);
    for (const role of ['auditor', 'unit-leader']) await city.done(security.post(`/api/members/${memberId}/roles`, { role, unitId: n === 0 ? north : south, from: '2026-03-01' }));
  }
  expect(await list({ q: '欧 阳' })).toMatchObject({ total: 6, next: null });
  expect(await list({ q: '欧阳乙' })).toMatchObject({ total: 2, items: [{ name: '欧阳乙' }, { name: '欧阳乙' }] });
  expect((await list({ q: '13800007772' })).items.map(({ name }: { name: string }) => name)).toEqual(['欧阳丙', '欧阳丙']);
  expect(await list({ q: '1380000777' })).toEqual({ items: [], next: null, total: 0 });
  const all = (await list({ role: 'unit-leader', limit: '200' })).items as { role: string; grantId: string }[];
  expect([all.length >= 3, all.every(({ role }) => role === 'unit-leader')]).toEqual([true, true]);
  const first = await list({ q: '欧阳', role: 'auditor', limit: '2' });
  const second = await list({ q: '欧阳', role: 'auditor', limit: '2', cursor: first.next });
  expect([first.total, new Set([...first.items, ...second.items].map(({ name }: { name: string }) => name)), second.next]).toEqual([3, new Set(['欧阳甲', '欧阳乙', '欧阳丙']), null]);
  const [wrong, unknown] = [await security.get('/api/grants?role=emperor'), await security.get('/api/grants?rolle=auditor')];
  expect([wrong.status, unknown.status, JSON.stringify(unknown.json)]).toEqual([422, 422, expect.stringContaining('role')]);
});

it('gives no right any more once its end was answered', async () => {
  const clerk = await city.register('陈办', north);
  const { grantId } = await city.done(security.post(`/api/members/${clerk}/roles`, { role: 'person-access', unitId: south, from: '2026-03-01' }));
  const theirs = await city.logInWith(await city.activate(clerk, password), password);
  expect((await theirs.get('/api/members')).status).toBe(200);
  await security.post(`/api/members/${clerk}/roles/${grantId}/end`, { until: '2026-03-05' });
  expect((await theirs.get('/api/members')).status).toBe(403);
});

it('tells a person who looked at them', async () => {
  await city.happen(`access-${ada}`, RecordLookedAt({ memberId: ada, what: 'details', day: '2026-03-06' }));
  const mine = await city.logInWith(await city.activate(ada, password), password);
  expect((await mine.get('/api/me/looks')).json).toMatchObject({ items: [{ actor: { memberId: 'setup', name: null }, what: 'details', day: '2026-03-06' }], next: null, total: 1 });
  expect((await office.get('/api/me/looks')).json).toMatchObject({ items: [], total: 0 });
});
