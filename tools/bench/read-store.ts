import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { event, type EventDefinition, type Position } from '@lyceum/core/event';
import { projection, type Projection } from '@lyceum/core/projection';
import { EventStore, type Stored } from '@lyceum/event-store/event-store';
import { Projector } from '@lyceum/read-store/projector';
import type { Filter, ReadStore } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { p99, type Benchmark, type Figure } from './figure.ts';

/** A year of a city: 600 units of 50 people, 52 weeks, four study sessions a week in each; every event touches three rows. */
const [units, weeks, people] = [600, 52, 50];
const Signed = event('Signed', { v: 1, data: z.object({ session: z.string(), member: z.string(), unit: z.string(), week: z.number(), tier: z.enum(['t1', 't2', 't3', 't4']) }) });
const vocabulary: ReadonlyMap<string, EventDefinition> = new Map([[Signed.type, Signed]]);
type SignedEvent = ReturnType<typeof Signed>;

type Counts = { readonly unit: string; readonly week: number; readonly invited: number; readonly signed: number; readonly t1: number; readonly t2: number; readonly t3: number; readonly t4: number };
const counts: Counts = { unit: '', week: 0, invited: 50, signed: 0, t1: 0, t2: 0, t3: 0, t4: 0 };
const add = (row: Counts, { data: { unit, week, tier } }: SignedEvent): Counts => ({ ...row, unit, week, signed: row.signed + 1, [tier]: row[tier] + 1 });
const of = (name: string, key: (data: SignedEvent['data']) => string, index: 'unit' | 'week' = 'unit') => projection<Counts, SignedEvent>({
  name, version: 1, initial: counts, indexes: index === 'unit' ? [['unit', 'week']] : [], totals: ['signed', 'invited'],
  keys: { Signed: ({ data }) => key(data) }, on: { Signed: add },
});
const unitWeek = of('unit-week', ({ unit, week }) => `${unit}/${week}`);
const perSession = of('per-session', ({ session }) => session);
const memberWeek = of('member-week', ({ member, week }) => `${member}/${week}`, 'week');
const projections: readonly Projection[] = [unitWeek, perSession, memberWeek];

const positionOf = (n: number): Position => String(n).padStart(16, '0');

/** A log that is computed when it is read, so that reading it costs as little as may be. */
class ComputedLog extends EventStore {
  readonly identity = { log: 'bench', epoch: 0 };
  constructor(readonly size: number) { super(); }

  private event(n: number): Stored {
    const draw = (below: number, salt: number) => (Math.imul(n ^ salt, 0x9e3779b1) >>> 7) % below;
    const [unit, week] = [draw(units, 1), Math.floor((n / (this.size + 1)) * weeks)];
    return {
      log: 'bench', epoch: 0, stream: `attendance-${n}`, revision: 0, position: positionOf(n), id: `e${n}`, type: 'Signed', version: 1,
      data: { session: `s${unit}_${week}_${draw(4, 2)}`, member: `m${unit * people + draw(people, 3)}`, unit: `u${unit}`, week, tier: `t${1 + draw(4, 4)}` },
      occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T09:00:00.000Z', actor: 'member:m1', unit: `u${unit}`, correlation: 'c', causation: null, command: `c${n}`, bodyHash: '',
    };
  }
  override async readLog({ after = '', limit = 500 }: { after?: Position; limit?: number }) {
    const first = Number(after) + 1;
    return Array.from({ length: Math.max(0, Math.min(limit, this.size - first + 1)) }, (_, n) => this.event(first + n));
  }
  override async readAt(positions: readonly Position[]) { return positions.map((position) => this.event(Number(position))); }
  override async head() { return positionOf(this.size); }
  override async subscribe(_after: Position, _next: unknown, signal: AbortSignal) { while (!signal.aborted) await setTimeout(20); }
  override async append(): Promise<never> { throw new Error('computed'); }
  override async readStream(): Promise<never> { throw new Error('computed'); }
  override async healthy() {}
  override async close() {}
}

/** The longest time that the event loop was not free, while something goes on; milliseconds. */
const longestTurn = async (work: Promise<unknown>): Promise<number> => {
  let over = false;
  void work.finally(() => { over = true; });
  let longest = 0;
  for (let last = performance.now(); !over; last = performance.now()) {
    await setTimeout(0);
    longest = Math.max(longest, performance.now() - last);
  }
  return longest;
};

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-'));
  try { return await work(folder); } finally { await rm(folder, { recursive: true, force: true }); }
};

const figure = (name: string, value: number, unit: string, baseline: number | null, floor: string, met: boolean): Figure =>
  ({ name, value, unit, baseline, ratio: baseline === null ? null : value / baseline, floor, met });

/** The rebuild, its longest turn of the event loop, and what it holds in memory; the baseline writes ready rows into such tables by the bare driver. */
const rebuild = async (folder: string, log: ComputedLog): Promise<{ reads: ReadStore; figures: Figure[] }> => {
  const reads = await SqliteReadStore.open({ folder, identity: log.identity });
  const projector = new Projector(log, reads, projections, vocabulary);
  const start = performance.now();
  await projector.start();
  const turn = await longestTurn(projector.caughtUp(3_600_000));
  const rate = (log.size * projections.length) / ((performance.now() - start) / 1000);
  await projector.stop();
  const [whole] = await reads.total(unitWeek, { columns: ['signed'] });
  if (whole!.sums['signed'] !== log.size) throw new Error('the rows do not add up to the log');
  const resident = process.memoryUsage.rss() / 2 ** 20;
  const bare = await bareWrites(log);
  return {
    reads,
    figures: [
      figure('rebuild of rows with their versions', rate, 'row versions/s', bare, '≥ 40,000/s', rate >= 40_000),
      figure('longest turn of the event loop meanwhile', turn, 'ms', null, '< 100 ms', turn < 100),
      figure('resident after it, in the benchmark\'s own process', resident, 'MB', null, '', true),
    ],
  };
};

