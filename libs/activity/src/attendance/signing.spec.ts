import { describe, expect, it } from '@jest/globals';
import { ada, bob, city, codeOf, dora, en, inCity, olga, opened, read, signFor, visitor } from '../testing/sessions-over-http.ts';

describe('signing over HTTP, on a real log and real rows', () => {
  inCity();

  it('takes the code on the wall, once', async () => {
    const id = await opened();
    const shown = (await dora.get(`/api/study-sessions/${id}/code`)).json;
    expect(shown).toMatchObject({ serverNow: '2026-03-06T07:00:00.000Z', expiresAt: '2026-03-06T07:00:15.000Z' });
    expect(shown.url).toMatch(new RegExp(`^http://.*/sign/${shown.code.replaceAll('.', '\\.')}$`));
    const first = await ada.post('/api/sign', { code: shown.code, deviceAt: '2026-03-06T06:58:00.000Z', device: 'adas-phone' });
    expect(first.json).toMatchObject({ sessionId: id, title: '学习《条例》', day: '2026-03-06', already: false });
    expect((await ada.post('/api/sign', { code: shown.code })).json).toMatchObject({ already: true, position: first.json.position });
    const list = (await read(dora, `/api/study-sessions/${id}/attendances`)).json;
    expect(list.total).toBe(3);
    expect(list.items[0]).toEqual({ memberId: 'ada', name: 'ada name', unitId: 'station', state: 'signed', method: 'qr', recordedAt: '2026-03-06T07:00:00.000Z', deviceAt: '2026-03-06T06:58:00.000Z', device: expect.stringMatching(/^[\w-]{12}$/) });
    expect(list.items[1]).toEqual({ memberId: 'bob', name: 'bob name', unitId: 'station', state: 'missing' });
    expect((await dora.get(`/api/study-sessions/${id}`)).json).toMatchObject({ invited: 3, signed: 1 });
  });

  it('refuses a code after 30 seconds, and says what to do', async () => {
    const code = await codeOf(await opened());
    city.clock.set('2026-03-06T07:00:30.000Z');
    const answer = await ada.post('/api/sign', { code }, en);
    expect(answer.json).toMatchObject({ status: 409, code: 'code-expired', detail: 'This code has expired: scan the one that is on the screen now.' });
    expect((await visitor.post('/api/sign/capture', { code })).json.code).toBe('code-expired');
  });

  it('shows no code of a session that was left open once it can no longer be signed for, and takes none that was shown until then', async () => {
    const id = await opened();
    city.clock.set('2026-03-13T15:59:50.000Z'); // the seventh day ends, in Shanghai
    const before = await city.logIn('dora'), { code } = (await before.get(`/api/study-sessions/${id}/code`)).json;
    city.clock.set('2026-03-13T16:00:05.000Z');
    expect((await (await city.logIn('ada')).post('/api/sign', { code })).json.code).toBe('too-late-to-sign');
    expect((await before.get(`/api/study-sessions/${id}/code`, en)).json).toMatchObject({ code: 'too-late-to-sign', detail: expect.stringContaining('within 7 days') });
    expect((await before.get(`/api/study-sessions/${id}`)).json).toMatchObject({ status: 'open', may: { manage: true, sign: false, reopen: false } });
  });

  it('answers a repeated signing as the first time, long after its code has expired and the session was closed', async () => {
    const id = await opened();
    const body = { code: await codeOf(id), deviceAt: '2026-03-06T06:58:00.000Z', device: 'adas-phone' }, key = { 'idempotency-key': 'ada-signs-once' };
    const first = await ada.post('/api/sign', body, key);
    expect([first.status, first.json.already]).toEqual([201, false]);
    city.clock.set('2026-03-06T08:30:00.000Z');
    expect((await ada.post('/api/sign', body, key)).json).toEqual(first.json);
    expect((await ada.post('/api/sign', { ...body, device: 'another' }, key)).json.code).toBe('idempotency-key-reused');
    expect((await ada.post('/api/sign', body)).json).toEqual({ ...first.json, already: true }); // by another scan of an old code
    expect((await bob.post('/api/sign', body, key)).json.code).toBe('code-expired');
    await dora.post(`/api/study-sessions/${id}/close`);
    expect((await ada.post('/api/sign', body, key)).json).toEqual(first.json);
    await dora.post(`/api/study-sessions/${id}/attendances/ada/withdrawal`, { reason: '本人未到' });
    expect((await ada.post('/api/sign', body, key)).json).toEqual(first.json);
    expect((await ada.post('/api/sign', body)).json.code).toBe('code-expired');
    expect(await city.host.adapters.events.readStream(`attendance-${id}-ada`)).toHaveLength(2);
  });

  it('takes a code that was captured before the login', async () => {
    const code = await codeOf(await opened());
    const { status, json, headers } = await visitor.post('/api/sign/capture', { code });
    expect(headers['set-cookie']).toMatch(/^lyceum-capture=[\w-]{24}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=600$/);
    const onThisPhone = async (memberId: string) => ({ cookie: `lyceum=${(await city.host.adapters.accounts.logIn(memberId, 'phone', city.clock.now())).token}; ${String(headers['set-cookie']).split(';')[0]}` });
    expect([status, json.title, json.unitName, json.expiresAt]).toEqual([201, '学习《条例》', 'station name', '2026-03-06T07:10:00.000Z']);
    city.clock.set('2026-03-06T07:09:59.000Z');
    expect((await bob.post('/api/sign', { ticket: json.ticket })).json.code).toBe('code-expired'); // sent on to another phone
    expect((await visitor.post('/api/sign', { ticket: json.ticket }, await onThisPhone('ada'))).json).toMatchObject({ already: false });
    city.clock.set('2026-03-06T07:10:00.000Z');
    expect((await visitor.post('/api/sign', { ticket: json.ticket }, await onThisPhone('bob'))).json.code).toBe('code-expired');
  });

  it('refuses both and neither, a forged code, somebody who is not invited, and a closed session', async () => {
    const id = await opened();
    const code = await codeOf(id);
    for (const body of [{}, { code, ticket: code }]) expect((await ada.post('/api/sign', body)).json).toMatchObject({ status: 422, errors: [{ path: 'code' }] });
    expect((await ada.post('/api/sign', { code: `${id}.0.${'a'.repeat(22)}` })).json.code).toBe('code-unknown');
    for (const url of ['/api/sign', '/api/sign/capture']) expect((await ada.post(url, { code: 'x' })).json.code).toBe('code-unknown');
    expect((await ada.post('/api/sign', { ticket: code })).json.code).toBe('code-expired');
    expect((await olga.post('/api/sign', { code })).json.code).toBe('not-invited');
    await signFor(id, 'bob');
    await dora.post(`/api/study-sessions/${id}/close`);
    expect((await ada.post('/api/sign', { code })).json.code).toBe('session-not-open');
    expect((await dora.get(`/api/study-sessions/${id}/code`)).json.code).toBe('session-not-open');
  });

  it('shows two people on one phone, and does not tell the phone', async () => {
    const id = await opened();
    const code = await codeOf(id);
    await ada.post('/api/sign', { code, device: 'one-phone' });
    const alone = (await read(dora, `/api/study-sessions/${id}/attendances?state=signed`)).json;
    await bob.post('/api/sign', { code, device: 'one-phone' });
    const both = (await read(dora, `/api/study-sessions/${id}/attendances?state=signed`)).json;
    expect([alone.items, both.items].map((items) => items.map(({ sharedDevice = false }) => sharedDevice))).toEqual([[false], [true, true]]);
    expect(JSON.stringify(both)).not.toContain('one-phone');
    expect(JSON.stringify(await city.host.adapters.events.readLog({ limit: 1000 }))).not.toContain('one-phone');
  });

  it('counts for the unit of the invitation', async () => {
    const id = await opened();
    await ada.post('/api/sign', { code: await codeOf(id) });
    const [signed] = await city.host.adapters.events.readStream(`attendance-${id}-ada`);
    expect(signed).toMatchObject({ unit: 'station', actor: 'member:ada', data: { day: '2026-03-06', minutes: 60 } });
  });

  it('is done for those on a paper list, with the reason', async () => {
    const id = await opened();
    await ada.post('/api/sign', { code: await codeOf(id) });
    const list = { memberIds: ['ada', 'bob', 'cy', 'bob'], reason: '手机没电，现场核对' };
    const { json, status } = await dora.post(`/api/study-sessions/${id}/attendances`, list);
    expect([status, json.signed]).toEqual([201, 2]);
    const items = (await dora.get(`/api/study-sessions/${id}/attendances?after=${json.position}`)).json.items;
    expect(items.map(({ memberId, method }: { memberId: string; method: string }) => [memberId, method])).toEqual([['ada', 'qr'], ['bob', 'by-administrator'], ['cy', 'by-administrator']]);
    expect(items[1].reason).toBe('手机没电，现场核对');
    expect((await dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['ada'] })).status).toBe(422);
  });

  it('by an administrator happened when the session began, and is recorded when it is', async () => {
    const id = await opened(), late = await opened();
    await ada.post('/api/sign', { code: await codeOf(id) });
    city.clock.set('2026-03-09T01:00:00.000Z');
    const monday = await city.logIn('dora');
    await monday.post(`/api/study-sessions/${late}/attendances`, { memberIds: ['bob'], reason: '纸质签到' });
    const when = async (session: string, who: string) => (await city.host.adapters.events.readStream(`attendance-${session}-${who}`)).map(({ occurredAt, recordedAt }) => [occurredAt, recordedAt]);
    expect(await when(late, 'bob')).toEqual([['2026-03-06T07:00:00.000Z', '2026-03-09T01:00:00.000Z']]); // the session began at three in Shanghai
    expect(await when(id, 'ada')).toEqual([['2026-03-06T07:00:00.000Z', '2026-03-06T07:00:00.000Z']]);
  });

  it('is done for all of a list or for none', async () => {
    const id = await opened();
    expect((await dora.post(`/api/study-sessions/${id}/attendances`, { memberIds: ['ada', 'olga'], reason: '手机没电' })).json.code).toBe('not-invited');
    expect((await read(dora, `/api/study-sessions/${id}/attendances?state=signed`)).json.total).toBe(0);
  });

  it('is withdrawn with a reason, and stays visible', async () => {
    const id = await opened();
    await ada.post('/api/sign', { code: await codeOf(id) });
    const { position } = (await dora.post(`/api/study-sessions/${id}/attendances/ada/withdrawal`, { reason: '本人未到' })).json;
    expect((await dora.get(`/api/study-sessions/${id}/attendances?state=missing&after=${position}`)).json).toMatchObject({ total: 3, items: [{ memberId: 'ada', state: 'withdrawn', reason: '本人未到' }, { memberId: 'bob' }, { memberId: 'cy' }] });
    expect((await dora.get(`/api/study-sessions/${id}`)).json.signed).toBe(0);
    expect((await dora.post(`/api/study-sessions/${id}/attendances/bob/withdrawal`, { reason: '本人未到' })).json.code).toBe('not-signed');
  });
});
