import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { addDays, weekOf } from '@lyceum/core/calendar';
import type { Json } from '@lyceum/core/canonical';
import type { Position } from '@lyceum/core/event';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { unitDay } from '@lyceum/dashboards/attendance/unit-day.projection';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { MemberBoards } from '@lyceum/dashboards/boards/member-board.query';
import { UnitBoards } from '@lyceum/dashboards/boards/unit-board.query';
import { Explanations } from '@lyceum/dashboards/figures/explanation.query';
import { parseKey } from '@lyceum/dashboards/figures/key';
import { Measures } from '@lyceum/dashboards/figures/measures.query';
import type { Directory } from '@lyceum/directory/directory';
import { Tree, type Unit } from '@lyceum/directory/tree';
import { EventStore, type Stored } from '@lyceum/event-store/event-store';
import { Projector } from '@lyceum/read-store/projector';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { p99, type Benchmark, type Figure } from './figure.ts';

/** A year of a city: in every unit and week one session, to which thirty people are invited and twenty-seven come. */
const [weeks, people, present] = [52, 30, 27];
const eventsPerWeek = present + 4;
const firstMonday = '2026-01-05';
const range = { from: firstMonday, to: addDays(firstMonday, 7 * weeks - 1) };

const positionOf = (n: number): Position => String(n + 1).padStart(16, '0');

/** A log that is computed when it is read, so that reading it costs as little as may be. */
class ComputedYear extends EventStore {
  readonly identity = { log: 'bench', epoch: 0 };
  constructor(readonly units: number) { super(); }
  get size(): number { return this.units * weeks * eventsPerWeek; }

  private event(n: number): Stored {
    const [week, unit, k] = [Math.floor(n / (this.units * eventsPerWeek)), Math.floor(n / eventsPerWeek) % this.units, n % eventsPerWeek];
    const day = addDays(firstMonday, 7 * week + 4);
    const [unitId, sessionId] = [unitName(unit), `s${unit}w${week}`];
    const [type, data] = this.fact(k, unit, unitId, sessionId, day);
    return {
      log: 'bench', epoch: 0, stream: `e-${n}`, revision: 0, position: positionOf(n), id: `e${n}`, type, version: 1, data,
      occurredAt: `${day}T07:00:00.000Z`, recordedAt: `${day}T07:00:00.000Z`, actor: 'member:clerk', unit: unitId, correlation: 'c', causation: null, command: `c${n}`, bodyHash: '',
    };
  }
  private fact(k: number, unit: number, unitId: string, sessionId: string, day: string): [string, Record<string, Json>] {
    const week = weekOf(day);
    const member = (nth: number) => `m${unit * people + nth}`;
    const plan = { form: 'weekly-collective', day, week, minutes: 60 };
    if (k === 0) return ['StudySessionPlanned', { sessionId, unitId, title: 'Study', start: '15:00', place: '', ...plan }];
    if (k === 1) return ['MembersInvited', { sessionId, day, invited: Array.from({ length: people }, (_, nth) => ({ memberId: member(nth), unit: unitId })) }];
    if (k < present + 2) return ['AttendanceSigned', { sessionId, memberId: member(k - 2), day, minutes: 60, method: 'qr' }];
    if (k === present + 2) return ['StudySessionClosed', { sessionId, unitId, ...plan }];
    return ['CadenceMet', { unitId, week, policyId: 'weekly', policyVersion: 1 }];
  }
  override async readLog({ after = '', limit = 500 }: { after?: Position; limit?: number }) {
    const first = Number(after);
    return Array.from({ length: Math.max(0, Math.min(limit, this.size - first)) }, (_, n) => this.event(first + n));
  }
  override async readAt(positions: readonly Position[]) { return positions.map((position) => this.event(Number(position) - 1)); }
  override async head() { return positionOf(this.size - 1); }
  override async subscribe(_after: Position, _next: unknown, signal: AbortSignal) { while (!signal.aborted) await setTimeout(20); }
  override async append(): Promise<never> { throw new Error('computed'); }
  override async readStream(): Promise<never> { throw new Error('computed'); }
  override async healthy() {}
  override async close() {}
}

const unitName = (n: number) => `u${n}`;
/** The city, its departments, and twenty units in each; the people are in these. */
const treeOf = (units: number): Tree => {
  const department = (n: number) => `d${Math.floor(n / 20)}`;
  const named = (unitId: string, parentId: string | null, type: Unit['type']): Unit => ({ unitId, name: unitId, type, parentId });
  return new Tree([
    named('city', null, 'agency'), ...Array.from({ length: Math.ceil(units / 20) }, (_, n) => named(`d${n}`, 'city', 'department')),
    ...Array.from({ length: units }, (_, n) => named(unitName(n), department(n), 'station')),
  ]);
};