const bareWrites = (log: ComputedLog): Promise<number> => inFolder(async (folder) => {
  const db = new Database(join(folder, 'bare.sqlite'));
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', 'wal_autocheckpoint = 4000']) db.pragma(pragma);
  db.exec(`create table version (no integer primary key, key text, position text, row text, unit text, week int, signed int, invited int); create unique index once on version (key, position);
    create table current (key text primary key, position text, row text, unit text, week int, signed int, invited int) without rowid; create index boards on current (unit, week)`);
  const version = db.prepare('insert or ignore into version values (null, ?, ?, ?, ?, ?, ?, ?)');
  const current = db.prepare('insert or replace into current values (?, ?, ?, ?, ?, ?, ?)');
  const count = Math.min(log.size, 100_000);
  let spent = 0;
  for (let after = ''; after < positionOf(count);) {
    const batch = await log.readLog({ after, limit: 2000 });
    const rows = batch.flatMap(({ position, data: { unit, week, session, member } }) =>
      [`u/${String(unit)}/${String(week)}`, `s/${String(session)}`, `m/${String(member)}/${String(week)}`].map((key) => [key, position, JSON.stringify({ ...counts, unit, week }), unit, week, 1, 50] as const));
    const start = performance.now();
    db.transaction(() => {
      for (const row of rows) version.run(...row);
      for (const row of new Map(rows.map((each) => [each[0], each])).values()) current.run(...row);
    })();
    spent += performance.now() - start;
    after = batch.at(-1)!.position;
  }
  db.close();
  return (count * projections.length) / (spent / 1000);
});

/** Boards at the store, now and as of moments all over the year; the baselines are the same sums in bare SQL over the current rows. */
const boards = async (folder: string, log: ComputedLog, reads: ReadStore, quick: boolean): Promise<Figure[]> => {
  const db = new Database(join(folder, 'rows.sqlite'), { readonly: true });
  const bareUnit = db.prepare('select c_week, sum(c_signed) from "unit-week@1" where c_unit = ? group by c_week');
  const bareMember = db.prepare('select sum(c_signed) from "member-week@1" where key between ? and ?');
  const bareCity = db.prepare('select c_unit, sum(c_signed) from "unit-week@1" group by c_unit');
  const [many, few] = quick ? [300, 15] : [1000, 40];
  const then = (n: number) => positionOf(Math.floor(log.size * (0.1 + 0.8 * ((n * 37) % 101) / 101)));
  const unit = (n: number) => `u${(n * 7) % units}`;
  const member = (n: number) => `m${(n * 37) % (units * people)}`;
  const memberWeeks = (n: number): Filter => ({ key: { from: `${member(n)}/`, to: `${member(n)}/~` } });
  const everyUnit = Array.from({ length: units }, (_, n) => `u${n}`);
  const total = (where: Filter, by: string, asOf?: Position) => reads.total(unitWeek, { columns: ['signed', 'invited'], by, where, ...(asOf === undefined ? {} : { asOf }) });

  const unitNow = await p99(many, (n) => bareUnit.all(unit(n)));
  const memberNow = await p99(many, (n) => bareMember.all(`${member(n)}/`, `${member(n)}/~`));
  const cityNow = await p99(few, () => bareCity.all());
  const line = (name: string, value: number, baseline: number, most: number) => figure(name, value, 'ms, p99', baseline, `< ${most} ms`, value < most);
  const figures = [
    line('rows alone: a unit\'s board, now', await p99(many, (n) => total({ unit: unit(n) }, 'week')), unitNow, 10),
    line('rows alone: a unit\'s board, as of', await p99(many, (n) => total({ unit: unit(n) }, 'week', then(n))), unitNow, 10),
    line('rows alone: a member\'s board, now', await p99(many, (n) => reads.find(memberWeek, { where: memberWeeks(n) })), memberNow, 10),
    line('rows alone: a member\'s board, as of', await p99(many, (n) => reads.find(memberWeek, { where: memberWeeks(n), asOf: then(n) })), memberNow, 10),
    line('rows alone: the city\'s board over a year, now', await p99(few, () => total({ unit: everyUnit, week: { from: 0, to: weeks } }, 'unit')), cityNow, 30),
    line('rows alone: the city\'s board over a year, as of', await p99(few, (n) => total({ unit: everyUnit, week: { from: 0, to: weeks } }, 'unit', then(n))), cityNow, 100),
    line('rows alone, why: a unit\'s week', await p99(many, (n) => reads.versions(unitWeek, { where: { unit: unit(n), week: n % weeks }, limit: 50 })), unitNow, 20),
    line('rows alone, why: a unit\'s year, as of', await p99(many, (n) => reads.versions(unitWeek, { where: { unit: unit(n) }, limit: 50, asOf: then(n) })), unitNow, 20),
    line('rows alone, why: the city\'s year', await p99(few, () => reads.versions(unitWeek, { where: { unit: everyUnit }, limit: 50 })), cityNow, 20),
  ];
  db.close();
  return figures;
};

export const readStore: Benchmark = ({ quick }) => inFolder(async (folder) => {
  const log = new ComputedLog(quick ? 100_000 : 1_000_000);
  const { reads, figures } = await rebuild(folder, log);
  try { return [...figures, ...await boards(folder, log, reads, quick)]; } finally { await reads.close(); }
});
