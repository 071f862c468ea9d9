// engines: PostgreSQL
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { Conflict, Damaged, Unavailable, type Stored } from './event-store.ts';
import { PostgresEventStore } from './postgres.ts';
import { raiseEpoch } from './postgres-epoch.ts';
import { assertSound, eventStoreSuite, type Log } from './suite.ts';
import { noted, until } from './testing/noted.ts';

let engine: Engine;
type OwnLog = Log & { readonly admin: (text: string) => Promise<Record<string, unknown>[]> };
/** A schema of its own, so that tests share one server. */
const freshLog = async (): Promise<OwnLog> => {
  const { at: where, admin, remove: dispose } = await freshSchema(engine);
  return { adapter: 'postgres', where, admin, open: () => PostgresEventStore.open({ url: where }), dispose };
};

beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

eventStoreSuite('postgres', freshLog);

const ours = process.env['PG_URL'] ? it.skip : it; // a server of somebody else is neither killed nor set up otherwise

describe('a PostgreSQL server for a log', () => {
  const opening = (url: string) => PostgresEventStore.open({ url }).then((store) => store.close());

  ours.each(['fsync', 'full_page_writes'])('is refused with %s off, and taken with it on', async (name) => {
    const log = await freshLog();
    const turn = async (change: string, wanted: string) => {
      await log.admin(`alter system ${change}`);
      await log.admin('select pg_reload_conf()');
      await until(async () => (await log.admin(`show ${name}`))[0]![name] === wanted);
    };
    await turn(`set ${name} = off`, 'off');
    try { await expect(opening(log.where)).rejects.toThrow(`${name} is off`); } finally { await turn(`reset ${name}`, 'on'); }
    await expect(opening(log.where)).resolves.toBeUndefined();
    await log.dispose();
  });
  ours('is refused where the database can’t keep every text', async () => {
    const log = await freshLog();
    await log.admin("create database narrow encoding 'LATIN1' locale 'C' template template0");
    await expect(opening(engine.url.replace(/\/postgres$/, '/narrow'))).rejects.toThrow('encoded as LATIN1; create it with UTF8');
    await log.dispose();
  });
});

describe('a PostgreSQL log', () => {
  it('tells which kinds of events were written to it, by whomever, without being read', async () => {
    const log = await freshLog();
    const [one, other] = [await log.open(), await log.open()];
    try {
      expect(await other.kinds()).toEqual([]);
      await one.append({ events: [noted('s-1', 0), noted('s-1', 1), noted('s-1', 2, { version: 2 })], checks: { 's-1': 'none' } });
      await one.append({ events: [noted('s-1', 3, { type: 'Other' })], checks: { 's-1': 2 } });
      expect((await other.kinds()).map(({ type, version }) => `${type} v${version}`).sort()).toEqual(['Noted v1', 'Noted v2', 'Other v1']);
    } finally { for (const store of [one, other]) await store.close(); await log.dispose(); }
  });

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

  ours('is refused, with what to do, where a byte flipped on the server’s disk', async () => {
    const log = await freshLog();
    const store = await log.open();
    for (let n = 0; n < 40; n++) await store.append({ events: [noted('s-1', n)], checks: { 's-1': n === 0 ? 'none' : n - 1 } });
    await store.close();
    await log.admin('checkpoint');
    const [{ file } = { file: '' }] = await log.admin("select current_setting('data_directory') || '/' || pg_relation_filepath('event') as file");
    await engine.kill();
    const bytes = readFileSync(String(file));
    bytes[bytes.indexOf('"command":"s-1/7"') + 13]! ^= 0x01;
    writeFileSync(String(file), bytes);
    await engine.restart();
    const again = await log.open();
    await expect(again.readStream('s-1')).rejects.toThrow(Damaged);
    await expect(again.readLog({})).rejects.toThrow(/invalid page.*restore the last backup/);
    await again.close();
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
    await until(async () => Number((await log.admin("select count(*) as n from pg_stat_activity where wait_event_type = 'Lock' and query like '%append_events%'"))[0]!['n']) >= 2);
    await holder.query('commit');
    const lost = (await settled).flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(lost).toEqual([expect.any(Conflict)]); // a stale look would run into the unique index instead, and take its neighbours with it
    await Promise.all([holder.end(), one.close(), two.close()]);
    await log.dispose();
  });
});

