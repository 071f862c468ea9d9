// engines: MongoDB-wire
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { accounts, positionOf } from './examples.ts';
import { MongoReadStore } from './mongo.ts';
import { MongoTable } from './mongo-table.ts';
import { projecting, sharedRowsSuite } from './shared-suite.ts';
import { readStoreSuite } from './suite.ts';
import { temporaryReadStore } from './temporary.ts';
import { contentsOf } from './testing/contents.ts';
import { story } from './testing/story.ts';

let engine: Engine;
beforeAll(async () => { engine = await startMongo(); }, 600_000);
afterAll(() => engine.stop());

readStoreSuite('MongoDB', () => freshDatabase(engine), (url, identity) => MongoReadStore.open({ url, identity }));

const identity = { log: 'log', epoch: 0 };
const place = async () => {
  const { at: url, admin } = await freshDatabase(engine);
  const register = admin.collection('rows.editions');
  return {
    admin, register, open: (as = identity) => MongoReadStore.open({ url, identity: as }),
    loseTwo: async () => {
      const named = (await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
      const [current, versions] = ['.current', '.versions'].map((part) => admin.collection<{ _id: string; key: string; position: string }>(named.find((name) => name.endsWith(part))!));
      await versions!.deleteMany({ position: { $gt: positionOf(1) } });
      await versions!.updateMany({}, { $set: { until: '~' } });
      await current!.deleteOne({ _id: 'b' });
      const { _id, key, previous, until, had, ...then } = (await versions!.findOne({ key: 'a' }))! as unknown as Record<string, unknown>;
      expect([_id, previous, until, had]).toEqual([`${positionOf(1)}\na`, null, '~', false]);
      await current!.replaceOne({ _id: key as string }, Object.fromEntries(Object.entries(then).filter(([name]) => !name.startsWith('b_'))) as never);
      await register.updateOne({}, { $set: { position: positionOf(1) } });
    },
    age: async () => { await register.updateMany({}, { $set: { used: Date.now() - 2 * 3600_000 } }); },
  };
};
sharedRowsSuite('MongoDB', { place, events: 400, gone: 'were dropped', server: () => (process.env['MONGODB_URL'] ? undefined : engine) });

describe('rows on MongoDB', () => {
  it('are whole again after a process ended between any two steps of a write', async () => {
    const log = story(60);
    const end = log.events.at(-1)!.position;
    const alone = await temporaryReadStore();
    const single = await projecting(log, alone.reads);
    await single.waitFor(end, 20_000);
    const wanted = await contentsOf(alone.reads, accounts);
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
      expect([step, await contentsOf(sound, accounts)]).toEqual([step, wanted]);
      for (const n of [5, 33]) expect((await sound.find(accounts, { asOf: positionOf(n), limit: 1000 })).rows).toEqual((await alone.reads.find(accounts, { asOf: positionOf(n), limit: 1000 })).rows);
      await again.stop();
      for (const store of [broken, sound]) await store.close();
    }
    await single.stop();
    await alone.close();
  }, 60_000);

  it('go to the server in batches of the size that is set, and have the indexes that are declared', async () => {
    const { at: url, admin } = await freshDatabase(engine);
    const reads = await MongoReadStore.open({ url, identity, limits: { batch: 3 } });
    const sizes = sizesOfInserts(reads);
    await reads.prepare(accounts);
    const keys = Array.from({ length: 8 }, (_, n) => `a${n}`);
    await reads.write(accounts, keys.map((key) => ({ key, position: positionOf(1), previous: null, row: accounts.initial })), positionOf(1));
    expect(await reads.count(accounts)).toBe(8);
    expect(sizes.slice(0, 3)).toEqual([3, 3, 2]);
    expect(Math.max(...sizes)).toBe(3);
    const declared = new MongoTable(accounts).indexes();
    const named = (await admin.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    for (const part of ['current', 'versions'] as const) {
      const there = await admin.collection(named.find((name) => name.endsWith(`.${part}`))!).indexes();
      expect(there.filter(({ name }) => name !== '_id_').map(({ key }) => Object.entries(key))).toEqual(declared[part].map((key) => Object.entries(key)));
    }
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

  it('are not shown by a process of an epoch that is over', async () => {
    const { open } = await place();
    const old = await open();
    await old.prepare(accounts);
    const restored = await open({ log: 'log', epoch: 1 });
    await expect(old.count(accounts)).rejects.toThrow('another log or epoch');
    await expect(old.healthy()).rejects.toThrow('another log or epoch');
    await old.close();
    await restored.close();
  });

  it('leave nothing behind where they were dropped, also of who did not know yet, and can be made again', async () => {
    const { open, admin, register, age } = await place();
    const raised: Projection = { ...accounts, version: 2 };
    const [before, after] = [await open(), await open()];
    await before.prepare(accounts);
    await after.prepare(raised);
    await age();
    await after.forget([raised]);
    await register.updateMany({ dropped: { $ne: null } }, { $set: { dropped: Date.now() - 120_000 } });
    await admin.collection('rows.accounts@1.left.1.current').insertOne({ late: true });
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
});

/** How many documents each call of the driver inserts. */
const sizesOfInserts = (reads: MongoReadStore): number[] => {
  const sizes: number[] = [];
  type Parts = { in(name: string, work: (collection: { insertMany(documents: unknown[], options: object): unknown }) => unknown): unknown };
  const { mongo } = reads as unknown as { mongo: Parts };
  const whole = mongo.in.bind(mongo);
  mongo.in = (name, work) => whole(name, (collection) => {
    const insertMany = collection.insertMany.bind(collection);
    collection.insertMany = (documents, options) => { sizes.push(documents.length); return insertMany(documents, options); };
    return work(collection);
  });
  return sizes;
};

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
