import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Caller } from '@lyceum/nest-kit/testing';
import { upload, cityForImports, ended, type CityForImports } from './roster-import/testing/city.ts';
import { utf8 } from './roster-sheet/testing/encode.ts';
import { heading, line, sheetOf } from './roster-sheet/testing/rosters.ts';
import { cityWithPeople, cookieOf, emptyCity, firstPeople, outcome, passwords, person, type CityWithPeople } from './testing/city.ts';

/** A request that is sent again under its key changes nothing, and is answered as it was: also where something outside the log has moved since. */
const key = (name: string) => ({ 'idempotency-key': `the-key-of-${name}` });

describe('a set-up that is sent again', () => {
  let city: Awaited<ReturnType<typeof emptyCity>>;
  beforeAll(async () => { city = await emptyCity(); });
  afterAll(() => city.close());

  it('answers as the first time, though its link is used up; under another key it does not', async () => {
    const token = await city.host.adapters.accounts.issueCode('setup', 'setup', '2026-03-06T01:30:00.000Z');
    const setUp = (name: string, other: object = {}) => city.nobody.post('/api/setup', { token, unitName: '临江局', administrators: firstPeople, ...other }, key(name));
    const first = await setUp('setup');
    const events = await city.host.adapters.events.head();
    expect(first).toMatchObject({ status: 200, json: { position: events } });
    const again = await setUp('setup');
    const without = ({ json }: typeof first) => json.codes.map(({ code: _, ...told }: { code: string }) => told);
    expect([again.status, again.json.position, without(again)]).toEqual([200, events, without(first)]);
    expect(await outcome(setUp('another'))).toEqual([409, 'set-up-already']);
    const others = firstPeople.map((person) => (person.role === 'office' ? { ...person, account: 'office2' } : person));
    for (const other of [{ unitName: '临江市局' }, { token: `${token}x` }, { administrators: others }]) expect(await outcome(setUp('setup', other))).toEqual([409, 'idempotency-key-reused']);
    expect(await city.host.adapters.events.head()).toBe(events);
    await city.host.settle();
    const activate = ({ json }: typeof first) => outcome(city.nobody.post('/api/activation', { account: 'office', code: json.codes[3].code, password: 'paper boats on the canal' }));
    expect([await activate(first), await activate(again)]).toEqual([[409, 'activation-code-wrong'], [200, undefined]]); // the first codes were never seen
    const waiting = async () => (await setUp('setup')).json.codes.map(({ code, expiresAt }: { code: string | null; expiresAt: string | null }) => code !== null && expiresAt);
    expect(await waiting()).toEqual([...Array(3).fill(first.json.codes[0].expiresAt), false]);
    city.clock.set('2026-03-06T16:01:00.000Z'); // after midnight, and then after the last day of the codes
    expect(await waiting()).toEqual([...Array(3).fill(first.json.codes[0].expiresAt), false]);
    city.clock.set('2026-03-13T16:01:00.000Z');
    expect(await waiting()).toEqual([false, false, false, false]);
  });
});

it('an activation code that is sent again after midnight holds for as long as the first would have', async () => {
  const city = await cityWithPeople();
  try {
    city.clock.set('2026-03-06T15:59:00.000Z');
    const office = await city.logInWith('office', passwords.office), issue = () => city.done(office.post(`/api/members/${city.bo}/activation-code`, {}, key('midnight')));
    const first = await issue();
    city.clock.set('2026-03-06T16:01:00.000Z');
    const again = await issue();
    expect([again.expiresAt, again.position, again.code === first.code]).toEqual([first.expiresAt, first.position, false]);
    expect(await outcome(city.nobody.post('/api/activation', { account: again.account, code: again.code, password: 'a long walk by the river' }))).toEqual([200, undefined]);
  } finally { await city.close(); }
});

