// engines: PostgreSQL, Kafka, Redis; in part: nginx, Prometheus
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contexts } from '@lyceum/solo/contexts';
import { startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { eventually } from './testing/eventually.ts';
import { hasPrometheus, startPrometheus } from './testing/prometheus.ts';
import { hasNginx, lyceum, openFrontDoor, startService, Visitor, type Service } from './testing/services.ts';

/** Everything that the deployed dashboard asks of Prometheus. */
const asked = (JSON.parse(readFileSync(join(import.meta.dirname, '../../../deploy/grafana/dashboards/lyceum.json'), 'utf8')) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
/** Where there is no nginx, that part is left out, and says so. */
const atTheDoor = hasNginx ? describe : describe.skip;

let city: CityEngines;
const running: Service[] = [];
const start = async (name: string) => { const service = await startService(name, { ...city.env, LYCEUM_LOG_LEVEL: 'warn', LYCEUM_TRUST_PROXY: '127.0.0.1' }); running.push(service); return service; };
beforeAll(async () => {
  city = await startCity();
  await Promise.all(contexts.map(({ name }) => start(name)));
}, 180_000);
afterAll(async () => {
  for (const service of running) await service.kill();
  await city?.stop();
}, 60_000);
const of = (name: string) => running.filter((service) => service.name === name);
const ready = async ({ address }: Service) => (await (await fetch(`${address}/readyz`)).json()) as { status: string; contexts: object; checks: Record<string, string> };

describe('the services', () => {
  it('are ready, and say which of them are still empty', async () => {
    const found = Object.assign({}, ...(await Promise.all(running.map(ready))).map(({ contexts }) => contexts));
    expect(Object.keys(found).sort()).toEqual(contexts.map(({ name }) => name).sort());
    expect(found).toMatchObject({ member: 'serving', activity: 'serving', assessment: 'serving', dashboards: 'serving', audit: 'serving', 'project-bidding': 'empty', training: 'empty' });
  });
  it('does not start without its settings, and says every one that is missing', async () =>
    await expect(startService('training', {})).rejects.toThrow(/LYCEUM_LOG_URL is missing[\s\S]*LYCEUM_KAFKA_BROKERS is missing[\s\S]*LYCEUM_REDIS_URL is missing/));
});

atTheDoor('a city behind one front door', () => {
  let door: Awaited<ReturnType<typeof openFrontDoor>>, office: Visitor, ada: Visitor, day: string, sessionId: string, memberId: string;
  const password = 'a sentence to remember';
  beforeAll(async () => {
    await Promise.all(['activity', 'assessment'].map(start)); // two replicas each
    door = await openFrontDoor(running);
    [office, ada] = [new Visitor(door.address), new Visitor(door.address)];
    day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  }, 120_000);
  afterAll(() => door?.close());

  it('is set up by a link that the command line gives', async () => {
    const { answer, status } = lyceum(city.env, 'setup-link', '--city', '--url', door.address, '--json');
    expect(status).toBe(0);
    const token = new URL((JSON.parse(answer) as { link: string }).link).searchParams.get('token')!;
    const roles = ['system-administrator', 'security-administrator', 'audit-administrator', 'office'];
    const { codes } = await office.done('/api/setup', { token, unitName: '某某局', administrators: roles.map((role) => ({ role, name: '张三', account: role })) }) as unknown as { codes: { account: string; code: string }[] };
    expect(lyceum(city.env, 'setup-link', '--city', '--url', door.address).status).toBe(1);
    await office.done('/api/activation', { account: 'office', code: codes.find(({ account }) => account === 'office')!.code, password });
  });

  it('takes a person from registration over a signature to a learning file, through five services', async () => {
    const { scopeRoots: [{ unitId }], position } = (await eventually(() => office.get('/api/me'), ({ json }) => (json?.['scopeRoots'] as unknown[])?.length > 0)).json as never as { scopeRoots: [{ unitId: string }]; position: string };
    const { position: registered, ...person } = await office.done('/api/members', { name: '李四', unitId, post: '科员', tier: 'middle', employment: 'staff', party: 'non-party', from: day, phone: '13900000001' });
    memberId = person['memberId']!;
    const { account, code: activation } = await office.done(`/api/members/${memberId}/activation-code?after=${registered}`, {});
    await ada.done('/api/activation', { account, code: activation, password });

    await office.done(`/api/study-sessions?after=${registered}`);
    const planned = await office.done('/api/study-sessions', { unitId, form: 'weekly-collective', title: '第一课', day, start: '09:00', minutes: 60, place: '会议室' });
    sessionId = planned['sessionId']!;
    for (const step of ['publish', 'open']) await office.done(`/api/study-sessions/${sessionId}/${step}`, {});
    const { code } = await office.done(`/api/study-sessions/${sessionId}/code`);
    const signed = await ada.done('/api/sign', { code }); // the code was made by one replica and may be read by the other
    const { position: closed } = await office.done(`/api/study-sessions/${sessionId}/close`, {});
    expect(String(signed['position']) < String(closed) && String(position) < String(closed)).toBe(true);

    const board = await office.done(`/api/boards/unit/${unitId}?from=${day}&to=${day}&after=${closed}`);
    expect((board['figures'] as unknown as { key: string; shown: string }[]).map(({ key, shown }) => [key.split('/')[0], shown])).toEqual(expect.arrayContaining([['held', '1']]));
    const file = await eventually(() => ada.get('/api/learning-files/me'), ({ json }) => (json?.['entries'] as unknown[] ?? json?.['items'] as unknown[])?.length > 0);
    expect(JSON.stringify(file.json)).toContain('第一课');
    const history = await office.get(`/api/history?subject=session:${sessionId}&after=${closed}`);
    expect((history.json!['items'] as { type: string }[]).map(({ type }) => type)).toEqual(expect.arrayContaining(['StudySessionPlanned', 'AttendanceSigned', 'StudySessionClosed']));
    await office.done(`/api/members/${memberId}`);
    const looks = await eventually(() => ada.get('/api/me/looks'), ({ json }) => (json?.['items'] as unknown[])?.length > 0);
    expect((looks.json!['items'] as object[]).length).toBeGreaterThan(0);
  });

  it('lets an administrator in again by a code that the command line gives', async () => {
    const { answer, status } = lyceum(city.env, 'activation-code', '--city', '--account', 'audit-administrator', '--json');
    expect(status).toBe(0);
    const { account, code } = JSON.parse(answer) as { account: string; code: string };
    await new Visitor(door.address).done('/api/activation', { account, code, password: 'another one to remember' });
  });

  (hasPrometheus ? it : it.skip)('is watched by a real Prometheus, with the rules that are deployed', async () => {
    const prometheus = await startPrometheus(running);
    try {
      expect(await eventually(() => prometheus.ask('sum(up)'), ([one]) => one?.value === running.length)).toEqual([{ value: running.length, labels: {} }]);
      const known = (expression: string) => eventually(() => prometheus.ask(expression), (found) => found.some(({ value }) => !Number.isNaN(value)));
      await office.done('/api/me');
      const unitId = ((await office.done(`/api/study-sessions/${sessionId}`))['unitId'] as unknown) as string;
      for (let n = 0; n < 5; n++) await office.done('/api/study-sessions', { unitId, form: 'weekly-collective', title: `第${n}课`, day, start: '14:00', minutes: 60, place: '会议室' });
      await office.done(`/api/study-sessions/${sessionId}/attendances/${memberId}/withdrawal`, { reason: '本人当时不在场' }); // something to react to
      // What the dashboard asks, panel by panel; of one that shows only what is wrong, whether there is anything to look at.
      for (const expression of asked.map((each) => each.replace(/ < 1$/, ''))) {
        expect([expression, (await known(expression)).some(({ value }) => !Number.isNaN(value))]).toEqual([expression, true]);
      }
      expect(await known('max(lyceum:errors:ratio)')).toEqual([{ labels: {}, value: 0 }]); // also while nothing ever went wrong
      expect((await prometheus.ask('ALERTS{alertstate="firing"}')).map(({ labels }) => labels)).toEqual([]);
    } finally { await prometheus.close(); }
  }, 120_000);

  it('answers what is away as a problem, and what is nobody’s as not found', async () => {
    for (const service of of('audit')) await service.kill();
    const away = await office.get('/api/moments/head');
    expect([away.status, away.headers.get('content-type'), away.json]).toEqual([503, 'application/problem+json', expect.objectContaining({ code: 'unavailable', detail: expect.stringContaining('try again later') })]);
    expect((await office.get('/api/nothing')).json).toMatchObject({ status: 404, code: 'not-found' });
    for (const path of ['/metrics', '/readyz', '/.git/config']) expect([path, (await office.get(path)).status]).toEqual([path, 404]);
  });
  it('serves the console under every address, with what browsers heed', async () => {
    for (const path of ['/', '/board', '/sign/abc']) expect(await office.get(path)).toMatchObject({ status: 200, text: '<p>the console</p>' });
    const { headers } = await office.get('/assets/a.js');
    expect([headers.get('cache-control'), headers.get('x-frame-options')]).toEqual(['public, max-age=31536000, immutable', 'DENY']);
    expect((await office.get('/assets/none.js')).status).toBe(404);
  });

  it('stops in order on SIGTERM', async () => {
    const left = running.filter(({ name }) => ['member', 'dashboards'].includes(name));
    expect(await Promise.all(left.map((service) => service.stop()))).toEqual([0, 0]);
  }, 60_000);

  it('relays on when whoever held the lease is killed', async () => {
    const newcomer = await start('activity');
    const there = office.at(newcomer.address);
    const unitId = sessionId && ((await there.done(`/api/study-sessions/${sessionId}`))['unitId'] as unknown as string);
    for (const service of running) if (service !== newcomer) await service.kill();
    const made = await there.done('/api/study-sessions', { unitId, form: 'weekly-collective', title: '第二课', day, start: '10:00', minutes: 60, place: '会议室' });
    const waiting = async () => Number(/^lyceum_relay_backlog_events (\S+)$/m.exec(await (await fetch(`${newcomer.address}/metrics`)).text())?.[1]);
    expect(await waiting()).toBe(1); // the dead one's lease is not over yet
    expect((await there.get(`/api/study-sessions?after=${made['position']}`)).status).toBe(200);
    expect(await eventually(waiting, (found) => found === 0)).toBe(0);
  }, 90_000);
});
