import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { envelopeProjection } from '@lyceum/core/projection';
import { until } from '@lyceum/core/testing/until';
import { accounts, Noted, positionOf } from './examples.ts';
import { ArrayLog } from './testing/array-log.ts';
import { contentsOf } from './testing/contents.ts';
import { deposit, overriding, projecting, raised } from './testing/projecting.ts';

const activity = envelopeProjection<{ events: number }>({ name: 'activity', version: 1, initial: { events: 0 }, keys: ({ actor }) => actor, on: ({ events }) => ({ events: events + 1 }) });

describe('projector', () => {
  const { store, started } = projecting();

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
    expect(both.progress().map(({ state }) => state)).toEqual(['following', 'catching-up']);
    const position = log.add(deposit('a1', 1));
    expect(await both.waitFor(position, 2000)).toBe(true);
    expect(await both.caughtUp(2000)).toBe(true);
    expect(await contentsOf(reads, raised)).toEqual(await contentsOf(reads, accounts));
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
    expect(both.progress().map(({ state }) => state)).toEqual(['following', 'following']);
    expect(await contentsOf(reads, raised)).toEqual(await contentsOf(reads, accounts));
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
    await until('the raised one to have written both', () => both.progress()[1]!.position >= positionOf(2));
    await setTimeout(20); // the raised one looks around where the third began
    gates[1].open.resolve();
    expect(await both.waitFor(log.add(deposit('a', 100)), 2000)).toBe(true);
    expect((await reads.get(raised, 'a'))?.row).toMatchObject({ balance: 111, deposits: 3 });
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
});