describe('what is sent again of people and accounts', () => {
  let city: CityWithPeople, office: Caller;
  beforeAll(async () => {
    city = await cityWithPeople();
    ({ office } = city);
  });
  afterAll(() => city.close());
  const head = () => city.host.adapters.events.head();

  it('an activation lets in whoever knows the password that it set, though its code is used up', async () => {
    const { account, code } = await city.done(office.post(`/api/members/${city.bo}/activation-code`));
    const activate = (name: string, password = 'a long walk by the river') => city.nobody.post('/api/activation', { account, code, password }, key(name));
    const first = await activate('activation');
    const again = await activate('activation');
    expect([again.status, again.json]).toEqual([200, first.json]);
    await city.host.settle();
    expect((await new Caller(city.host, cookieOf(again.headers)).get('/api/me')).json.memberId).toBe(city.bo);
    expect((await city.host.adapters.events.readStream(`account-${city.bo}`)).filter(({ type }) => type === 'AccountActivated')).toHaveLength(1);
    expect(await outcome(activate('activation', 'another walk by the sea'))).toEqual([409, 'activation-code-wrong']);
    expect(await outcome(activate('another'))).toEqual([409, 'activation-code-wrong']);
  });

  it('an activation code is made anew while it waits, and throws nobody out once it was used or replaced', async () => {
    const ada = `/api/members/${city.ada}/activation-code`;
    await city.done(office.post(ada, {}, key('first-code')));
    const { account, code } = await city.done(office.post(ada, {}, key('first-code')));
    await city.done(city.nobody.post('/api/activation', { account, code, password: 'a long walk by the river' }));
    const mine = await city.logInWith(account, 'a long walk by the river');
    expect(await outcome(office.post(ada, {}, key('first-code')))).toEqual([409, 'activation-code-over']);
    expect((await mine.get('/api/me')).status).toBe(200);
    await city.done(office.post(ada, {}, key('second-code')));
    const third = await city.done(office.post(ada, {}, key('third-code')));
    expect(await outcome(office.post(ada, {}, key('second-code')))).toEqual([409, 'activation-code-over']);
    await city.done(city.nobody.post('/api/activation', { account, code: third.code, password: 'a long walk by the river' }));
  });

  it('a change of one’s own password is done already', async () => {
    const mine = await city.logInWith('13800000001', 'a long walk by the river');
    const change = (current: string, password = 'another walk by the sea') => mine.post('/api/me/password', { current, password }, key('password'));
    expect([(await change('a long walk by the river')).status, (await change('a long walk by the river')).status]).toEqual([201, 201]);
    expect(await outcome(change('another walk by the sea', 'the third walk of the day'))).toEqual([409, 'idempotency-key-reused']);
    expect((await mine.post('/api/me/password', { current: 'a long walk by the river', password: 'the third walk of the day' })).json.errors[0].path).toBe('current');
    await city.logInWith('13800000001', 'another walk by the sea');
  });

  it('a registration claims nothing again that another person has by now', async () => {
    const body = person('徐一', city.north, { phone: '13800000031' });
    const first = await office.post('/api/members', body, key('registered'));
    const { memberId } = first.json as { memberId: string };
    await city.done(office.post(`/api/members/${memberId}/details`, { phone: null, reason: '登记有误' }));
    await city.done(office.post('/api/members', person('徐二', city.north, { phone: '13800000031' })));
    expect((await office.post('/api/members', body, key('registered'))).json).toEqual(first.json);
  });

  it('a correction corrects what it corrected then, and gives nothing away that the person has again', async () => {
    const memberId = await city.register('徐三', city.north, { phone: '13800000041' });
    const correct = (body: object, name: string) => office.post(`/api/members/${memberId}/details`, { reason: '登记有误', ...body }, key(name));
    const first = await correct({ phone: '13800000042' }, 'to-42');
    await city.done(correct({ name: '徐四', phone: '13800000041' }, 'back-to-41'));
    const before = await head();
    expect((await correct({ phone: '13800000042' }, 'to-42')).json).toEqual(first.json);
    expect(await outcome(correct({ phone: '13800000043' }, 'to-42'))).toEqual([409, 'idempotency-key-reused']);
    const { holder } = city.host.adapters.keys;
    const held = (phone: string) => holder.call(city.host.adapters.keys, 'phone', phone);
    expect([await head(), await held('13800000041'), await held('13800000042'), await held('13800000043')]).toEqual([before, memberId, null, null]);
  });
});

describe('a step of a roster import that is sent again', () => {
  let city: CityForImports;
  beforeAll(async () => { city = await cityForImports(); });
  afterAll(() => city.close());

  it('answers as the first time, whatever the import does meanwhile', async () => {
    const { office } = city;
    const file = utf8(sheetOf(heading, line(1), line(2)));
    const first = await upload(office, 'north', file, '花名册.csv', 'the-upload-1');
    const { importId } = first.json as { importId: string };
    expect((await upload(office, 'north', file, '花名册.csv', 'the-upload-1')).json).toEqual(first.json);
    expect((await upload(office, 'north', utf8(sheetOf(heading, line(3))), '花名册.csv', 'the-upload-1')).json.code).toBe('idempotency-key-reused');
    await ended(office, importId);

    const step = (name: string, body: object, of: string) => office.post(`/api/imports/${importId}/${name}`, body, key(of));
    const rows = { mainPosts: [{ row: 2 }] };
    for (let time = 0; time < 3; time++) expect(await step('choices', rows, 'choice')).toMatchObject({ status: 201, json: { importId } }); // also while it reads again
    expect((await step('choices', { mainPosts: [{ row: 3 }] }, 'choice')).json.code).toBe('idempotency-key-reused');
    await ended(office, importId);
    for (let time = 0; time < 3; time++) expect((await step('run', {}, 'run')).status).toBe(201);
    expect((await ended(office, importId)).status).toBe('done');
    expect((await step('choices', rows, 'choice')).status).toBe(201);
    expect((await step('run', {}, 'run')).status).toBe(201);
    expect((await ended(office, importId)).status).toBe('done');
    expect((await step('choices', rows, 'another-choice')).json.code).toBe('import-busy');
  });
});
