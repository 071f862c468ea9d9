import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import fc from 'fast-check';
import { seeded } from '@lyceum/core/testing/seeded';
import { accounts, accountVocabulary, Noted, positionOf, Relocated, Shut, type AccountEvent } from './examples.ts';
import { HostileReadStore } from './hostile.ts';
import { Projector } from './projector.ts';
import type { ReadStore } from './read-store.ts';
import { temporaryReadStore } from './temporary.ts';
import { ArrayLog } from './testing/array-log.ts';
import { contentsOf } from './testing/contents.ts';
import { deposit, overriding, projecting } from './testing/projecting.ts';
import { story } from './testing/story.ts';

describe('a projector in trouble', () => {
  const { store, started } = projecting();

  it('takes no event twice where rows are ahead of the checkpoint', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3), deposit('a', 4));
    await (await started(log, reads)).caughtUp(2000);
    const before = await contentsOf(reads, accounts);
    const behind = await started(log, overriding(reads, { checkpoint: async () => '' }));
    expect(await behind.waitFor(positionOf(4), 2000)).toBe(true);
    expect(await contentsOf(reads, accounts)).toEqual(before);
    await behind.waitFor(log.add(deposit('a', 8)), 2000);
    expect((await reads.get(accounts, 'a'))?.row).toMatchObject({ balance: 15, deposits: 4 });
  });

  it('stops the projection that can not take an event, before it; others go on, and it is tried again', async () => {
    const [log, reads] = [new ArrayLog(10), await store()];
    let broken = true;
    const touchy = projection<{ balance: number }, AccountEvent>({
      name: 'touchy', version: 1, initial: { balance: 0 },
      keys: { Deposited: ({ data }) => data.account, Relocated: () => [], Noted: () => [], Shut: () => [] },
      on: {
        Deposited: ({ balance }, { data }) => { if (broken && data.amount === 13) throw new Error('thirteen'); return { balance: balance + data.amount }; },
        Relocated: (row) => row, Noted: (row) => row, Shut: (row) => row,
      },
    });
    const projector = await started(log, reads, [accounts, touchy]);
    const position = log.add(deposit('a', 1), deposit('a', 13), deposit('a', 2));
    expect(await projector.waitFor(position, 300)).toBe(false);
    expect(projector.progress().find(({ name }) => name === 'accounts')?.position).toBe(position);
    await expect(projector.healthy()).rejects.toThrow(/touchy v1 stops before event e2 \(Deposited.*thirteen/);
    expect((await reads.get(touchy, 'a'))?.row).toEqual({ balance: 1 });
    expect(projector.progress().find(({ name }) => name === 'touchy')?.position).toBe(positionOf(1));
    broken = false;
    expect(await projector.waitFor(position, 2000)).toBe(true);
    expect((await reads.get(touchy, 'a'))?.row).toEqual({ balance: 16 });
    await projector.healthy();
  });

  it('comes back when the log was away', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const projector = await started(log, reads);
    log.away = true;
    await setTimeout(10);
    await expect(projector.healthy()).rejects.toThrow('the log is away');
    log.away = false;
    expect(await projector.waitFor(log.add(deposit('a', 1)), 2000)).toBe(true);
    await projector.healthy();
  });

  it('goes on from what its store still has where that has lost its end', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    let down = false;
    const [refused, back] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const unsteady = overriding(reads, {
      write: async (...args) => {
        if (down) { refused.resolve(); throw new Error('the server is another one'); }
        await reads.write(...args);
      },
      checkpoint: async (of) => { // a further try begins with it: none is under way while rows are taken away below
        if (down) await back.promise;
        return reads.checkpoint(of);
      },
    });
    const projector = await started(log, unsteady);
    await projector.waitFor(log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3)), 2000);
    down = true;
    const position = log.add(deposit('a', 4));
    await refused.promise;
    await reads.prepare({ ...accounts, totals: [] }); // rows are gone, and so is the checkpoint
    await reads.prepare(accounts);
    down = false;
    back.resolve();
    expect(await projector.waitFor(position, 2000)).toBe(true);
    expect(await projector.caughtUp(2000)).toBe(true);
    expect((await reads.find(accounts, {})).rows.map(({ key, row }) => [key, row.balance])).toEqual([['a', 7], ['b', 3]]);
  });

  it('is well again when a write that seemed to fail was done', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    let cut = false;
    const unsteady = overriding(reads, {
      write: async (...args) => {
        await reads.write(...args);
        if (cut) { cut = false; throw new Error('the answer was lost'); }
      },
    });
    const projector = await started(log, unsteady);
    await projector.waitFor(log.add(deposit('a', 1)), 2000);
    cut = true;
    expect(await projector.waitFor(log.add(deposit('a', 2)), 2000)).toBe(true);
    expect(await projector.caughtUp(2000)).toBe(true);
    await projector.healthy();
    expect((await reads.get(accounts, 'a'))?.row.balance).toBe(3);
  });

  it('does not pass over events where its rows know more than the log', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const before = await started(log, reads);
    await before.waitFor(log.add(deposit('a', 1), deposit('a', 2)), 2000);
    await before.stop();
    const lost = new ArrayLog();
    lost.add(deposit('a', 1));
    const projector = await started(lost, reads);
    lost.add(deposit('b', 9)); // at the place of what was lost: it would never be in the rows
    expect(await projector.caughtUp(30)).toBe(false);
    await expect(projector.healthy()).rejects.toThrow('it has lost its end');
  });

  const stories = fc.array(fc.record({ account: fc.constantFrom('a', 'b', 'c'), branch: fc.constantFrom('north', 'south'), amount: fc.integer({ min: -5, max: 5 }), what: fc.constantFrom('deposit', 'deposit', 'relocate', 'note', 'shut') }), { maxLength: 60 });
  const facts = (steps: { account: string; branch: string; amount: number; what: string }[]) => steps.map(({ account, branch, amount, what }): AccountEvent =>
    what === 'deposit' ? deposit(account, amount, branch) : what === 'relocate' ? Relocated({ account, branch }) : what === 'note' ? Noted({ account }) : Shut({ account }));

  it('makes the same rows and versions in one pass, in small batches, on a store that fails and forgets to say what it did, and beside another projector', async () => {
    await fc.assert(fc.asyncProperty(stories, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 31 - 2 }), async (steps, batch, seed) => {
      const log = new ArrayLog(batch);
      log.add(...facts(steps), Noted({ account: 'a' }));
      const end = log.events.at(-1)!.position;
      const replayed = new Map<string, unknown>();
      for (const event of log.events as Recorded[]) for (const key of accounts.keysOf(event)) replayed.set(key, accounts.apply((replayed.get(key) ?? null) as never, event, key));

      const whole = await temporaryReadStore();
      const torn = await temporaryReadStore();
      const shared = await temporaryReadStore();
      const run = (reads: ReadStore) => projected(log, reads, batch, end);
      try {
        await run(whole.reads);
        await run(new HostileReadStore(torn.reads, seeded(seed)));
        await Promise.all([run(shared.reads), run(shared.reads)]);
        const expected = await contentsOf(whole.reads, accounts);
        expect(await contentsOf(torn.reads, accounts)).toEqual(expected);
        expect(await contentsOf(shared.reads, accounts)).toEqual(expected);
        const rows = (await whole.reads.find(accounts, {})).rows;
        expect(Object.fromEntries(rows.map(({ key, row }) => [key, row]))).toEqual(Object.fromEntries([...replayed].filter(([, row]) => row !== null && row !== accounts.initial)));
      } finally { await Promise.all([whole.close(), torn.close(), shared.close()]); }
    }), { numRuns: 25 });
  });

  it('loses events on such a store where the checkpoint is written before the rows, so that the store can show it', async () => {
    const [log, sound, hasty] = [story(300), await store(), await store()];
    const end = log.events.at(-1)!.position;
    await projected(log, sound, 3, end);
    const hostile = new HostileReadStore(hasty, seeded(7));
    await projected(log, overriding(hostile, {
      write: async (projection, changes, checkpoint) => { await hostile.write(projection, [], checkpoint); await hostile.write(projection, changes, checkpoint); },
    }), 3, end);
    expect(await contentsOf(hasty, accounts)).not.toEqual(await contentsOf(sound, accounts));
  });
});

/** Projects a log up to its end, beginning again where the store is away at the start. */
const projected = async (log: ArrayLog, reads: ReadStore, batch: number, end: string): Promise<void> => {
  const projector = new Projector(log, reads, [accounts], accountVocabulary, { batch, cachedRows: 2, pauses: [1] });
  try { await projector.start(); } catch { return projected(log, reads, batch, end); }
  const inTime = await projector.waitFor(end, 20_000);
  await projector.stop();
  if (!inTime) throw new Error('not in time');
};
