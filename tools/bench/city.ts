import { join } from 'node:path';
import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { hasNginx, openFrontDoor, startService, type Service } from '@lyceum/city/testing/services';
import { SystemClock } from '@lyceum/jobs/clock';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import { contexts } from '@lyceum/solo/contexts';
import { makeCity, type City } from '@lyceum/solo/demo-city/city';
import { makeYear, type Week } from '@lyceum/solo/demo-city/year';
import { startCity, type CityEngines } from '../engines/city.ts';
import { Missing } from '../engines/process.ts';
import { burst, settled, type Followed } from './burst.ts';
import { Connections, holdings } from './city-holdings.ts';
import type { Benchmark, Figure } from './figure.ts';
import { Filling } from './made-year.ts';
import { signing, type Place, type Signed } from './signing.ts';
import { dataFolder, Solo } from './solo.ts';
import { foundCity, logInAll, officer, openSessions, type ToSign } from './town.ts';

const steady = 50; // signatures a second: what seven services on two cores take without being full

/** What is done to a city, wherever it runs: the same people, sessions and weeks. `rounds`: how often. */
type Script = { readonly city: City; readonly weeks: readonly Week[]; readonly now: string; readonly milliseconds: number; readonly rounds: number; /** Signatures a second that nobody is expected to exceed. */ readonly atMost: number };
type Prepared = { readonly filling: Filling; readonly tokens: ReadonlyMap<string, string> };
type Measured = { readonly most: Signed; readonly steadily: Signed; readonly followed: Followed };

const scriptOf = (quick: boolean): Script => {
  const now = new Date().toISOString(), rounds = 2, each = quick ? 2 : 6;
  const { units, people } = makeCity('small', 1);
  const city = { units, people: quick ? people.slice(0, 500) : people, weeks: rounds * each + 2 };
  return { city, weeks: [...makeYear(city, 2, addDays(shanghaiDay(now), -7))], now, milliseconds: quick ? 5000 : 10_000, rounds, atMost: quick ? 800 : 2000 };
};

const prepare = async ({ events, keys, accounts }: Pick<Adapters, 'events' | 'keys' | 'accounts'>, { city, weeks }: Script): Promise<Prepared> => {
  const filling = new Filling(events);
  await foundCity(filling, city, addDays(weeks[0]!.monday, -14), keys);
  await filling.end();
  return { filling, tokens: await logInAll(city, accounts) };
};

/** People sign as fast as they are answered, then at a steady rate, then weeks arrive at once. */
const measure = async (round: number, script: Script, { filling, tokens }: Prepared, city: Pick<Adapters, 'events' | 'relay'>, address: string): Promise<Measured> => {
  const place: Place = { sign: address, read: address, office: tokens.get(officer)! };
  const { milliseconds } = script;
  /** Sessions enough for so many signatures a second; and nothing of what was before is still under way. */
  const open = async (name: string, rate: number): Promise<ToSign[]> => {
    const sessions = await openSessions(filling, script.city, tokens, `${name}${round}x`, Math.ceil((rate * (milliseconds + 3000)) / 1000 / script.city.people.length));
    await settled({ ...city, place });
    return sessions;
  };
  const each = Math.floor(script.weeks.length / script.rounds);
  const followed = await burst({ ...city, filling, place }, script.city, script.weeks.slice(round * each, (round + 1) * each), script.now);
  const most = await signing(place, { sessions: await open('most', script.atMost), milliseconds, rate: null });
  const steadily = await signing(place, { sessions: await open('steady', steady), milliseconds, rate: steady });
  return { most, steadily, followed };
};

const onFiles = async (script: Script): Promise<Measured> => {
  const made = await dataFolder();
  let solo: Solo | undefined;
  try {
    const prepared = await prepare(made, script);
    solo = await Solo.start(made.folder, 60_000);
    const relay = SqliteRelayState.open({ folder: join(made.folder, 'rows'), identity: made.events.identity });
    try { return await measure(0, script, prepared, { events: made.events, relay }, solo.address); } finally { await relay.close(); }
  } finally {
    await solo?.stop();
    await made.close();
    made.remove();
  }
};

/** Each service once, then twice, behind nginx. */
const onEngines = async (engines: CityEngines, script: Script): Promise<{ rounds: Measured[]; figures: Figure[] }> => {
  const running: Service[] = [];
  const adapters = await engines.adapters('bench', new SystemClock());
  const connections = new Connections(engines.postgres.url);
  try {
    const prepared = await prepare(adapters, script);
    const rounds: Measured[] = [];
    for (let round = 0; round < script.rounds; round++) {
      const starting = contexts.map(({ name }) => startService(name, { ...engines.env, LYCEUM_LOG_LEVEL: 'error', LYCEUM_TRUST_PROXY: '127.0.0.1', LYCEUM_METRICS: 'loopback' }));
      for (const started of await Promise.allSettled(starting)) if (started.status === 'fulfilled') running.push(started.value);
      await Promise.all(starting); // throws where one did not start; the others are stopped below
      const door = await openFrontDoor(running);
      try { rounds.push(await measure(round, script, prepared, adapters, door.address)); } finally { await door.close(); }
      await connections.look(running.length);
    }
    return { rounds, figures: [...connections.figures(), ...(await holdings(engines, adapters.events, running))] };
  } finally {
    await Promise.all(running.map((service) => service.stop()));
    await connections.close();
    for (const each of [adapters.bus, adapters.relay, adapters.search, adapters.reads, adapters.accounts, adapters.keys, adapters.events, adapters.jobs]) await each.close();
  }
};

/** The city on PostgreSQL, Kafka and Redis at one and two processes of each service, against the same city in one process; all on this machine. */
export const city: Benchmark = async ({ quick }) => {
  if (!hasNginx) throw new Missing('the services need one address: nginx is not here (Debian: apt-get install nginx-light)');
  const script = scriptOf(quick);
  const solo = await onFiles(script);
  const engines = await startCity();
  try {
    const { rounds, figures } = await onEngines(engines, script);
    return [...linesOf('solo', solo, solo), ...rounds.flatMap((measured, round) => linesOf(`city × ${round + 1}`, measured, solo)), ...figures];
  } finally { await engines.stop(); }
};

const linesOf = (name: string, { most, steadily, followed }: Measured, solo: Measured): Figure[] => {
  const line = (what: string, value: number, unit: string, baseline: number): Figure => ({ name: `${name}: ${what}`, value, unit, baseline, ratio: value / baseline, floor: '', met: true });
  return [
    line('signatures over HTTP, 64 at once', most.rate, '/s', solo.most.rate),
    line('the same, slowest of a hundred', most.p99, 'ms, p99', solo.most.p99),
    line(`answered of ${steady} a second`, steadily.rate, '/s', solo.steadily.rate),
    line(`event to row at ${steady}/s, seen through the unit's board`, steadily.shown.p50, 'ms, p50', solo.steadily.shown.p50),
    line('the same, slowest of a hundred', steadily.shown.p99, 'ms, p99', solo.steadily.shown.p99),
    line('that board without asking for the event', steadily.board.p50, 'ms, p50', solo.steadily.board.p50),
    line('a burst of weeks: published by the relay', followed.relayed, 'events/s', solo.followed.relayed),
    line('a burst of weeks: written by the reactor', followed.entries, 'entries/s', solo.followed.entries),
    line('a burst of weeks: in all rows of the board', followed.rows, 'events/s', solo.followed.rows),
  ];
};
