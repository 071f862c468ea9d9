import { execFile } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import pg from 'pg';
import { halves } from '@lyceum/event-store/envelope';
import type { EventStore, Identity, Proposed } from '@lyceum/event-store/event-store';
import { idOf } from '@lyceum/event-store/handle';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { startPostgres } from '../engines/postgres.ts';
import { percentile, type Benchmark, type Figure } from './figure.ts';

const now = '2026-03-06T09:00:00.000Z';
/** An event like the most frequent one: about 550 bytes of canonical text. */
const signed = (stream: string, n: number, id = idOf(`${stream}_${n}`)): Proposed => ({
  stream, id, type: 'AttendanceSigned', version: 1,
  data: { sessionId: stream, memberId: `m${n % 5000}`, day: '2026-03-06', minutes: 60, method: 'qr', deviceAt: now, device: 'f3a9c1d27b' },
  occurredAt: now, recordedAt: now, actor: 'member:m17', unit: 'u042', correlation: 'b1946ac92492d2347c6235b4d2611184', causation: null,
  command: `K9x-${stream}-${n}`, bodyHash: '2jmj7l5rSw0yVb_vlWAYkK_YBwk3t5cZ4yq8y2bWQ0E',
});

/** `clients` that append one event after another, each to its own stream, with a check on a stream that all share. */
const appendLoad = async (store: EventStore, clients: number, milliseconds: number, name = 'load'): Promise<{ rate: number; p99: number; events: number }> => {
  const shared = `${name}-shared`;
  await store.append({ events: [signed(shared, 0)], checks: { [shared]: 'none' } });
  const latencies: number[] = [];
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, async (_, client) => {
    const stream = `${name}-session${client}-member${client}`;
    for (let n = 0; performance.now() - start < milliseconds; n++) {
      const asked = performance.now();
      await store.append({ events: [signed(stream, n)], checks: { [stream]: n === 0 ? 'none' : n - 1, [shared]: 0 } });
      latencies.push(performance.now() - asked);
    }
  }));
  const seconds = (performance.now() - start) / 1000;
  return { rate: latencies.length / seconds, p99: percentile(latencies, 0.99), events: latencies.length };
};

