// engines: PostgreSQL
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { accounts, accountVocabulary, Deposited, positionOf } from './examples.ts';
import { PostgresReadStore } from './postgres.ts';
import { Projector } from './projector.ts';
import type { ReadStore } from './read-store.ts';
import { readStoreSuite } from './suite.ts';
import { temporaryReadStore } from './temporary.ts';
import { ArrayLog } from './testing/array-log.ts';
import { story } from './testing/story.ts';

let engine: Engine;
beforeAll(async () => { engine = await startPostgres(); });
afterAll(() => engine.stop());

readStoreSuite('PostgreSQL', () => freshSchema(engine), (url, identity) => PostgresReadStore.open({ url, identity }));

const identity = { log: 'log', epoch: 0 };
const place = async () => {
  const { at: url, admin } = await freshSchema(engine);
  return { admin, open: (as = identity) => PostgresReadStore.open({ url, identity: as }) };
};
const projecting = async (log: ArrayLog, reads: ReadStore) => {
  const projector = new Projector(log, reads, [accounts], accountVocabulary, { batch: 100, cachedRows: 20, pauses: [5] });
  await projector.start();
  return projector;
};
const digest = async (reads: ReadStore) => {
  const versions: unknown[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await reads.versions(accounts, { where: {}, limit: 500, ...(cursor ? { cursor } : {}) });
    versions.push(...page.versions);
    cursor = page.next;
  }
  return { rows: (await reads.find(accounts, { limit: 1000 })).rows, versions };
};

describe('rows on PostgreSQL that several processes project', () => {
  it('are those of one process alone, row by row and version by version, also where one breaks off', async () => {
    const log = story(2000);
    const end = log.events.at(-1)!.position;
    const alone = await temporaryReadStore();
    const single = await projecting(log, alone.reads);
    expect(await single.waitFor(end, 20_000)).toBe(true);
    const { open } = await place();
    const stores = [await open(), await open(), await open()];
    const [one, other, brief] = await Promise.all(stores.map((store) => projecting(log, store)));
    await brief!.stop();
    expect(await Promise.all([one!.waitFor(end, 30_000), other!.waitFor(end, 30_000)])).toEqual([true, true]);
    expect(await digest(stores[0]!)).toEqual(await digest(alone.reads));
    await Promise.all([single.stop(), one!.stop(), other!.stop()]);
    for (const store of stores) await store.close();
    await alone.close();
  });

  it('are made again from where the server still has them, after it has lost what it acknowledged', async () => {
    const log = new ArrayLog();
    const deposit = (account: string, amount: number) => Deposited({ account, branch: 'north', amount });
    const { open, admin } = await place();
    const reads = await open();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3)), 5000);
    // As a standby that was two events behind:
    await admin(`delete from "accounts@1 versions" where position > '${positionOf(1)}'; delete from "accounts@1" where key = 'b';
      update "accounts@1" c set position = v.position, row = v.row, c_balance = v.c_balance, c_deposits = v.c_deposits from "accounts@1 versions" v where v.key = c.key; update projections set position = '${positionOf(1)}'`);
    await expect(reads.healthy()).rejects.toThrow('the rows of accounts went back');
    expect(await projector.waitFor(log.add(deposit('a', 4)), 5000)).toBe(true);
    expect(await projector.caughtUp(5000)).toBe(true);
    expect((await reads.find(accounts, {})).rows.map(({ key, row }) => [key, row.balance, row.deposits])).toEqual([['a', 7, 3], ['b', 3, 1]]);
    await reads.healthy();
    await projector.stop();
    await reads.close();
  });

  it('take nothing more from a process of an epoch that is over', async () => {
    const { open } = await place();
    const old = await open();
    await old.prepare(accounts);
    const restored = await open({ log: 'log', epoch: 1 });
    await restored.prepare(accounts);
    const change = { key: 'a', position: positionOf(1), previous: null, row: accounts.initial };
    await expect(old.write(accounts, [change], positionOf(1))).rejects.toThrow('another log or epoch');
    expect(await restored.count(accounts)).toBe(0);
    await old.close();
    await restored.close();
  });

  it('stay for an hour where another process still shows an earlier version of them', async () => {
    const { open, admin } = await place();
    const raised: Projection = { ...accounts, version: 2 };
    const [before, after] = [await open(), await open()];
    await before.prepare(accounts);
    await after.prepare(raised);
    await after.forget([raised]);
    expect(await before.count(accounts)).toBe(0);
    await admin("update projections set used = now() - interval '2 hours'");
    await after.forget([raised]);
    await expect(before.count(accounts)).rejects.toThrow('does not exist');
    expect(await after.count(raised)).toBe(0);
    await before.close();
    await after.close();
  });

  it('are away while the server is, and there again by themselves', async () => {
    if (process.env['PG_URL']) return; // a server of somebody else is not killed
    const { open } = await place();
    const reads = await open();
    const log = new ArrayLog();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(Deposited({ account: 'a', branch: 'north', amount: 1 })), 5000);
    await engine.kill();
    await expect(reads.get(accounts, 'a')).rejects.toThrow('PostgreSQL');
    const position = log.add(Deposited({ account: 'a', branch: 'north', amount: 2 }));
    expect(await projector.waitFor(position, 100)).toBe(false);
    await engine.restart();
    expect(await projector.waitFor(position, 10_000)).toBe(true);
    expect((await reads.get(accounts, 'a'))?.row.balance).toBe(3);
    await projector.stop();
    await reads.close();
  });
});
