import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Caller } from '@lyceum/nest-kit/testing';
import { cityWithPeople, en, outcome, passwords, person, type CityWithPeople } from '../testing/city.ts';

let city: CityWithPeople;
let office: Caller, root: string, north: string, south: string, ada: string, bo: string;
beforeAll(async () => {
  city = await cityWithPeople();
  ({ office, root, north, south, ada, bo } = city);
});
afterAll(() => city.close());

it('lists units with their people', async () => {
  const { json } = await office.get('/api/units');
  expect(json.items.map(({ name, people, parentId }: { name: string; people: number; parentId: string | null }) => [name, people, parentId])).toEqual([['临江市文化广电局', 4, null], ['北总台', 1, root], ['南总台', 1, root]]);
  expect((await city.security.get('/api/units')).json.items.map(({ people }: { people: number | null }) => people)).toEqual([null, null, null]); // may see units, and no persons
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

it('tells by no cursor of the list which units there are outside the scope', async () => {
  await city.done(city.security.post(`/api/members/${ada}/roles`, { role: 'unit-administrator', unitId: north, from: '2026-03-01' }));
  const northern = await city.host.adapters.accounts.logIn(ada, 'a spec', city.clock.now()).then(({ token }) => new Caller(city.host, token));
  const named = (unitId: string) => outcome(northern.get(`/api/members?cursor=${unitId}_leader.`));
  expect([await named(north), await named(south), await named(root), await named('nowhere')]).toEqual([[200, undefined], ...Array<unknown>(3).fill([422, 'bad-cursor'])]);
  expect(await outcome(office.get(`/api/members?cursor=${south}_leader.`))).toEqual([200, undefined]);
});

it('lists people by units as the tree has them and by rank in each, over all pages', async () => {
  const mine = await cityWithPeople();
  for (const [name, unitId, tier] of [['值一', mine.north, 'operator'], ['班二', mine.north, 'team-lead'], ['领三', mine.north, 'leader'], ['班四', mine.south, 'team-lead'], ['领五', mine.root, 'leader']] as const)
    await mine.done(mine.office.post('/api/members', person(name, unitId, { tier })));
  const pages = async (query: string) => {
    const listed: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json } = await mine.office.get(`/api/members?limit=2${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      listed.push(...json.items.map(({ unitName, tier }: { unitName: string; tier: string }) => [unitName, tier]));
      expect([json.total, json.items.length > 0]).toEqual([11, true]);
      cursor = json.next;
    }
    return listed;
  };
  const ranks = ['leader', 'middle', 'team-lead', 'operator'];
  const [top, northern, southern] = ['临江市文化广电局', '北总台', '南总台'];
  const expected = (units: string[], listed: string[][]) => [...listed].sort((a, b) => units.indexOf(a[0]!) - units.indexOf(b[0]!) || ranks.indexOf(a[1]!) - ranks.indexOf(b[1]!));
  const listed = await pages('');
  expect(listed.filter(([unit]) => unit === northern)).toEqual([[northern, 'leader'], [northern, 'team-lead'], [northern, 'operator'], [northern, 'operator']]);
  expect(listed).toEqual(expected([top!, northern!, southern!], listed));
  expect(await pages('&sort=unitId')).toEqual(listed);
  const turned = await pages('&sort=-unitId');
  expect(turned).toEqual(expected([southern!, northern!, top!], turned));
  const tiers = (await pages('&sort=tier')).map(([, tier]) => ranks.indexOf(tier!));
  expect(tiers).toEqual([...tiers].sort());
  expect((await pages('&sort=-tier')).map(([, tier]) => ranks.indexOf(tier!))).toEqual([...tiers].sort().reverse());
  expect(await outcome(mine.office.get('/api/members?cursor=nobody.'))).toEqual([422, 'bad-cursor']);
  await mine.close();
});

it('makes one person of a request that is sent twice, also at once', async () => {
  const key = { 'idempotency-key': 'the-very-same-key' };
  const body = person('赵双', north, { phone: '13800000009' });
  const [first, twin] = await Promise.all([office.post('/api/members', body, key), office.post('/api/members', body, key)]);
  const again = await office.post('/api/members', body, key);
  expect([first.status, twin.json, again.json]).toEqual([201, first.json, first.json]);
  expect(await outcome(office.post('/api/members', { ...body, name: '赵单' }, key))).toEqual([409, 'idempotency-key-reused']);
  expect(await city.host.adapters.keys.holder('phone', '13800000009')).toBe(first.json.memberId);
});

it('refuses a phone or number that somebody has, and leaves nothing claimed', async () => {
  expect(await outcome(office.post('/api/members', person('王芳', north, { phone: '138 0000 0001', idNumber: '000000199001010026' })))).toEqual([409, 'phone-taken']);
  expect(await city.host.adapters.keys.holder('id-number', '000000199001010026')).toBeNull();
  expect(await outcome(office.post('/api/members', person('王芳', north, { idNumber: '000000199001010018' })))).toEqual([409, 'id-number-taken']);
});

it('tells at its field what can’t be read', async () => {
  const { status, json } = await office.post('/api/members', person('王?', north, { phone: '1380000' }), en);
  expect([status, json.errors]).toEqual([422, [{ path: 'phone', message: 'This phone number can’t be read.' }]]);
  expect((await office.post('/api/members', person('王?', north), en)).json.errors[0].path).toBe('name');
});

it('corrects details: an old phone is free again, what is left out stays', async () => {
  const correct = (body: object) => office.post(`/api/members/${bo}/details`, { reason: '登记有误', ...body });
  await city.done(correct({ phone: '13800000002' }));
  await city.done(correct({ name: '薄𠮷' }));
  expect((await office.get(`/api/members/${bo}`)).json).toMatchObject({ name: '薄𠮷', phone: '13800000002' });
  expect(await outcome(correct({ phone: '13800000001' }))).toEqual([409, 'phone-taken']);
  const before = await city.host.adapters.events.head();
  await city.done(correct({ phone: '13800000002' })); // what it was
  expect(await city.host.adapters.events.head()).toBe(before);
  await city.done(correct({ phone: null }));
  expect((await office.get(`/api/members/${bo}`)).json.phone).toBeNull();
  expect((await office.get(`/api/members/${bo}?asOf=${before}`)).json.phone).toBe('13800000002');
  expect(await city.host.adapters.keys.holder('phone', '13800000002')).toBeNull();
});

it('refuses a correction of what somebody else has corrected since it was seen; a retry of one that was right answers as before', async () => {
  const was = { name: '薄𠮷', phone: null };
  const [key, body] = [{ 'idempotency-key': 'corrected-as-seen' }, { name: 'Bo 𠮷', reason: '登记有误', was }];
  const first = await office.post(`/api/members/${bo}/details`, body, key);
  expect([first.status, (await office.post(`/api/members/${bo}/details`, body, key)).json]).toEqual([201, first.json]);
  expect(await outcome(office.post(`/api/members/${bo}/details`, { phone: '13800000002', reason: '登记有误', was }))).toEqual([409, 'changed-meanwhile']);
  expect((await office.get(`/api/members/${bo}`)).json.phone).toBeNull();
});

it('keeps names, phones and numbers out of the log', async () => {
  const log = JSON.stringify(await city.host.adapters.events.readLog({ limit: 1000 }));
  expect(log).toContain('MemberRegistered');
  expect(log).not.toMatch(/李明|13800000001|000000199001010018|周一鸣|"office"[^-]*account/);
  expect(log).not.toContain(Buffer.from('李明').toString('base64url'));
});

it('forgets a person everywhere, once and for all', async () => {
  await city.logInWith(await city.activate(ada, 'a long walk by the river'), 'a long walk by the river');
  await city.done(office.post(`/api/members/${ada}/forget`, { reason: '本人要求' }));
  expect((await office.get(`/api/members/${ada}`)).json).toMatchObject({ name: null, phone: null, idNumber: null, forgotten: true, account: 'none' });
  expect((await office.get(`/api/members?q=${encodeURIComponent('李明')}`)).json.total).toBe(0);
  expect((await office.get('/api/members?q=13800000001')).json.total).toBe(0);
  expect(await outcome(city.nobody.post('/api/login', { account: '13800000001', password: 'a long walk by the river' }))).toEqual([401, 'wrong-credentials']);
  expect(await outcome(office.post(`/api/members/${ada}/details`, { name: '李明', reason: '试' }))).toEqual([409, 'member-forgotten']);
  expect(await outcome(office.post(`/api/members/${ada}/activation-code`))).toEqual([409, 'member-forgotten']);
  await city.done(office.post('/api/members', person('李明', north, { phone: '13800000001' }))); // what was theirs is free
});

it('transfers a person: today they are there, as of before and on the day before they were here', async () => {
  const { position } = (await office.get(`/api/members/${bo}`)).json;
  city.clock.set('2026-03-09T01:00:00.000Z');
  office = await city.logInWith('office', passwords.office);
  await city.done(office.post(`/api/members/${bo}/transfer`, { unitId: north, from: '2026-03-09' }));
  const unitOf = async (query: string) => (await office.get(`/api/members/${bo}?${query}`)).json.unitId;
  expect([await unitOf(''), await unitOf('day=2026-03-08'), await unitOf(`asOf=${position}`)]).toEqual([north, south, south]);
  const counts = (await office.get('/api/units?day=2026-03-09')).json.items.map(({ people }: { people: number }) => people);
  expect(counts).toEqual([4, 4, 0]);
  expect((await office.get(`/api/units?day=2026-03-09&asOf=${position}`)).json.items.map(({ people }: { people: number }) => people)).toEqual([4, 3, 1]);
});

it('pages through a search, and filters all of it', async () => {
  const namesakes = Array.from({ length: 210 }, (_, n) => person(`欧阳${String.fromCodePoint(0x4e00 + n)}`, south));
  const ids = (await Promise.all(namesakes.map((body) => office.post('/api/members', body)))).map(({ json }) => json.memberId as string);
  await city.host.settle();
  const q = encodeURIComponent('欧阳');
  const first = (await office.get(`/api/members?q=${q}&limit=200`)).json;
  const second = (await office.get(`/api/members?q=${q}&limit=200&cursor=${first.next}`)).json;
  expect([first.total, first.items.length, second.total, second.items.length, second.next]).toEqual([210, 200, 210, 10, null]);
  expect([...first.items, ...second.items].map(({ memberId }: { memberId: string }) => memberId).sort()).toEqual([...ids].sort());
  const names = [...first.items, ...second.items].map(({ name }: { name: string }) => name);
  expect(names).toEqual([...names].sort(new Intl.Collator('zh').compare));
  const last = second.items.at(-1).memberId;
  await city.done(office.post(`/api/members/${last}/kind`, { employment: 'temporary', party: 'party' }));
  expect((await office.get(`/api/members?q=${q}&employment=temporary`)).json).toMatchObject({ items: [{ memberId: last }], total: 1, next: null });
  expect(await outcome(office.get(`/api/members?q=${q}&cursor=nonsense`))).toEqual([422, 'bad-cursor']);
});

it('takes a write about what was written a moment ago: rows lag, and the caller is right', async () => {
  const { reads } = city.host.adapters;
  const write = reads.write.bind(reads);
  const lagging = jest.spyOn(reads, 'write').mockImplementation(async (...asked) => { await setTimeout(150); return write(...asked); });
  try {
    const { json } = await office.post('/api/members', { ...person('Quick', north), idNumber: undefined, phone: undefined });
    expect((await office.post(`/api/members/${json.memberId}/post`, { post: '班长', tier: 'team-lead', from: '2026-03-01' })).status).toBe(201);
    expect((await office.post('/api/members/nobody/post', { post: '班长', tier: 'team-lead', from: '2026-03-01' })).status).toBe(404);
  } finally { lagging.mockRestore(); }
});