/** Rows that are ready, written in groups of 64 into the tables of a store of their own, by the bare driver. */
const bareInserts = async (store: SqliteEventStore): Promise<(milliseconds: number) => number> => {
  await store.close();
  const db = new Database(store.file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const event = db.prepare('insert into event values (?, ?, ?, ?, ?, ?)');
  const stream = db.prepare('insert into stream values (?, ?) on conflict (name) do update set revision = excluded.revision');
  const head = db.prepare('update head set position = ?');
  let position = 0;
  let revision = 0;
  return (milliseconds) => {
    const first = position;
    let spent = 0;
    for (; spent < milliseconds; revision++) {
      const rows = Array.from({ length: 64 }, (_, client) => {
        const name = `load-session${client}-member${client}`;
        const { id, before, after } = halves(signed(name, revision), store.identity);
        const text = before + revision + after;
        return [position + client + 1, name, revision, id, text, crc32(text, position + client + 1)] as const;
      });
      const start = performance.now();
      db.transaction(() => {
        for (const row of rows) { event.run(...row); stream.run(row[1], row[2]); }
        head.run(position += rows.length);
      }).immediate();
      spent += performance.now() - start;
    }
    return (position - first) / (spent / 1000);
  };
};

/** The same in PostgreSQL: rows that are ready, in groups of 64, each group one statement and one commit, into the tables of a store of their own. */
const barePostgres = (client: pg.Client, identity: Identity): ((milliseconds: number) => Promise<number>) => {
  const statement = {
    name: 'bare', text: `with taken as (insert into event select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[])),
      moved as (insert into stream select * from unnest($2::text[], $3::bigint[]) on conflict (name) do update set revision = excluded.revision) update head set position = $6`,
  };
  let [position, revision] = [0, 0];
  return async (milliseconds) => {
    const first = position;
    let spent = 0;
    for (; spent < milliseconds; revision++) {
      const rows = Array.from({ length: 64 }, (_, client) => {
        const name = `load-session${client}-member${client}`;
        const { id, before, after } = halves(signed(name, revision), identity);
        return { position: ++position, name, id, text: before + revision + after };
      });
      const start = performance.now();
      await client.query({ ...statement, values: [rows.map((row) => row.position), rows.map(({ name }) => name), rows.map(() => revision), rows.map(({ id }) => id), rows.map(({ text }) => text), position] });
      spent += performance.now() - start;
    }
    return (position - first) / (spent / 1000);
  };
};

const bareSync = (folder: string) => (milliseconds: number): number => {
  const file = openSync(join(folder, 'bare'), 'w');
  const page = Buffer.alloc(4096, 1);
  const start = performance.now();
  let count = 0;
  for (; performance.now() - start < milliseconds; count++) { writeSync(file, page); fdatasyncSync(file); }
  closeSync(file);
  return count / ((performance.now() - start) / 1000);
};

/** Ours and the baseline by turns, so that what else the machine does meets both; the medians. */
const byTurns = async (milliseconds: number, ours: (slice: number, turn: number) => Promise<number>, bare: (slice: number) => number | Promise<number>): Promise<{ ours: number; bare: number }> => {
  const turns = 5;
  const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  for (let turn = 0; turn < turns; turn++) {
    rates.ours.push(await ours(milliseconds / turns, turn));
    rates.bare.push(await bare(milliseconds / turns));
  }
  return { ours: percentile(rates.ours, 0.5), bare: percentile(rates.bare, 0.5) };
};

export const sqliteAppends: Benchmark = async ({ quick }) => inStore((store) => inStore((other) => inFolder(async (folder) => {
  const milliseconds = quick ? 2500 : 8000;
  const p99: number[] = [];
  const many = await byTurns(milliseconds, async (slice, turn) => {
    const load = await appendLoad(store, 64, slice, `many${turn}`);
    p99.push(load.p99);
    return load.rate;
  }, await bareInserts(other));
  const one = await byTurns(milliseconds, async (slice, turn) => (await appendLoad(store, 1, slice, `one${turn}`)).rate, bareSync(folder));
  return [
    figure('durable appends, SQLite, 64 writers', many.ours, '/s', many.bare, '≥ 20,000/s, ≥ 70 % of bare batched inserts', many.ours >= 20_000 && many.ours >= 0.7 * many.bare),
    figure('the same, 99th percentile', percentile(p99, 0.5), 'ms', null, '< 30 ms', percentile(p99, 0.5) < 30),
    figure('durable appends, SQLite, one after another', one.ours, '/s', one.bare, '≥ 2,500/s, ≥ 40 % of bare fdatasync', one.ours >= 2500 && one.ours >= 0.4 * one.bare),
  ];
})));

/** Reads the whole log in its order and folds it in memory; the baseline parses the same texts and nothing else. */
export const sqliteReplay: Benchmark = async ({ quick }) => inStore(async (store) => {
  const count = quick ? 50_000 : 300_000;
  await fill(store, count);
  let start = performance.now();
  const minutes = new Map<string, number>();
  let seen = 0;
  for (let after = '', page = await store.readLog({ limit: 1000 }); page.length > 0; page = await store.readLog({ after, limit: 1000 })) {
    for (const { data } of page) minutes.set(String(data['memberId']), (minutes.get(String(data['memberId'])) ?? 0) + Number(data['minutes']));
    seen += page.length;
    after = page.at(-1)!.position;
  }
  const rate = seen / ((performance.now() - start) / 1000);
  const db = new Database(store.file, { readonly: true });
  start = performance.now();
  for (const text of db.prepare('select text from event order by position').pluck().iterate()) JSON.parse(text as string);
  const bare = seen / ((performance.now() - start) / 1000);
  db.close();
  return [figure('replay of the log, folded in memory', rate, 'events/s', bare, '≥ 150,000 events/s', seen === count && rate >= 150_000)];
});

export const fill = async (store: EventStore, count: number): Promise<void> => {
  const each = 500;
  for (let done = 0; done < count; done += each * 20) {
    await Promise.all(Array.from({ length: Math.min(20, Math.ceil((count - done) / each)) }, (_, lane) => {
      const first = done + lane * each;
      const events = Array.from({ length: Math.min(each, count - first) }, (_, n) => signed(`fill-${first + n}`, first + n));
      return store.append({ events, checks: Object.fromEntries(events.map(({ stream }) => [stream, 'none' as const])) });
    }));
  }
};

/** 64 clients in one process; then 4 processes of 32 clients each. Starts a server of its own, or uses `PG_URL`. */
export const postgresAppends: Benchmark = async ({ quick }) => {
  const milliseconds = quick ? 2000 : 6000;
  const engine = await startPostgres();
  try {
    const where = async (schema: string) => {
      const client = new pg.Client(engine.url);
      await client.connect();
      await client.query(`drop schema if exists ${schema} cascade; create schema ${schema}`);
      await client.end();
      return `${engine.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
    };
    const store = await PostgresEventStore.open({ url: await where('bench_one') });
    const bareUrl = await where('bench_bare');
    await (await PostgresEventStore.open({ url: bareUrl })).close(); // its tables
    const client = new pg.Client(bareUrl);
    await client.connect();
    const p99: number[] = [];
    const many = await byTurns(milliseconds, async (slice, turn) => {
      const load = await appendLoad(store, 64, slice, `many${turn}`);
      p99.push(load.p99);
      return load.rate;
    }, barePostgres(client, store.identity));
    await client.end();
    await store.close();

    const url = await where('bench_four');
    await (await PostgresEventStore.open({ url })).close(); // the tables, before four make them at once
    const together = (await Promise.all([0, 1, 2, 3].map((k) => inProcess(url, `w${k}`, milliseconds)))).reduce((sum, rate) => sum + rate, 0);
    return [
      figure('durable appends, PostgreSQL, 64 writers in one process', many.ours, '/s', many.bare, '≥ 30,000/s', many.ours >= 30_000),
      figure('the same, 99th percentile', percentile(p99, 0.5), 'ms', null, '', true),
      figure('durable appends, PostgreSQL, 32 writers in each of 4 processes', together, '/s', many.bare, '≥ 25,000/s together', together >= 25_000),
    ];
  } finally { await engine.stop(); }
};

/** This file as a process of its own: `load <url> <name> <milliseconds>`; answers its rate. */
const inProcess = async (url: string, name: string, milliseconds: number): Promise<number> => {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), 'load', url, name, String(milliseconds)]);
  return Number(stdout);
};

const figure = (name: string, value: number, unit: string, baseline: number | null, floor: string, met: boolean): Figure =>
  ({ name, value: round(value), unit, baseline: baseline && round(baseline), ratio: baseline && Math.round(value / baseline * 100) / 100, floor, met });
const round = (value: number) => (value < 100 ? Math.round(value * 10) / 10 : Math.round(value));

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-bench-'));
  try { return await work(folder); } finally { await rm(folder, { recursive: true, force: true }); }
};
const inStore = <T>(work: (store: SqliteEventStore) => Promise<T>): Promise<T> => inFolder(async (folder) => {
  const store = await SqliteEventStore.open({ folder });
  try { return await work(store); } finally { await store.close(); }
});

if (import.meta.main) {
  const [mode, url, name, milliseconds] = process.argv.slice(2);
  if (mode === 'load') {
    const store = await PostgresEventStore.open({ url: url! });
    console.log((await appendLoad(store, 32, Number(milliseconds), name)).rate);
    await store.close();
  } else {
    const quick = process.argv.includes('--quick');
    for (const benchmark of [sqliteAppends, sqliteReplay, ...(process.argv.includes('--postgres') ? [postgresAppends] : [])]) console.table(await benchmark({ quick }));
  }
}
