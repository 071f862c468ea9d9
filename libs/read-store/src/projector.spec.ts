import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { canonical } from '@lyceum/core/canonical';
import type { Recorded } from '@lyceum/core/event';
import { envelopeProjection, projection, type Projection } from '@lyceum/core/projection';
import fc from 'fast-check';
import { accounts, accountVocabulary, Deposited, Noted, positionOf, Relocated, Shut, type AccountEvent } from './examples.ts';
import { Projector, type ProjectorOptions } from './projector.ts';
import type { ReadStore } from './read-store.ts';
import { temporaryReadStore } from './temporary.ts';
import { ArrayLog } from './testing/array-log.ts';

const raised: Projection = { ...accounts, version: 2 };
const activity = envelopeProjection<{ events: number }>({ name: 'activity', version: 1, initial: { events: 0 }, keys: ({ actor }) => actor, on: ({ events }) => ({ events: events + 1 }) });
const deposit = (account: string, amount: number, branch = 'north') => Deposited({ account, branch, amount });

describe('projector', () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const step of undo.splice(0).reverse()) await step(); });

  const store = async () => {
    const { reads, close } = await temporaryReadStore();
    undo.push(close);
    return reads;
  };
  const started = async (log: ArrayLog, reads: ReadStore, projections: readonly Projection[] = [accounts], options: ProjectorOptions = { pauses: [5] }) => {
    const projector = new Projector(log, reads, projections, accountVocabulary, options);
    await projector.start();
    undo.push(() => projector.stop());
    return projector;
  };
  const digest = async (reads: ReadStore, of: Projection) => {
    const versions: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await reads.versions(of, { where: {}, limit: 50, ...(cursor ? { cursor } : {}) });
      versions.push(...page.versions);
      cursor = page.next;
    }
    return canonical({ rows: (await reads.find(of, { limit: 1000 })).rows, versions });
  };

  it('projects what is in the log, and what comes later', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    log.add(deposit('a', 1), deposit('b', 2));
    const projector = await started(log, reads);
    expect(await projector.caughtUp(2000)).toBe(true);
    const position = log.add(deposit('a', 3));
    expect(await projector.waitFor(position, 2000)).toBe(true);
    expect((await reads.get(accounts, 'a'))?.row.balance).toBe(4);
    expect(projector.position()).toBe(position);
    expect(await projector.lag()).toBe(0);
    await projector.healthy();
  });

  it('says so where rows are not there in time', async () => {
    const projector = await started(new ArrayLog(), await store());
    expect(await projector.waitFor(positionOf(1), 20)).toBe(false);
  });

  it('subscribes once, however many projections it has', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const projector = await started(log, reads, [accounts, activity, { ...activity, name: 'activity-too' }]);
    await projector.waitFor(log.add(deposit('a', 1), Noted({ account: 'a' })), 2000);
    expect((await reads.get(activity, 'setup'))?.row).toEqual({ events: 2 });
    expect(log.subscriptions).toBe(1);
  });

  it('leaves no version where a row stays the same', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const projector = await started(log, reads);
    await projector.waitFor(log.add(Noted({ account: 'x' }), deposit('a', 1), Noted({ account: 'a' })), 2000);
    expect((await reads.versions(accounts, { where: {} })).versions.map(({ position }) => position)).toEqual([positionOf(2)]);
    expect(await reads.get(accounts, 'x')).toBeUndefined();
  });

  it('passes over an event of a type that nobody knows', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const projector = await started(log, reads);
    log.add(deposit('a', 1));
    log.events.push({ ...log.events[0]!, type: 'FromTheFuture', position: positionOf(2), id: 'e2' });
    expect(await projector.waitFor(positionOf(2), 2000)).toBe(true);
    await projector.healthy();
  });

  it('goes on after a restart where it was', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    const first = await started(log, reads);
    await first.waitFor(log.add(deposit('a', 1), Noted({ account: 'a' })), 2000);
    await first.stop();
    expect(await reads.checkpoint(accounts)).toBe(positionOf(2)); // also past events that changed nothing
    log.add(deposit('a', 2));
    const second = await started(log, reads);
    await second.caughtUp(2000);
    expect((await reads.get(accounts, 'a'))?.row).toMatchObject({ balance: 3, deposits: 2 });
  });

  it('builds a new or raised projection from its own checkpoint while others go on', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    for (let n = 0; n < 200; n++) log.add(deposit(`a${n % 7}`, n));
    const first = await started(log, reads);
    await first.caughtUp(2000);
    await first.stop();
    const both = await started(log, reads, [accounts, raised], { batch: 10, pauses: [5] });
    expect(both.standings().map(({ state }) => state)).toEqual(['following', 'catching-up']);
    const position = log.add(deposit('a1', 1));
    expect(await both.waitFor(position, 2000, ['no-such'])).toBe(true);
    expect(await both.waitFor(position, 2000)).toBe(true);
    expect(await both.caughtUp(2000)).toBe(true);
    expect(await digest(reads, raised)).toBe(await digest(reads, accounts));
  });

  it('joins the subscription also while events keep coming', async () => {
    const [log, reads] = [new ArrayLog(1), await store()];
    for (let n = 0; n < 50; n++) log.add(deposit(`a${n % 7}`, n));
    const first = await started(log, reads);
    await first.caughtUp(2000);
    await first.stop();
    const both = await started(log, reads, [accounts, raised], { batch: 4, pauses: [5] });
    for (let n = 0; n < 100; n++) { log.add(deposit('b', 1)); await setTimeout(1); }
    expect(await both.waitFor(log.events.at(-1)!.position, 2000)).toBe(true);
    expect(both.standings().map(({ state }) => state)).toEqual(['following', 'following']);
    expect(await digest(reads, raised)).toBe(await digest(reads, accounts));
  });

  it('misses nothing that comes while it is about to join', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    log.add(deposit('a', 1), deposit('b', 1));
    const first = await started(log, reads);
    await first.caughtUp(2000);
    await first.stop();
    const gate = () => ({ reached: Promise.withResolvers<void>(), open: Promise.withResolvers<void>() });
    const gates = { 1: gate(), 2: gate() };
    const gated = overriding(reads, {
      write: async (...args) => {
        const { reached, open } = gates[args[0].version as 1 | 2];
        reached.resolve();
        await open.promise;
        await reads.write(...args);
      },
    });
    const both = await started(log, gated, [accounts, raised]);
    await gates[2].reached.promise; // the raised one is about to write both
    log.add(deposit('a', 10));
    await gates[1].reached.promise; // the other is in the middle of the third
    gates[2].open.resolve();
    while (both.standings()[1]!.position < positionOf(2)) await setTimeout(1);
    await setTimeout(20); // the raised one looks around where the third began
    gates[1].open.resolve();
    expect(await both.waitFor(log.add(deposit('a', 100)), 2000)).toBe(true);
    expect((await reads.get(raised, 'a'))?.row).toMatchObject({ balance: 111, deposits: 3 });
  });

  it('takes no event twice where rows are ahead of the checkpoint', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3), deposit('a', 4));
    await (await started(log, reads)).caughtUp(2000);
    const before = await digest(reads, accounts);
    const behind = await started(log, overriding(reads, { checkpoint: async () => '' }));
    expect(await behind.waitFor(positionOf(4), 2000)).toBe(true);
    expect(await digest(reads, accounts)).toBe(before);
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
    expect(await projector.waitFor(position, 2000, ['accounts'])).toBe(true);
    expect(await projector.waitFor(position, 30)).toBe(false);
    await expect(projector.healthy()).rejects.toThrow(/touchy v1 stops before event e2 \(Deposited.*thirteen/);
    expect((await reads.get(touchy, 'a'))?.row).toEqual({ balance: 1 });
    expect(projector.standings().find(({ name }) => name === 'touchy')?.position).toBe(positionOf(1));
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
    const unsteady = new Proxy(reads, { get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return name === 'write' && down ? async () => { throw new Error('the server is another one'); } : (value.bind(target) as unknown);
    } });
    const projector = await started(log, unsteady);
    await projector.waitFor(log.add(deposit('a', 1), deposit('a', 2), deposit('b', 3)), 2000);
    down = true;
    const position = log.add(deposit('a', 4));
    await setTimeout(20);
    await reads.prepare({ ...accounts, totals: [] }); // rows are gone, and so is the checkpoint
    await reads.prepare(accounts);
    down = false;
    expect(await projector.waitFor(position, 2000)).toBe(true);
    expect(await projector.caughtUp(2000)).toBe(true);
    expect((await reads.find(accounts, {})).rows.map(({ key, row }) => [key, row.balance])).toEqual([['a', 7], ['b', 3]]);
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

  it('lets others have the event loop while it rebuilds', async () => {
    const [log, reads] = [new ArrayLog(), await store()];
    for (let n = 0; n < 20_000; n++) log.add(deposit(`a${n % 900}`, 1));
    const started_ = performance.now();
    const projector = await started(log, reads, [accounts], {});
    let longest = 0;
    const done = projector.caughtUp(15_000);
    let over = false;
    void done.then(() => { over = true; });
    for (let last = performance.now(); !over; last = performance.now()) {
      await setTimeout(0);
      longest = Math.max(longest, performance.now() - last);
    }
    expect(await done).toBe(true);
    expect(longest).toBeLessThan((performance.now() - started_) / 4); // in one go it would be all of it
  });

  const story = fc.array(fc.record({ account: fc.constantFrom('a', 'b', 'c'), branch: fc.constantFrom('north', 'south'), amount: fc.integer({ min: -5, max: 5 }), what: fc.constantFrom('deposit', 'deposit', 'relocate', 'note', 'shut') }), { maxLength: 60 });
  const facts = (steps: { account: string; branch: string; amount: number; what: string }[]) => steps.map(({ account, branch, amount, what }): AccountEvent =>
    what === 'deposit' ? deposit(account, amount, branch) : what === 'relocate' ? Relocated({ account, branch }) : what === 'note' ? Noted({ account }) : Shut({ account }));

  it('makes the same rows and versions in one pass, in small batches, after crashes and beside another projector', async () => {
    await fc.assert(fc.asyncProperty(story, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6 }), async (steps, batch, crashEvery) => {
      const log = new ArrayLog(batch);
      log.add(...facts(steps), Noted({ account: 'a' }));
      const end = log.events.at(-1)!.position;
      const replayed = new Map<string, unknown>();
      for (const event of log.events as Recorded[]) for (const key of accounts.keysOf(event)) replayed.set(key, accounts.apply((replayed.get(key) ?? null) as never, event, key));

      const whole = await temporaryReadStore();
      const torn = await temporaryReadStore();
      const shared = await temporaryReadStore();
      const run = async (reads: ReadStore) => {
        const projector = new Projector(log, reads, [accounts], accountVocabulary, { batch, cachedRows: 2, pauses: [1] });
        await projector.start();
        if (!(await projector.waitFor(end, 4000))) throw new Error('not in time');
        await projector.stop();
      };
      try {
        await run(whole.reads);
        await run(crashing(torn.reads, crashEvery));
        await Promise.all([run(shared.reads), run(shared.reads)]);
        const expected = await digest(whole.reads, accounts);
        expect(await digest(torn.reads, accounts)).toBe(expected);
        expect(await digest(shared.reads, accounts)).toBe(expected);
        const rows = (await whole.reads.find(accounts, {})).rows;
        expect(Object.fromEntries(rows.map(({ key, row }) => [key, row]))).toEqual(Object.fromEntries([...replayed].filter(([, row]) => row !== null && row !== accounts.initial)));
      } finally { await Promise.all([whole.close(), torn.close(), shared.close()]); }
    }), { numRuns: 25 });
  });
});

/** A read store with some of its methods replaced. */
const overriding = (reads: ReadStore, methods: Partial<ReadStore>): ReadStore => new Proxy(reads, {
  get: (target, name) => {
    const value = (Reflect.get(methods, name) ?? Reflect.get(target, name)) as unknown;
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});

/** Fails before it wrote, or writes and says that it failed: as a process that dies between batches. */
const crashing = (reads: ReadStore, every: number): ReadStore => {
  let writes = 0;
  return overriding(reads, {
    write: async (...args) => {
      const dies = ++writes % (every + 1) === 0;
      if (dies && writes % 2 === 0) throw new Error('died before it wrote');
      await reads.write(...args);
      if (dies) throw new Error('died after it wrote');
    },
  });
};
