import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { auditContext } from '@lyceum/audit/audit.context';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { SqliteSearch } from '@lyceum/directory/sqlite-search';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { ManualClock } from '@lyceum/jobs/clock';
import { InProcessJobs } from '@lyceum/jobs/in-process';
import { memberContext } from '@lyceum/member/member.context';
import { InProcessBus } from '@lyceum/message-bus/in-process';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { createHost, type Host } from '@lyceum/nest-kit/host';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import { serviceLog } from '@lyceum/nest-kit/logging';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { demoPassword } from '../demo-city/accounts.ts';
import type { Size } from '../demo-city/city.ts';
import { seedCity } from '../demo-city/seed.ts';

const contexts = [memberContext, activityContext, assessmentContext, dashboardsContext, auditContext];
const now = '2026-06-03T02:00:00.000Z';
const random = 47; // a year in which everything happens that can

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };
type Told = Readonly<Record<string, Json>>;

/** What only one log knows: positions, and cursors made of them. Everything else must be equal. */
const ofThisLog = new Set(['position', 'next']);
/** Lists in an order that follows positions: among events of the same instant it is any. */
const comparable = (value: Json): Json => {
  if (Array.isArray(value)) {
    const items = value.map(comparable);
    const isEvents = items.some((item) => item !== null && typeof item === 'object' && !Array.isArray(item) && ('eventId' in item || 'source' in item));
    return isEvents ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (value === null || typeof value !== 'object') return value;
  // A learning file's own revisions follow the order in which reactors came to its sources.
  const dropped = (name: string) => ofThisLog.has(name) || (name === 'revision' && 'source' in value);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dropped(name)).map(([name, each]) => [name, comparable(each)]));
};

/** Everything that a city's office, a member and an auditor are shown of its weeks, by address. */
const tell = async (host: Host, from: string, asked: Asked): Promise<Told> => {
  const address = `http://127.0.0.1:${await host.listen(0)}`;
  const logIn = async (account: string) => {
    const answer = await fetch(`${address}/api/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'idempotency-key': `log in ${account}` }, body: JSON.stringify({ account, password: demoPassword }) });
    expect(answer.status).toBe(200);
    return answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
  };
  const told: Record<string, Json> = {};
  const ask = async (cookie: string, path: string): Promise<Json> => {
    const answer = await fetch(address + path, { headers: { cookie } });
    const body = (await answer.json()) as Json;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`);
    return (told[path] = comparable(body));
  };
  const [leader, member, auditor] = [await logIn('leader'), await logIn('member'), await logIn('auditor')];
  await host.settle(); // logging in is recorded as well
  const days = `from=${from}&to=2026-06-30`;
  const moments = ['', ...asked.moments.map((at) => `&asOf=${at}`)];

  const { items: units } = (await ask(leader, '/api/units')) as { items: { unitId: string }[] };
  const figures = new Set<string>();
  for (const { unitId } of units) for (const moment of moments) {
    const board = await ask(leader, `/api/boards/unit/${unitId}?${days}${moment}`);
    for (const [, key] of JSON.stringify(board).matchAll(/"key":"([^"]+)"/g)) figures.add(key!);
    for (const part of ['sessions', 'persons', 'missed']) await ask(leader, `/api/boards/unit/${unitId}/${part}?${days}${moment}&limit=100`);
  }
  for (const key of figures) await ask(leader, `/api/figures/${encodeURIComponent(key)}?limit=100`);
  const { items: people } = (await ask(leader, '/api/members?limit=100')) as { items: { memberId: string }[] };
  for (const { memberId } of people) for (const moment of moments) {
    await ask(leader, `/api/learning-files/${memberId}?${days}${moment}&limit=100`);
    await ask(leader, `/api/boards/member/${memberId}?${days}${moment}`);
  }
  await ask(member, `/api/learning-files/me?${days}&limit=100`);
  await ask(auditor, '/api/policies?unit=agency');
  expect({ units: units.length, people: people.length, figures: figures.size > asked.figures }).toEqual({ units: asked.units, people: asked.people, figures: true });
  return told;
};

/** What there is to ask of a city of this size, so that nobody compares nothing with nothing. */
type Asked = { readonly size: Size; readonly units: number; readonly people: number; readonly figures: number; readonly moments: readonly string[] };
/** Three months; and three weeks, for engines that have only a slow stand-in here. */
export const months: Asked = { size: 'tiny', units: 7, people: 40, figures: 100, moments: ['2026-03-18T08:30:00.000Z', '2026-04-30T00:00:00.000Z', '2026-05-11T16:00:00.000Z'] };
export const weeks: Asked = { size: 'brief', units: 4, people: 24, figures: 40, moments: ['2026-05-21T08:30:00.000Z'] };

/** Fills a city on these adapters with its weeks, and tells all of it. */
const toldOf = async (adapters: Adapters, clock: ManualClock, asked: Asked): Promise<Told> => {
  const host = await createHost({ contexts, adapters, log: serviceLog('silent') });
  try {
    await host.start();
    const { weeks } = await seedCity(host, clock, { size: asked.size, now, random });
    return await tell(host, weeks[0]!.monday, asked);
  } finally { await host.stop(); }
};

const onFiles = async (folder: string, clock: ManualClock): Promise<Adapters> => {
  const events = await SqliteEventStore.open({ folder });
  const place = { folder, identity: events.identity };
  return {
    events, clock, reads: await SqliteReadStore.open(place), search: SqliteSearch.open(place), relay: SqliteRelayState.open(place), bus: new InProcessBus(), jobs: new InProcessJobs(clock, 60_000),
    keys: SqliteKeys.open({ folder }), accounts: await SqliteAccounts.open({ folder }),
  };
};

/** What a city on engines runs on, and what to call when it is over. */
type Opened = { readonly adapters: Adapters; stop(): Promise<void> };

/** The story that a city on engines is to pass: whatever anybody is shown of it is what a city on files shows. */
export const showsTheSame = (asked: Asked, open: (clock: ManualClock) => Promise<Opened>): void => {
  it('shows the same boards, figures and learning files as one on files, over the same weeks', async () => {
    const [here, there] = [new ManualClock(now), new ManualClock(now)];
    const folder = mkdtempSync(join(tmpdir(), 'lyceum-solo-'));
    const engines = await open(there);
    try {
      const solo = await toldOf(await onFiles(folder, here), here, asked);
      const city = await toldOf(engines.adapters, there, asked);
      expect(Object.keys(city)).toEqual(Object.keys(solo));
      for (const [path, told] of Object.entries(city)) expect({ path, told }).toEqual({ path, told: solo[path] });
    } finally {
      await engines.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
};
