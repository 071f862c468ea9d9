import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import type { Identity } from '@lyceum/event-store/event-store';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { makeCity, type City } from '@lyceum/solo/demo-city/city';
import { makeYear } from '@lyceum/solo/demo-city/year';
import type { Benchmark, Figure } from './figure.ts';
import { Filling, recordWeeks } from './made-year.ts';
import { boardsAtStore, boardsOverHttp, manyReads, type Asked, type Boards } from './million-reads.ts';
import { dataFolder, Solo } from './solo.ts';
import { foundCity, officer } from './town.ts';

const patience = 420_000; // milliseconds for the first start, which makes all rows

type Size = { readonly city: City; readonly reads: number; readonly samples: number };
/** Everything that is asked of a log of one size. */
type Found = {
  readonly events: number; readonly versions: number; readonly filled: number; readonly first: number; readonly second: number; readonly recorded: number; readonly bytes: { readonly log: number; readonly rows: number };
  readonly memory: { readonly making: number; readonly started: number; readonly read: number; readonly most: number };
  readonly http: Boards; readonly store: Boards; readonly readsASecond: number;
};

/** A log made fast, as if its people had sent their commands, then the city as `npm start` runs it on that log: its first start, and its second. */
const measure = async ({ city, reads, samples }: Size): Promise<Found> => {
  const made = await dataFolder();
  let solo: Solo | undefined;
  try {
    const now = new Date().toISOString();
    const filling = new Filling(made.events);
    const weeks = [...makeYear(city, 2, shanghaiDay(now))];
    await foundCity(filling, city, addDays(weeks[0]!.monday, -14), made.keys);
    const began = performance.now();
    await recordWeeks(filling, city, weeks, now, { reactions: true });
    await filling.end();
    const filled = filling.events / ((performance.now() - began) / 1000);
    await relayed(join(made.folder, 'rows'), made.events.identity, await made.events.head());
    const { token } = await made.accounts.logIn(officer, 'a desk', now);
    await made.close();

    solo = await Solo.start(made.folder, patience);
    const [first, making] = [solo.seconds, solo.memory().most];
    await solo.stop();
    solo = await Solo.start(made.folder, patience);
    const [second, started] = [solo.seconds, solo.memory().now];
    const recorded = second + await untilRecorded(solo.address, token, addDays(shanghaiDay(now), 7));
    const asked: Asked = { city, events: filling.events, from: weeks[0]!.monday, to: addDays(weeks.at(-1)!.monday, 6), samples };
    const http = await boardsOverHttp(solo.address, token, asked);
    const readsASecond = await manyReads(solo.address, token, asked, reads);
    const { now: read, most } = solo.memory();
    await solo.stop();
    solo = undefined;
    return {
      events: filling.events, versions: countVersions(join(made.folder, 'rows')), filled, first, second, recorded, memory: { making, started, read, most }, http, readsASecond,
      store: await boardsAtStore(join(made.folder, 'rows'), made.events.identity, asked),
      bytes: { log: statSync(join(made.folder, 'log/log.db')).size, rows: statSync(join(made.folder, 'rows/rows.sqlite')).size },
    };
  } finally {
    await solo?.stop();
    await made.close();
    made.remove();
  }
};

/** Seconds until a command is recorded: none is before the whole log was looked at, and it is answered with 503 where that takes long. */
const untilRecorded = async (address: string, token: string, day: string): Promise<number> => {
  const began = performance.now();
  for (;;) {
    const { status } = await fetch(`${address}/api/study-sessions`, {
      method: 'POST', headers: { cookie: `lyceum=${token}`, 'content-type': 'application/json', 'idempotency-key': 'the-first-command' },
      body: JSON.stringify({ unitId: 'agency', form: 'weekly-collective', title: '启动以后的第一项', day, start: '15:00', minutes: 60, place: '' }),
    });
    if (status === 201) return (performance.now() - began) / 1000;
    if (status !== 503) throw new Error(`the first command is answered with ${status}`);
    await setTimeout(100);
  }
};

