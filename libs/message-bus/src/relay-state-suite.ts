import { afterEach, describe, expect, it } from '@jest/globals';
import type { Identity } from '@lyceum/event-store/event-store';
import type { RelayState } from './relay-state.ts';

const identity = { log: 'log', epoch: 0 };
const now = Date.parse('2026-03-06T09:00:00.000Z');
const second = 1000; // milliseconds

/** What every adapter must hold. `place` makes an empty place and answers how it is opened, as often as that is called: each is a process of its own. */
export const relayStateSuite = (name: string, place: () => Promise<(identity: Identity) => Promise<RelayState>>) => describe(`relay state: ${name}`, () => {
  const opened: RelayState[] = [];
  const start = async () => {
    const open = await place();
    return async (as = identity) => { const state = await open(as); opened.push(state); return state; };
  };
  afterEach(async () => { for (const state of opened.splice(0)) await state.close(); });

  it('gives the lease to one of many who ask at once', async () => {
    const open = await start();
    const states = [await open(), await open(), await open()];
    for (let round = 0; round < 10; round++) {
      const leases = await Promise.all(states.flatMap((state, index) => [state.acquire(`a${index}`, now, 10 * second), state.acquire(`b${index}`, now, 10 * second)]));
      expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
      await Promise.all(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'].map((holder) => states[0]!.release(holder)));
    }
  });
  it('renews it for who has it, under the same fence', async () => {
    const state = await (await start())();
    const first = await state.acquire('a', now, 10 * second);
    expect(first).toMatchObject({ until: now + 10 * second });
    expect(await state.acquire('a', now + 5 * second, 10 * second)).toEqual({ fence: first!.fence, until: now + 15 * second });
    expect(await state.acquire('b', now + 14 * second, 10 * second)).toBeNull();
  });
  it('passes it on when it has run out or was released, under a higher fence', async () => {
    const state = await (await start())();
    const first = await state.acquire('a', now, 10 * second);
    const next = await state.acquire('b', now + 11 * second, 10 * second);
    expect(next!.fence).toBeGreaterThan(first!.fence);
    await state.release('a'); // not a's to release any more
    expect(await state.acquire('c', now + 12 * second, 10 * second)).toBeNull();
    await state.release('b');
    expect((await state.acquire('c', now + 12 * second, 10 * second))!.fence).toBeGreaterThan(next!.fence);
  });
  it('raises the fence for one who comes back late as well', async () => {
    const state = await (await start())();
    const first = await state.acquire('a', now, 10 * second);
    expect((await state.acquire('a', now + 11 * second, 10 * second))!.fence).toBeGreaterThan(first!.fence);
  });
  it('does not wait for what a clock gave that has been set back since', async () => {
    const state = await (await start())();
    const first = await state.acquire('a', now, 10 * second);
    expect(await state.acquire('b', now - 9 * second, 10 * second)).toBeNull(); // clocks of two machines may differ as much
    expect((await state.acquire('a', now - 3600 * second, 10 * second))!.fence).toBe(first!.fence);
    await state.acquire('a', now, 10 * second);
    expect((await state.acquire('b', now - 3600 * second, 10 * second))!.fence).toBeGreaterThan(first!.fence);
  });
  it('takes a checkpoint from the newest fence only, and never backwards', async () => {
    const open = await start();
    const [one, other] = [await open(), await open()];
    const zombie = await one.acquire('a', now, 10 * second);
    expect(await one.save('0005', zombie!.fence)).toBe(true);
    const lease = await other.acquire('b', now + 11 * second, 10 * second);
    expect(await one.save('0009', zombie!.fence)).toBe(false);
    expect(await other.checkpoint()).toBe('0005');
    expect(await other.save('0007', lease!.fence)).toBe(true);
    expect(await other.save('0006', lease!.fence)).toBe(true);
    expect(await one.checkpoint()).toBe('0007');
  });
  it('goes back to the beginning where it is told to, also under whoever relays', async () => {
    const open = await start();
    const [one, other] = [await open(), await open()];
    const lease = await one.acquire('a', now, 10 * second);
    await one.save('0005', lease!.fence);
    await other.startAgain();
    expect(await one.checkpoint()).toBe('');
    expect(await one.save('0006', lease!.fence)).toBe(false);
    const again = await one.acquire('a', now + second, 10 * second);
    expect(await one.save('0001', again!.fence)).toBe(true);
    expect(await other.checkpoint()).toBe('0001');
  });
  it('remembers over a restart, and starts from the beginning for another log or epoch', async () => {
    const open = await start();
    const state = await open();
    const lease = await state.acquire('a', now, 10 * second);
    await state.save('0005', lease!.fence);
    await state.close();
    opened.splice(0);
    expect(await (await open()).checkpoint()).toBe('0005');
    expect(await (await open({ log: 'log', epoch: 1 })).checkpoint()).toBe('');
    expect(await (await open({ log: 'other', epoch: 1 })).checkpoint()).toBe('');
  });
  it('takes nothing from a process of an epoch that is over', async () => {
    const open = await start();
    const old = await open();
    const lease = await old.acquire('a', now, 10 * second);
    const restored = await open({ log: 'log', epoch: 1 });
    expect(await old.save('0005', lease!.fence)).toBe(false);
    expect(await restored.checkpoint()).toBe('');
  });
});
