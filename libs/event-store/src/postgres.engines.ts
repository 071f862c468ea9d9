import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { Conflict, Unavailable, type Stored } from './event-store.ts';
import { PostgresEventStore } from './postgres.ts';
import { assertSound, eventStoreSuite, type Log } from './suite.ts';
import { noted, until } from './testing/noted.ts';

let engine: Engine;
let count = 0;
const admin = async (text: string) => {
  const client = new pg.Client(engine.url);
  await client.connect();
  try { return (await client.query(text)).rows; } finally { await client.end(); }
};
/** A schema of its own, so that tests share one server. */
const freshLog = async (): Promise<Log> => {
  const schema = `log_${process.pid}_${++count}`;
  await admin(`create schema ${schema}`);
  const where = `${engine.url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  return { adapter: 'postgres', where, open: () => PostgresEventStore.open({ url: where }), dispose: async () => { await admin(`drop schema ${schema} cascade`); } };
};

beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

eventStoreSuite('postgres', freshLog);

describe('a PostgreSQL log', () => {
  const ours = process.env['PG_URL'] ? it.skip : it; // a server of somebody else is not killed

  ours('is away while the server is, keeps what was acknowledged, and goes on by itself', async () => {
    const log = await freshLog();
    const store = await log.open();
    const got: Stored[] = [];
    const stop = new AbortController();
    const following = store.subscribe('', async (batch) => { got.push(...batch); }, stop.signal);
    const acknowledged: string[] = [];
    let refused = 0;
    let running = true;
    const lane = async (name: string) => {
      for (let n = 0; running;) {
        const event = noted(name, n);
        try {
          await store.append({ events: [event], checks: { [name]: n === 0 ? 'none' : n - 1 } });
          acknowledged.push(event.id);
          n++;
        } catch (error) {
          if (!(error instanceof Unavailable)) n = (await store.readStream(name)).length; // it had been recorded after all
          else { refused++; await new Promise((resolve) => setTimeout(resolve, 20)); }
        }
      }
    };
    const lanes = Array.from({ length: 16 }, (_, k) => lane(`s-${k}`));
    await until(() => acknowledged.length > 500);
    await engine.kill();
    await until(() => refused > 16);
    await expect(store.healthy()).rejects.toThrow(Unavailable);
    await engine.restart();
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 500);
    running = false;
    await Promise.all(lanes);
    const all = await assertSound(store, acknowledged);
    await until(() => got.length >= all.length);
    expect(got).toEqual(all);
    stop.abort();
    await following;
    await store.close();
    await log.dispose();
  });

  it('checks in a statement after the lock: a writer that waited sees what the other wrote', async () => {
    const log = await freshLog();
    const [one, two] = [await log.open(), await log.open()];
    const holder = new pg.Client(log.where);
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from head for update');
    const race = [one, two].map((store, k) => store.append({ events: [noted('s-1', 0, { id: `race ${k}` })], checks: { 's-1': 'none' } }));
    const settled = Promise.allSettled(race);
    await until(async () => Number((await admin("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%append_events%'"))[0].n) >= 2);
    await holder.query('commit');
    const lost = (await settled).flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(lost).toEqual([expect.any(Conflict)]); // a stale look would run into the unique index instead, and take its neighbours with it
    await Promise.all([holder.end(), one.close(), two.close()]);
    await log.dispose();
  });
});