/** What reactors make of these events is in the log already: nothing is to be relayed again. */
const relayed = async (folder: string, identity: Identity, head: string): Promise<void> => {
  const relay = SqliteRelayState.open({ folder, identity });
  const lease = await relay.acquire('bench', Date.now(), 1000);
  if (!lease || !(await relay.save(head, lease.fence))) throw new Error('the relay is held by somebody else');
  await relay.release('bench');
  await relay.close();
};

const countVersions = (folder: string): number => {
  const db = new Database(join(folder, 'rows.sqlite'), { readonly: true });
  try {
    const tables = db.prepare("select name from sqlite_master where type = 'table' and name like '% versions'").pluck().all() as string[];
    return tables.reduce((sum, name) => sum + (db.prepare(`select count(*) from "${name}"`).pluck().get() as number), 0);
  } finally { db.close(); }
};

/** A log of a million events, each figure beside the same at a tenth of its weeks: what grows with the log, and what does not. */
export const million: Benchmark = async ({ quick }) => {
  const city = makeCity(quick ? 'small' : 'large', 1);
  const [whole, reads, samples] = quick ? [40, 600, 60] : [40, 3000, 200];
  const tenth = await measure({ city: { ...city, weeks: whole / 10 }, reads: reads / 10, samples });
  return linesOf(await measure({ city: { ...city, weeks: whole }, reads, samples }), tenth);
};

const linesOf = (whole: Found, tenth: Found): Figure[] => {
  const line = (name: string, unit: string, of: (found: Found) => number, most?: number): Figure => {
    const [value, baseline] = [of(whole), of(tenth)];
    return { name, value, unit, baseline, ratio: value / baseline, floor: most === undefined ? '' : `< ${most} ${unit}`, met: most === undefined || value < most };
  };
  const boards = (where: string, of: (found: Found) => Boards, most: Boards): Figure[] => (Object.keys(most) as (keyof Boards)[]).map((board) =>
    line(`${board}, ${where}, slowest of a hundred`, 'ms', (found) => of(found)[board], most[board]));
  return [
    line('the log (baseline of each line: a tenth of its weeks)', 'events', ({ events }) => events),
    line('filling it', 'events/s', ({ filled }) => filled),
    line('first start: all rows made', 's', ({ first }) => first),
    line('first start: row versions made, the process\'s own start included', 'versions/s', ({ versions, first }) => versions / first),
    line('first start: events taken in', 'events/s', ({ events, first }) => events / first),
    line('row versions for each event', '', ({ events, versions }) => versions / events),
    line('second start, until it takes requests', 's', ({ second }) => second, 3),
    line('second start, until it records', 's', ({ recorded }) => recorded),
    line('resident, the most while making all rows', 'MB', ({ memory }) => memory.making),
    line('resident, after the second start', 'MB', ({ memory }) => memory.started, 400),
    line('resident, after five minutes\' worth of reads', 'MB', ({ memory }) => memory.read, 400),
    line('resident, the most meanwhile', 'MB', ({ memory }) => memory.most, 400),
    line('reads of all kinds over HTTP, 8 at once', '/s', ({ readsASecond }) => readsASecond),
    ...boards('at the store', ({ store }) => store, { 'a unit\'s year, now': 10, 'a unit\'s year, as of': 10, 'a member\'s year, now': 10, 'a member\'s year, as of': 10, 'the city\'s year, now': 30, 'the city\'s year, as of': 100 }),
    ...boards('over HTTP', ({ http }) => http, { 'a unit\'s year, now': 20, 'a unit\'s year, as of': 20, 'a member\'s year, now': 20, 'a member\'s year, as of': 20, 'the city\'s year, now': 60, 'the city\'s year, as of': 200 }),
    line('on disk: an event of the log, with its index', 'bytes', ({ bytes, events }) => bytes.log / events),
    line('on disk: a version of a row, with its indexes and current row', 'bytes', ({ bytes, versions }) => bytes.rows / versions),
  ];
};
