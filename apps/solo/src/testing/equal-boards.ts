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
import { tellYear } from './year-by-http.ts';

export const contexts = [memberContext, activityContext, assessmentContext, dashboardsContext, auditContext];
export const now = '2026-06-03T02:00:00.000Z';
const lastDay = '2026-06-07';
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
  // A learning file's own revisions, and when they were recorded, follow from when reactors came to its sources.
  const dropped = (name: string) => ofThisLog.has(name) || (['revision', 'recordedAt'].includes(name) && 'source' in value);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !dropped(name)).map(([name, each]) => [name, comparable(each)]));
};

/** Everything that a city's office, a member and an auditor are shown of its weeks, by address. */
export const tell = async (host: Host, address: string, from: string, comparison: Comparison): Promise<Told> => {
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
  const days = `from=${from}&to=${lastDay}`;
  const moments = ['', ...comparison.moments.map((at) => `&asOf=${at}`)];

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
  await ask(auditor, '/api/policies');
  expect({ units: units.length, people: people.length, figures: figures.size > comparison.figures }).toEqual({ units: comparison.units, people: comparison.people, figures: true });
  return told;
};

/** How a city is made, and what there is to ask of it, so that nobody compares nothing with nothing. */
type Comparison = {
  /** Answers the Monday of its first week. */
  readonly make: (host: Host, clock: ManualClock, address: string) => Promise<string>;
  readonly units: number; readonly people: number; readonly figures: number; readonly moments: readonly string[];
};
const seeded = (size: Size): Comparison['make'] => async (host, clock) => (await seedCity(host, clock, { size, now, random })).weeks[0]!.monday;
/** A year, told through the API alone; and three weeks by the generator's commands, for engines that have only a slow stand-in here. */
export const year: Comparison = {
  make: async (host, clock, address) => (await tellYear(host, clock, address, { now, random, weeks: 52 })).weeks[0]!.monday,
  units: 4, people: 28, figures: 200, moments: ['2025-09-17T08:30:00.000Z', '2025-12-31T16:00:00.000Z', '2026-03-18T08:30:00.000Z', '2026-05-11T16:00:00.000Z'],
};
export const weeks: Comparison = { make: seeded('brief'), units: 4, people: 24, figures: 40, moments: ['2026-05-21T08:30:00.000Z'] };

/** A city on these adapters, for as long as the work takes. */
export const within = async <T>(adapters: Adapters, work: (host: Host, address: string) => Promise<T>): Promise<T> => {
  const host = await createHost({ contexts, adapters, log: serviceLog('silent'), http: { idleMinutes: 31 * 24 * 60 } }); // who comes once a week need not log in each time
  try {
    await host.start();
    return await work(host, `http://127.0.0.1:${await host.listen(0)}`);
  } finally { await host.stop(); }
};
/** Fills a city on these adapters with its weeks, and tells all of it. */
const toldOf = (adapters: Adapters, clock: ManualClock, comparison: Comparison): Promise<Told> =>
  within(adapters, async (host, address) => tell(host, address, await comparison.make(host, clock, address), comparison));

/** Laid out as a data folder is. */
export const onFiles = async (folder: string, clock: ManualClock): Promise<Adapters> => {
  const events = await SqliteEventStore.open({ folder: join(folder, 'log') });
  const rows = { folder: join(folder, 'rows'), identity: events.identity };
  const vault = { folder: join(folder, 'vault') };
  return {
    events, clock, reads: await SqliteReadStore.open(rows), search: SqliteSearch.open(rows), relay: SqliteRelayState.open(rows), bus: new InProcessBus(), jobs: new InProcessJobs(clock, 60_000),
    keys: SqliteKeys.open(vault), accounts: await SqliteAccounts.open(vault),
  };
};

/** The same for a city on files, which go away with it. */
const toldOnFiles = async (comparison: Comparison): Promise<Told> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-solo-'));
  const clock = new ManualClock(now);
  try { return await toldOf(await onFiles(folder, clock), clock, comparison); } finally { rmSync(folder, { recursive: true, force: true }); }
};

const patience = 1_200_000; // milliseconds for a year, on a machine that has much else to do

/** What a city on engines runs on, and what to call when it is over. */
type Opened = { readonly adapters: Adapters; stop(): Promise<void> };

/** The story that a city on engines is to pass: whatever anybody is shown of it is what a city on files shows. */
export const showsTheSame = (comparison: Comparison, open: (clock: ManualClock) => Promise<Opened>): void => {
  it('shows the same boards, figures and learning files as one on files, over the same weeks', async () => {
    const clock = new ManualClock(now);
    const engines = await open(clock);
    try {
      const solo = await toldOnFiles(comparison);
      const city = await toldOf(engines.adapters, clock, comparison);
      expect(Object.keys(city)).toEqual(Object.keys(solo));
      for (const [path, told] of Object.entries(city)) expect({ path, told }).toEqual({ path, told: solo[path] });
    } finally { await engines.stop(); }
  }, patience);
};
