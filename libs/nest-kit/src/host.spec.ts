import { Controller, Get } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { RoleEnded, RoleGranted } from '@lyceum/contracts/member/roles';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { ManualClock } from '@lyceum/jobs/clock';
import { createHost, type Host } from './host.ts';
import { Caller, temporaryHost, type TemporaryHost } from './testing.ts';
import { denials, signContext } from './testing/signs.ts';

const zh = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };
const en = { 'accept-language': 'en' };
const name = (text: string) => ({ name: text, from: '2026-01-01' });

describe('a host', () => {
  const clock = new ManualClock('2026-03-06T09:00:00.000Z');
  const lines: string[] = [];
  let host: Host, ada: Caller, bo: Caller, nobody: Caller, close: () => Promise<void>, happen: TemporaryHost['happen'], logIn: TemporaryHost['logIn'];
  beforeAll(async () => {
    const made = await temporaryHost({ contexts: [signContext], clock, lines });
    ({ host, close, happen, logIn } = made);
    const { keys } = host.adapters;
    for (const unitId of ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u9']) await made.happen(`unit-${unitId}`, UnitCreated({ unitId, name: unitId, type: 'station', parentId: ['u0', 'u9'].includes(unitId) ? null : 'u0', from: '2026-01-01' }));
    for (const memberId of ['ada', 'bo']) await made.happen(`member-${memberId}`, MemberRegistered({ memberId, name: await keys.seal(memberId, memberId), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' }));
    await made.happen('roles-ada', RoleGranted({ grantId: 'g1', memberId: 'ada', role: 'office', unitId: 'u0', from: '2026-01-01', until: null }));
    [ada, bo, nobody] = [await made.logIn('ada'), await made.logIn('bo'), new Caller(host)];
  });
  afterAll(() => close());

  it('does not start with a route that does not say what it needs', async () => {
    @Controller('api/open') class Open { @Get('door') door() { return {}; } }
    const opening = createHost({ contexts: [{ ...signContext, controllers: [Open] }], adapters: host.adapters, log: { error() {} } as never });
    await expect(opening).rejects.toThrow('GET /api/open/door (Open_door)');
  });

  it('asks for a login, in the language of the reader', async () => {
    const answer = await nobody.get('/api/signs/u1', en);
    expect(answer.status).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401, code: 'login-needed', detail: 'Please log in first.', requestId: answer.headers['x-request-id'] });
    expect((await nobody.get('/api/signs/u1')).json.detail).toBe('请先登录。');
    expect((await new Caller(host, 'x'.repeat(43)).get('/api/signs/u1')).status).toBe(401);
  });

  it('refuses a right that the caller has nowhere, and records it', async () => {
    const answer = await bo.post('/api/signs/u1', name('North'), en);
    expect(answer.json).toMatchObject({ status: 403, code: 'not-allowed', right: 'units.change', detail: expect.stringContaining('no right to change units') });
    expect(denials).toEqual([{ memberId: 'bo', actor: 'member:bo', route: 'POST /api/signs/:unitId', right: 'units.change', outside: null, asked: '', now: clock.now(), correlation: answer.json.requestId }]);
  });

  it('answers what is out of scope as what does not exist', async () => {
    const [outside, absent, noRoute] = [await ada.get('/api/signs/u9', en), await ada.get('/api/signs/nonsense', en), await nobody.get('/api/nothing', en)];
    expect([outside.status, outside.json.code]).toEqual([404, 'not-found']);
    expect({ ...outside.json, requestId: '' }).toEqual({ ...absent.json, requestId: '' });
    expect({ ...outside.json, requestId: '' }).toEqual({ ...noRoute.json, requestId: '' });
  });

  it('notes what was asked for out of scope, and what is nowhere, each with a digest of the request', async () => {
    denials.length = 0;
    for (const url of ['/api/signs/u9', '/api/signs/u9', '/api/signs/nonsense']) await ada.get(url);
    expect(denials.map(({ route, right, outside }) => [route, right, outside])).toEqual(['u9', 'u9', 'nonsense'].map((unit) => ['GET /api/signs/:unitId', 'units.read', unit]));
    expect(new Set(denials.map(({ asked }) => asked)).size).toBe(2);
    await nobody.get('/api/nothing');
    expect(denials).toHaveLength(3);
  });

  it('does a write once per key', async () => {
    expect((await ada.send({ method: 'POST', url: '/api/signs/u1', payload: name('North') })).json.code).toBe('idempotency-key-missing');
    for (const key of ['k'.repeat(300), 'short', 'with blanks']) expect((await ada.post('/api/signs/u1', name('North'), { ...en, 'idempotency-key': key })).json).toMatchObject({ code: 'idempotency-key-malformed', detail: expect.stringContaining('8 to 100') });
    const key = { 'idempotency-key': 'a-key-of-its-own' };
    const first = await ada.post('/api/signs/u1', name('North'), key);
    expect([first.status, lines.filter((line) => line.includes('error'))]).toEqual([201, []]);
    expect((await ada.post('/api/signs/u1', name('North'), key)).json).toEqual(first.json);
    const other = await ada.post('/api/signs/u1', name('South'), { ...key, ...en });
    expect([other.status, other.json.code]).toEqual([409, 'idempotency-key-reused']);
  });

  it('tells a refusal by its code and in two languages', async () => {
    await ada.post('/api/signs/u2', name('East'));
    expect((await ada.post('/api/signs/u2', name('East'), zh)).json).toMatchObject({ status: 409, code: 'same-name', detail: '名称已是“East”。' });
    expect((await ada.post('/api/signs/u2', name('East'), en)).json.detail).toBe('The name is East already.');
  });

  it('lets one read one’s writes', async () => {
    for (const text of ['one', 'two', 'three', 'four']) {
      const { position } = (await ada.post('/api/signs/u3', name(text))).json;
      expect((await ada.get(`/api/signs/u3?after=${position}`)).json).toMatchObject({ name: text, position });
    }
    expect((await ada.get('/api/signs/u3?after=zzz')).json.code).toBe('after-unknown');
    expect((await ada.get('/api/signs/u3?after=a%20b')).json.code).toBe('after-unknown');
  });

  it('shows a moment of the past, by position and by the clock', async () => {
    const before = (await ada.post('/api/signs/u4', name('Old'))).json.position;
    clock.set('2026-03-06T10:00:00.000Z');
    await ada.post('/api/signs/u4', name('New'));
    expect((await ada.get(`/api/signs/u4?asOf=${before}`)).json).toMatchObject({ name: 'Old', position: before, at: '2026-03-06T09:00:00.000Z' });
    expect((await ada.get('/api/signs/u4?asOf=2026-03-06T09:30:00Z')).json).toMatchObject({ name: 'Old', position: before });
    expect((await ada.get('/api/signs/u4?asOf=2026-03-06T18:00:00%2B08:00')).json.name).toBe('New');
    expect((await ada.get('/api/signs/u4?asOf=2026-03-05')).json).toMatchObject({ name: null }); // the end of that day
    expect((await ada.get('/api/signs/u4?asOf=2026-03-05T00:00:00Z')).json).toMatchObject({ name: null, at: null });
    for (const [asOf, code] of [['2026-03-06T10:00:01Z', 'as-of-future'], ['yesterday!', 'as-of-malformed'], ['2026-13-06T10:00:01Z', 'as-of-malformed'], ['2026-02-30', 'as-of-malformed'], ['2026-03-06T08:00:00', 'as-of-malformed'], ['zzz', 'as-of-malformed'], ['2026-03-06', 'as-of-future'], ['9'.repeat(16), 'as-of-future']] as const) {
      expect((await ada.get(`/api/signs/u4?asOf=${asOf}`)).json).toMatchObject({ status: 422, code });
    }
    expect((await ada.get(`/api/signs/u4/now?asOf=${before}`)).json.code).toBe('as-of-not-here');
  });

  it('names every fault of an input by its path', async () => {
    const answer = await ada.post('/api/signs/u1', { name: 'x', from: 'March' }, en);
    expect(answer.json).toMatchObject({ status: 422, code: 'bad-input', errors: [{ path: 'name', message: 'This has at least 2 characters.' }, { path: 'from', message: 'This is to be a day that there is, such as 2026-03-06.' }] });
    const chinese = await ada.post('/api/signs/u1', { from: 'March' }, zh);
    expect(chinese.json.errors).toEqual([{ path: 'name', message: '必填。' }, { path: 'from', message: '应为存在的日期，如 2026-03-06。' }]);
    expect((await ada.post('/api/signs/u1', '[1]', zh)).json.errors).toEqual([{ path: '', message: '应为 JSON 对象（{…}）。' }]);
    expect((await ada.get(`/api/signs/${'u'.repeat(151)}`)).json.errors[0].path).toBe('unitId');
  });

  it('takes nothing that it does not know, and says what may be meant', async () => {
    expect((await ada.post('/api/signs/u1', { nmae: 'North', from: '2026-01-01' }, en)).json.errors).toEqual([{ path: 'name', message: 'This is missing.' }, { path: 'nmae', message: 'nmae is not known here; is name meant?' }]);
    expect((await ada.post('/api/signs/u1', { name: 'North', from: '2026-01-01', admin: true }, zh)).json).toMatchObject({ status: 422, errors: [{ path: 'admin', message: '没有“admin”这一项；可用：name、from。' }] });
    expect((await ada.get('/api/signs/u1?uint=d01', en)).json).toMatchObject({ status: 422, errors: [{ path: 'uint', message: 'uint is not known here; nothing is taken here.' }] });
    expect((await ada.post('/api/signs/none/break', { why: 'x' }, en)).json).toMatchObject({ status: 422, errors: [{ path: 'why' }] });
  });

  it('takes JSON of a decent size, from this site', async () => {
    const send = (payload: string, headers: Record<string, string>) => ada.post('/api/signs/u1', payload, { ...en, ...headers });
    for (const broken of ['{"name":', 'name']) expect((await send(broken, {})).json).toMatchObject({ status: 422, code: 'body-no-json', detail: expect.stringMatching(/^What was sent is no valid JSON: send one object/) });
    for (const nothing of ['', 'null']) expect((await send(nothing, {})).json).toMatchObject({ status: 422, code: 'body-missing' });
    expect((await ada.send({ method: 'POST', url: '/api/signs/u1', headers: { 'idempotency-key': 'a-key-without-body' } })).json.code).toBe('body-missing');
    expect((await send(`{"name":"${'x'.repeat(2 ** 20)}"}`, {})).json).toMatchObject({ status: 413, code: 'too-large' });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) expect((await send('a=1', { 'content-type': type })).json).toMatchObject({ status: 415, code: 'unsupported-media' });
    expect((await send('{"__proto__":{"x":1},"name":"North","from":"2026-01-01"}', {})).status).toBe(422);
    expect((await send('{}', { 'sec-fetch-site': 'cross-site' })).json).toMatchObject({ status: 403, code: 'cross-site' });
    expect((await send('{}', { origin: 'https://evil.example' })).json.code).toBe('cross-site');
  });

  it('reads of what anybody may send no more than its forms need, and says so in both languages', async () => {
    const send = (url: string, size: number, language: object) => nobody.post(url, `{"account":"${'x'.repeat(size - 14)}"}`, { ...language });
    expect((await send('/api/signs/none/login', 16 * 1024, en)).status).toBe(201);
    expect((await send('/api/signs/none/login', 16 * 1024 + 1, en)).json).toMatchObject({ status: 413, code: 'too-large', detail: 'What was sent is too large.' });
    expect((await send('/api/signs/none/login', 16 * 1024 + 1, zh)).json.detail).toBe('提交的内容过大。');
    expect((await send('/api/nothing', 16 * 1024 + 1, en)).status).toBe(413);
    expect((await ada.post('/api/signs/u1', `{"name":"${'x'.repeat(17 * 1024)}"}`)).status).toBe(422); // a caller's, which was read
  });

  it('reads a file after the guards, up to its limit', async () => {
    const file = { 'content-type': 'application/octet-stream' };
    const upload = (caller: Caller, size: number) => caller.send({ method: 'POST', url: '/api/signs/u1/file', payload: Buffer.alloc(size), headers: { ...file, 'idempotency-key': 'a-file-key' } });
    expect((await upload(bo, 3_000_000)).json).toEqual({ size: 3_000_000 });
    expect((await upload(bo, 21 * 2 ** 20)).status).toBe(413);
    expect((await upload(nobody, 10)).status).toBe(401);
    expect((await bo.post('/api/signs/u1/file', {})).json.code).toBe('upload-expected');
  });

  it('hides what nobody foresaw, and logs it whole', async () => {
    const answer = await ada.post('/api/signs/none/break', {}, en);
    expect([answer.status, answer.json.code]).toEqual([500, 'unexpected']);
    expect(answer.text).not.toMatch(/secret|signs\.ts|at /);
    expect(lines.find((line) => line.includes(answer.json.requestId) && line.includes('secret detail of table x'))).toBeDefined();
  });

  it('logs requests by their route, without ids, bodies or cookies', async () => {
    lines.length = 0;
    await ada.get('/api/signs/u1?q=%E7%8E%8B'); // refused, and logged
    expect(lines.map((line) => JSON.parse(line) as { route: string }).at(-1)).toMatchObject({ route: '/api/signs/:unitId', method: 'GET', status: 422 });
    expect(lines.join()).not.toMatch(/u1|%E7|王|lyceum=/);
  });

  it('tells browsers what to refuse', async () => {
    const { headers } = await nobody.get('/api/signs/none/page');
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    const documentation = (await nobody.get('/api/docs')).headers;
    expect(documentation['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    expect(documentation).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect((await nobody.post('/api/signs/none/login', { account: 'x' })).headers['set-cookie']).toBe(`lyceum=${'t'.repeat(40)}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000`);
  });

  it('slows down guessing at one account, not others', async () => {
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push((await nobody.post('/api/signs/none/login', { account: 'chief' }, en)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(201), 429]);
    const limited = await nobody.post('/api/signs/none/login', { account: 'chief' }, en);
    expect([limited.json.code, limited.headers['retry-after'], limited.json.detail]).toEqual(['too-many', '60', 'Too many attempts; try again in 60 seconds.']);
    for (const same of [' chief', 'CHIEF', 'ｃｈｉｅｆ\u3000']) expect((await nobody.post('/api/signs/none/login', { account: same })).status).toBe(429); // however it is typed
    expect((await nobody.post('/api/signs/none/login', { account: 'other' })).status).toBe(201);
    clock.set('2026-03-06T10:01:01.000Z');
    expect((await nobody.post('/api/signs/none/login', { account: 'chief' })).status).toBe(201);
    for (let n = 1; n < 100; n++) expect((await nobody.post('/api/signs/none/login', { account: `other-${n}` })).status).toBe(201);
    expect((await nobody.post('/api/signs/none/login', { account: 'one more' })).status).toBe(429); // a hundred from one address
  });

  it('documents itself: login, keys, moments and problems of every route', async () => {
    const { json } = await nobody.get('/api/docs-json');
    expect(json.openapi).toBe('3.1.0');
    const rename = json.paths['/api/signs/{unitId}'].post;
    expect(rename.security).toEqual([{ login: [] }]);
    expect(rename.parameters.map(({ name: parameter }: { name: string }) => parameter)).toEqual(['unitId', 'Idempotency-Key']);
    expect(rename.requestBody.content['application/json'].schema.required).toEqual(['name', 'from']);
    expect(rename.responses['422'].content).toHaveProperty('application/problem+json');
    expect(json.paths['/api/signs/{unitId}'].get.parameters.map(({ name: parameter }: { name: string }) => parameter)).toEqual(['unitId', 'after', 'asOf']);
    expect((await nobody.get('/api/docs')).text).toContain('swagger-ui');
  });

  it('shows its figures without ids, to this machine only', async () => {
    const { text } = await nobody.get('/metrics');
    expect(text).toMatch(/lyceum_commands_total\{category="sign",command="RenameUnit",outcome="accepted"\} \d+/);
    expect(text).toMatch(/lyceum_http_request_seconds_count\{method="GET",route="\/api\/signs\/:unitId",status="4xx"\}/);
    expect(text).toMatch(/lyceum_projection_lag_seconds 0/);
    expect(text).not.toMatch(/ada|u1|sign-/);
    expect((await nobody.send({ method: 'GET', url: '/metrics', remoteAddress: '10.0.0.7' })).status).toBe(404);
  });

  it('heeds at once that a role has ended', async () => {
    await happen('member-cy', MemberRegistered({ memberId: 'cy', name: await host.adapters.keys.seal('cy', 'Cy'), unitId: 'u0', post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from: '2026-01-01' }));
    const cy = await logIn('cy');
    const status = async () => (await cy.get('/api/signs/u1')).status;
    const role = { grantId: 'g2', memberId: 'cy', role: 'auditor', unitId: 'u0' } as const;
    expect(await status()).toBe(403);
    await happen('roles-cy', RoleGranted({ ...role, from: '2026-01-01', until: null }));
    expect(await status()).toBe(200);
    await happen('roles-cy', RoleEnded({ ...role, until: '2026-03-05' }));
    expect(await status()).toBe(403);
  });

  it('takes a day for its end in Shanghai', async () => {
    clock.set('2026-03-06T16:00:00.000Z');
    ada = await logIn('ada'); // the login before was left for too long
    expect((await ada.get('/api/signs/u4?asOf=2026-03-06')).json.name).toBe('New');
    expect((await ada.get('/api/signs/u4?asOf=2026-03-07')).json.code).toBe('as-of-future');
  });

  it('says not yet where rows do not come in time', async () => {
    expect((await nobody.get('/readyz')).json).toMatchObject({ status: 'ready', checks: { events: 'ok', projections: 'ok' } });
    const { position } = (await ada.post('/api/signs/u5', name('poison'))).json;
    const answer = await ada.get(`/api/signs/u5?after=${position}`, en);
    expect([answer.status, answer.json.code, answer.headers['retry-after']]).toEqual([503, 'not-yet', '1']);
    expect((await nobody.get('/readyz')).json).toMatchObject({ status: 'ready', checks: { projections: 'failing' } });
  });

  it('takes no requests once it is stopped, and can be stopped twice', async () => {
    const port = await host.listen(0);
    expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
    await Promise.all([host.stop(), host.stop()]);
    await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow();
  });
});