const measure = async (folder: string, log: ComputedYear, quick: boolean): Promise<Figure[]> => {
  const reads = await SqliteReadStore.open({ folder, identity: log.identity });
  const projector = new Projector(log, reads, dashboardsContext.projections, vocabulary);
  const start = performance.now();
  await projector.start();
  await projector.caughtUp(3_600_000);
  const rebuilt = log.size / ((performance.now() - start) / 1000);
  await projector.stop();

  const tree = treeOf(log.units);
  const reader = { persons: true, units: new Set(tree.all().map(({ unitId }) => unitId)) };
  const directory = { tree: async () => tree, names: async () => new Map(), headcounts: async () => new Map() } as unknown as Directory;
  const measures = new Measures(reads);
  const [boards, members, explanations] = [new UnitBoards(reads, measures, directory), new MemberBoards(reads, measures), new Explanations(reads, measures, log, directory)];
  const then = (n: number) => positionOf(Math.floor(log.size * (0.1 + (0.8 * ((n * 37) % 101)) / 101)));
  const board = (unitId: string, asOf?: Position) => boards.of(unitId, { ...range, asOf, today: range.to, tree, reader, language: 'zh' });
  const member = (n: number, asOf?: Position) => members.of(`m${(n * 37) % (log.units * people)}`, { ...range, asOf, language: 'zh' });
  const why = (key: string) => explanations.of(parseKey(`${key}/${range.from}..${range.to}`)!, { at: positionOf(log.size - 1), now: true, today: range.to, tree, reader, language: 'zh', limit: 50 });
  const unit = (n: number) => unitName((n * 7) % log.units);
  const [many, few] = quick ? [200, 15] : [1000, 40];

  const whole = await board('city');
  if (whole.figures[0]!.value !== (100 * present) / people || whole.figures[2]!.value !== log.units * weeks) throw new Error('the board does not add up to the log');
  const db = new Database(join(folder, 'rows.sqlite'), { readonly: true });
  const days = `"${unitDay.name}@${unitDay.version}"`;
  const [bareCity, bareUnit] = [db.prepare(`select c_unitId, sum(c_signed) from ${days} group by c_unitId`), db.prepare(`select c_week, sum(c_signed) from ${days} where c_unitId = ? group by c_week`)];
  const [cityBase, unitBase] = [await p99(few, () => bareCity.all()), await p99(many, (n) => bareUnit.all(unit(n)))];
  db.close();
  const line = (name: string, value: number, baseline: number, most: number): Figure => ({ name, value, unit: 'ms, p99', baseline, ratio: value / baseline, floor: `< ${most} ms`, met: value < most });
  const figures = [
    { name: 'rebuild of all rows of boards', value: rebuilt, unit: 'events/s', baseline: null, ratio: null, floor: '', met: true },
    line('a unit\'s whole board over a year, now', await p99(many, (n) => board(unit(n))), unitBase, 10),
    line('a unit\'s whole board over a year, as of', await p99(many, (n) => board(unit(n), then(n))), unitBase, 10),
    line('a member\'s whole board over a year, now', await p99(many, (n) => member(n)), unitBase, 10),
    line('a member\'s whole board over a year, as of', await p99(many, (n) => member(n, then(n))), unitBase, 10),
    line('the city\'s whole board over a year, now', await p99(few, () => board('city')), cityBase, 30),
    line('the city\'s whole board over a year, as of', await p99(few, (n) => board('city', then(n))), cityBase, 100),
    line('why: a unit\'s signatures of a year, first page', await p99(many, (n) => why(`signed/own:${unit(n)}`)), unitBase, 20),
    line('why: a member\'s signatures of a year', await p99(many, (n) => why(`signed/member:m${n}`)), unitBase, 20),
    line('why: the city\'s signatures, by departments', await p99(few, () => why('signed/unit:city')), cityBase, 20),
  ];
  await reads.close();
  return figures;
};

/** Boards and explanations as the console asks for them, from the rows that the projections make of a year's log. */
export const wholeBoards: Benchmark = async ({ quick }) => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-'));
  try { return await measure(folder, new ComputedYear(quick ? 60 : 600), quick); } finally { await rm(folder, { recursive: true, force: true }); }
};
