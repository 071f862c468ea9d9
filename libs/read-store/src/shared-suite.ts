import { describe, expect, it } from '@jest/globals';
import type { Projection } from '@lyceum/core/projection';
import type { Identity } from '@lyceum/event-store/event-store';
import { accounts, accountVocabulary, Deposited, positionOf } from './examples.ts';
import { Projector } from './projector.ts';
import type { ReadStore } from './read-store.ts';
import { temporaryReadStore } from './temporary.ts';
import { ArrayLog } from './testing/array-log.ts';
import { contentsOf } from './testing/contents.ts';
import { story } from './testing/story.ts';

/** Rows on a server, empty, and what the suite does to them behind the store's back. */
export type SharedPlace = {
  open(as?: Identity): Promise<ReadStore>;
  /** Of three deposits (a, a, b) only the first is there, as on a copy that was made two events ago. */
  loseTwo(): Promise<void>;
  /** The last write was two hours ago. */
  age(): Promise<void>;
};
type Given = {
  readonly place: () => Promise<SharedPlace>;
  /** Events that three processes project at once: as many as the engine takes in seconds. */
  readonly events: number;
  /** How a store says that its rows are gone. */
  readonly gone: string;
  /** The server, where it is ours to kill. */
  readonly server: () => { kill(): Promise<void>; restart(): Promise<void> } | undefined;
};

export const projecting = async (log: ArrayLog, reads: ReadStore): Promise<Projector> => {
  const projector = new Projector(log, reads, [accounts], accountVocabulary, { batch: 100, cachedRows: 20, pauses: [5] });
  await projector.start();
  return projector;
};
export const deposit = (account: string, amount: number) => Deposited({ account, branch: 'north', amount });

/** Rows on a server are shared: what every engine keeps to, beside `readStoreSuite`. */
export const sharedRowsSuite = (engine: string, { place, events, gone, server }: Given): void => describe(`rows on ${engine} that several processes project`, () => {
  it('are those of one process alone, row by row and version by version, now and as of, also where one breaks off', async () => {
    const log = story(events);
    const end = log.events.at(-1)!.position;
    const alone = await temporaryReadStore();
    const single = await projecting(log, alone.reads);
    expect(await single.waitFor(end, 20_000)).toBe(true);
    const { open } = await place();
    const stores = [await open(), await open(), await open()];
    const [one, other, brief] = await Promise.all(stores.map((store) => projecting(log, store)));
    await brief!.stop();
    expect(await Promise.all([one!.waitFor(end, 60_000), other!.waitFor(end, 60_000)])).toEqual([true, true]);
    expect(await contentsOf(stores[0]!, accounts)).toEqual(await contentsOf(alone.reads, accounts));
    for (const n of [7, 120, 333]) for (const where of [{}, { branch: 'north' }]) {
      const asOf = positionOf(n);
      expect((await stores[1]!.find(accounts, { asOf, where, limit: 1000 })).rows).toEqual((await alone.reads.find(accounts, { asOf, where, limit: 1000 })).rows);
    }
    await Promise.all([single.stop(), one!.stop(), other!.stop()]);
    for (const store of stores) await store.close();
    await alone.close();
  }, 120_000);

  it('are made again from where the server still has them, after it has lost what it acknowledged', async () => {
    const log = new ArrayLog();
    const { open, loseTwo } = await place();
    const reads = await open();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3)), 5000);
    await loseTwo();
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
    const { open, age } = await place();
    const raised: Projection = { ...accounts, version: 2 };
    const [before, after] = [await open(), await open()];
    await before.prepare(accounts);
    await before.write(accounts, [{ key: 'a', position: positionOf(1), previous: null, row: accounts.initial }], positionOf(1));
    await after.prepare(raised);
    await after.forget([raised]);
    expect(await before.count(accounts)).toBe(1);
    await age();
    await after.forget([raised]);
    await expect(before.count(accounts)).rejects.toThrow(gone);
    expect(await after.count(raised)).toBe(0);
    await before.close();
    await after.close();
  });

  it('are away while the server is, and there again by themselves', async () => {
    const ours = server();
    if (!ours) return; // somebody else's is not killed
    const { open } = await place();
    const reads = await open();
    const log = new ArrayLog();
    const projector = await projecting(log, reads);
    await projector.waitFor(log.add(deposit('a', 1)), 5000);
    await ours.kill();
    await expect(reads.get(accounts, 'a')).rejects.toThrow(engine);
    const position = log.add(deposit('a', 2));
    expect(await projector.waitFor(position, 100)).toBe(false);
    await ours.restart();
    expect(await projector.waitFor(position, 20_000)).toBe(true);
    expect((await reads.get(accounts, 'a'))?.row.balance).toBe(3);
    await projector.stop();
    await reads.close();
  }, 60_000);
});
