// engines: MongoDB-wire
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { accounts, accountVocabulary, Deposited, positionOf } from './examples.ts';
import { MongoReadStore } from './mongo.ts';
import { Projector } from './projector.ts';
import type { ReadStore } from './read-store.ts';
import { readStoreSuite } from './suite.ts';
import { temporaryReadStore } from './temporary.ts';
import { ArrayLog } from './testing/array-log.ts';
import { story } from './testing/story.ts';

let engine: Engine;
beforeAll(async () => { engine = await startMongo(); }, 600_000);
afterAll(() => engine.stop());

readStoreSuite('MongoDB', () => freshDatabase(engine), (url, identity) => MongoReadStore.open({ url, identity }));

const identity = { log: 'log', epoch: 0 };
const place = async () => {
  const { at: url, admin } = await freshDatabase(engine);
  return { admin, open: (as = identity) => MongoReadStore.open({ url, identity: as }) };
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
const deposit = (account: string, amount: number) => Deposited({ account, branch: 'north', amount });

describe('rows on MongoDB that several processes project', () => {
  it('are those of one process alone, row by row and version by version, now and as of, also where one breaks off', async () => {
    const log = story(400);
    const end = log.events.at(-1)!.position;
    const alone = await temporaryReadStore();
    const single = await projecting(log, alone.reads);
    expect(await single.waitFor(end, 20_000)).toBe(true);
    const { open } = await place();
    const stores = [await open(), await open(), await open()];
    const [one, other, brief] = await Promise.all(stores.map((store) => projecting(log, store)));
    await brief!.stop();
    expect(await Promise.all([one!.waitFor(end, 60_000), other!.waitFor(end, 60_000)])).toEqual([true, true]);
    expect(await digest(stores[0]!)).toEqual(await digest(alone.reads));
    for (const n of [7, 120, 333]) for (const where of [{}, { branch: 'north' }]) {
      const asOf = positionOf(n);
      expect((await stores[1]!.find(accounts, { asOf, where, limit: 1000 })).rows).toEqual((await alone.reads.find(accounts, { asOf, where, limit: 1000 })).rows);
    }
    await Promise.all([single.stop(), one!.stop(), other!.stop()]);
    for (const store of stores) await store.close();
    await alone.close();
  }, 120_000);

  it('are whole again after a process ended between any two steps of a write', async () => {
    const log = story(60);
    const end = log.events.at(-1)!.position;
    const alone = await temporaryReadStore();
    const single = await projecting(log, alone.reads);
    await single.waitFor(end, 20_000);
    const wanted = await digest(alone.reads);
    for (const step of ['insertMissing', 'update', 'writeNewer', 'advance'] as const) {
      const { open } = await place();
      const broken = await open();
      const breaking = breakAt(broken, step);
      const projector = await projecting(log, broken);
      for (let tries = 0; breaking.count === 0 && tries < 1000; tries++) await setTimeout(10);
      expect([step, breaking.count > 0]).toEqual([step, true]);
      if (step !== 'advance') expect([step, await projector.waitFor(end, 50)]).toEqual([step, false]);
      await projector.stop();
      const sound = await open();
      const again = await projecting(log, sound);
      expect([step, await again.waitFor(end, 20_000)]).toEqual([step, true]);
      expect([step, await digest(sound)]).toEqual([step, wanted]);
      for (const n of [5, 33]) expect((await sound.find(accounts, { asOf: positionOf(n), limit: 1000 })).rows).toEqual((await alone.reads.find(accounts, { asOf: positionOf(n), limit: 1000 })).rows);
      await again.stop();
      for (const store of [broken, sound]) await store.close();
    }
    await single.stop();
    await alone.close();
  }, 60_000);

  it('are made again from where the server still has them, after it has lost what it acknowledged', async () => {
    const log = new ArrayLog();
    const { open, admin } = await place();
    const reads = await open();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3)), 5000);
    // As a copy that was made two events ago:
    const named = (await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    const [current, versions] = ['.current', '.versions'].map((part) => admin.collection<{ _id: string; key: string; position: string }>(named.find((name) => name.endsWith(part))!));
    await versions!.deleteMany({ position: { $gt: positionOf(1) } });
    await versions!.updateMany({}, { $set: { until: '~' } });
    await current!.deleteOne({ _id: 'b' });
    const { _id, key, previous, until, had, ...then } = (await versions!.findOne({ key: 'a' }))! as unknown as Record<string, unknown>;
    expect([_id, previous, until, had]).toEqual([`${positionOf(1)}\na`, null, '~', false]);
    await current!.replaceOne({ _id: key as string }, Object.fromEntries(Object.entries(then).filter(([name]) => !name.startsWith('b_'))) as never);
    await admin.collection('rows.editions').updateOne({}, { $set: { position: positionOf(1) } });
    await expect(reads.healthy()).rejects.toThrow('the rows of accounts went back');
    expect(await projector.waitFor(log.add(deposit('a', 4)), 5000)).toBe(true);
    expect(await projector.caughtUp(5000)).toBe(true);
    expect((await reads.find(accounts, {})).rows.map(({ key: of, row }) => [of, row.balance, row.deposits])).toEqual([['a', 7, 3], ['b', 3, 1]]);
    await reads.healthy();
    await projector.stop();
    await reads.close();
  });

  it('show nothing as of a position that is still under way', async () => {
    const { open } = await place();
    const reads = await open();
    await reads.prepare(accounts);
    const change = (n: number, previous: string | null) => ({ key: 'a', position: positionOf(n), previous, row: { ...accounts.initial, balance: n } });
    await reads.write(accounts, [change(1, null)], positionOf(1));
    const breaking = breakAt(reads, 'update');
    await expect(reads.write(accounts, [change(2, positionOf(1))], positionOf(2))).rejects.toThrow('ended here');
    expect(breaking.count).toBe(1);
    const { rows } = await reads.find(accounts, { asOf: positionOf(9) });
    expect(rows.map(({ row }) => row.balance)).toEqual([1]);
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
    await expect(old.count(accounts)).rejects.toThrow('another log or epoch');
    await expect(old.healthy()).rejects.toThrow('another log or epoch');
    expect(await restored.count(accounts)).toBe(0);
    await old.close();
    await restored.close();
  });

  it('stay for an hour where another process still shows an earlier version of them, and then leave nothing behind', async () => {
    const { open, admin } = await place();
    const raised: Projection = { ...accounts, version: 2 };
    const [before, after] = [await open(), await open()];
    await before.prepare(accounts);
    await before.write(accounts, [{ key: 'a', position: positionOf(1), previous: null, row: accounts.initial }], positionOf(1));
    await after.prepare(raised);
    await after.forget([raised]);
    expect(await before.count(accounts)).toBe(1);
    const register = admin.collection('rows.editions');
    await register.updateMany({}, { $set: { used: Date.now() - 2 * 3600_000 } });
    await after.forget([raised]);
    await expect(before.count(accounts)).rejects.toThrow('were dropped');
    expect(await after.count(raised)).toBe(0);
    await register.updateMany({ dropped: { $ne: null } }, { $set: { dropped: Date.now() - 120_000 } });
    await admin.collection('rows.accounts@1.left.1.current').insertOne({ late: true }); // by somebody who did not know yet
    await after.forget([raised]);
    expect((await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => name.includes('accounts@1'))).toEqual([]);
    await before.prepare(accounts); // as when the release before is started again
    expect([await before.checkpoint(accounts), await before.count(accounts)]).toEqual(['', 0]);
    await before.close();
    await after.close();
  });

  it('keep what looks like an operator, a path or a prototype as the text that it is', async () => {
    const { open } = await place();
    const reads = await open();
    await reads.prepare(accounts);
    const row = JSON.parse('{"branch":"$gt","balance":1,"deposits":1,"open":true,"$set":{"balance":9},"a.b":1,"__proto__":{"polluted":1},"constructor":"x"}') as typeof accounts.initial;
    const keys = ['$where', 'a.b', '__proto__', '{"$ne":null}', '$branch', '.'];
    await reads.write(accounts, keys.map((key) => ({ key, position: positionOf(1), previous: null, row })), positionOf(1));
    for (const key of keys) expect(JSON.stringify((await reads.get(accounts, key))?.row)).toBe(JSON.stringify(row));
    expect((await reads.total(accounts, { columns: ['balance'], by: 'branch' })).map(({ group, count }) => [group, count])).toEqual([['$gt', keys.length]]);
    expect(await reads.count(accounts, { branch: '$gt' })).toBe(keys.length);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    // What types forbid can come in all the same, from a body that nobody checked:
    const hostile: unknown[] = [{ $ne: 'x' }, { $gt: '' }, { $regex: '.*' }, /./, new Date(0), () => true, ['$gt'], Symbol('x')];
    for (const each of hostile) {
      await expect(reads.get(accounts, each as string)).rejects.toThrow('is wanted');
      for (const where of [{ branch: [each] }, { branch: { from: each } }, { branch: { to: each } }, { key: [each] }]) await expect(reads.count(accounts, where as never)).rejects.toThrow('a column holds');
      await expect(reads.current(accounts, [each as string])).rejects.toThrow('is wanted');
      await expect(reads.write(accounts, [{ key: each as string, position: positionOf(2), previous: null, row }], positionOf(2))).rejects.toThrow('is wanted');
      await expect(reads.write(accounts, [{ key: 'z', position: positionOf(2), previous: null, row: { ...row, branch: each as string } }], positionOf(2))).rejects.toThrow('a column holds');
      await expect(reads.find(accounts, { asOf: each as string })).rejects.toThrow('is wanted');
    }
    for (const name of ['$where', '$or', 'a.b', '__proto__', 'constructor', 'c_branch', 'row']) await expect(reads.count(accounts, Object.fromEntries([[name, 'x']]))).rejects.toThrow('declares no column');
    expect(await reads.checkpoint(accounts)).toBe(positionOf(1));
    await reads.close();
  });

  it('are away while the server is, and there again by themselves', async () => {
    if (process.env['MONGODB_URL']) return; // a server of somebody else is not killed
    const { open } = await place();
    const reads = await open();
    const log = new ArrayLog();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(deposit('a', 1)), 5000);
    await engine.kill();
    await expect(reads.get(accounts, 'a')).rejects.toThrow('MongoDB');
    const position = log.add(deposit('a', 2));
    expect(await projector.waitFor(position, 100)).toBe(false);
    await engine.restart();
    expect(await projector.waitFor(position, 20_000)).toBe(true);
    expect((await reads.get(accounts, 'a'))?.row.balance).toBe(3);
    await projector.stop();
    await reads.close();
  }, 60_000);
});

type Step = 'insertMissing' | 'update' | 'writeNewer' | 'advance';
/** Ends a store's writes at one of their steps, as a process that is killed there: what comes before it has happened. */
const breakAt = (reads: MongoReadStore, step: Step): { count: number } => {
  const breaking = { count: 0 };
  type Parts = Record<Step, (name: string, ...args: unknown[]) => Promise<unknown>>;
  const { mongo, editions } = reads as unknown as { mongo: Parts; editions: Parts };
  const part = step === 'advance' ? editions : mongo;
  const whole = part[step].bind(part);
  part[step] = async (name, ...args) => {
    if (step === 'insertMissing' && !name.endsWith('.versions')) return whole(name, ...args);
    breaking.count++;
    const [all, ...further] = args;
    const half = Array.isArray(all) ? all.slice(0, Math.ceil(all.length / 2)) : all;
    if (step === 'insertMissing' || step === 'update') await whole(name, half); // in the middle of it
    if (step === 'writeNewer') await whole(name, all, (further[0] as unknown[]).slice(0, 3), further[1]);
    throw new Error('it ended here');
  };
  return breaking;
};