describe('a PostgreSQL log after a fail-over', () => {
  const filled = async (events: number) => {
    const log = await freshLog();
    const store = await log.open();
    for (let n = 0; n < events; n++) await store.append({ events: [noted('s', n)], checks: { s: n === 0 ? 'none' : n - 1 } });
    const append = async (revision: number) => store.append({ events: [noted('s', revision, { id: `later ${revision}` })], checks: { s: revision - 1 } });
    const close = async () => { await store.close(); await log.dispose(); };
    return { log, store, append, close };
  };
  /** As when the server goes away and another takes over: every connection breaks. */
  const breakConnections = (log: OwnLog) => log.admin("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lyceum' and pid <> pg_backend_pid()");
  /** What a standby shows that was behind when it took over. */
  const loseEnd = (log: OwnLog, left: number) => log.admin(`delete from event where position > ${left}; update head set position = ${left}; update stream set revision = ${left - 1}`);
  /** The first error but for the broken connections themselves. */
  const refusal = async (ask: () => Promise<unknown>): Promise<unknown> => {
    for (let tries = 0; tries < 50; tries++) {
      try { return await ask(); } catch (error) { if (!(error instanceof Unavailable)) return error; }
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
    throw new Error('it is away all the time');
  };

  it('goes on where nothing was lost', async () => {
    const { log, store, append, close } = await filled(5);
    await breakConnections(log);
    expect(await refusal(() => append(5))).toMatchObject({ position: expect.any(String) });
    expect(await refusal(() => store.readStream('s'))).toHaveLength(6);
    await close();
  });

  it('refuses a server that has lost the log’s end, also when that has grown past it, and says what to do', async () => {
    const { log, store, append, close } = await filled(5);
    await breakConnections(log);
    await loseEnd(log, 3);
    expect(await refusal(() => append(3))).toEqual(expect.any(Damaged));
    const fresh = await log.open(); // knows nothing of what was there, and makes the server look whole again
    for (let n = 3; n < 9; n++) await fresh.append({ events: [noted('s', n, { id: `other ${n}` })], checks: { s: n - 1 } });
    for (const ask of [() => append(9), () => store.readLog({}), () => store.readStream('s'), () => store.head(), () => store.healthy(), () => store.subscribe('', async () => {}, new AbortController().signal)]) {
      await expect(ask()).rejects.toThrow(/ends at 0*3, but events up to 0*5 .* next epoch/s);
    }
    await fresh.close();
    await close();
  });

  it('refuses an epoch that was raised meanwhile, by the statement that it names, until it is restarted', async () => {
    const { log, store, append, close } = await filled(2);
    expect(await raiseEpoch(log.where)).toBeGreaterThan(store.identity.epoch);
    await breakConnections(log);
    for (const ask of [() => append(2), () => store.readLog({}), () => store.healthy()]) expect(await refusal(ask)).toEqual(expect.objectContaining({ message: expect.stringContaining('restart this service') }));
    const restarted = await log.open();
    expect(restarted.identity.epoch).toBeGreaterThan(store.identity.epoch);
    expect(await restarted.readStream('s')).toHaveLength(2);
    await restarted.close();
    await close();
  });

  it('holds no more connections than it was given, however much is asked at once', async () => {
    const log = await freshLog();
    const store = await PostgresEventStore.open({ url: log.where, connections: 2 });
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.append({ events: [noted(`s-${n}`, 0)], checks: { [`s-${n}`]: 'none' } }).then(() => store.readStream(`s-${n}`))));
    const [row] = await log.admin("select count(*)::integer as n from pg_stat_activity where application_name = 'lyceum'");
    expect(row!['n']).toBe(3); // and the writer's
    await store.close();
    await log.dispose();
  });

  it('writes durably where the server would not by itself', async () => {
    const log = await freshLog();
    await log.admin('alter role lyceum set synchronous_commit = off');
    const store = await log.open();
    await store.append({ events: [noted('s', 0)], checks: { s: 'none' } });
    const writer = (store as unknown as { writer: { client: pg.Client } }).writer.client;
    expect((await writer.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
    await store.close();
    await log.admin('alter role lyceum reset synchronous_commit');
    await log.dispose();
  });
});
