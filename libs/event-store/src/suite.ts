import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batchesOf, Conflict, Unavailable, type EventStore, type Stored } from './event-store.ts';
import { noted, until } from './testing/noted.ts';
import { appender } from './testing/processes.ts';

/** One log: `open` gives one more store on it, as another process would have. `where` is what `testing/child.ts` opens it by. */
export type Log = { readonly adapter: string; readonly where: string; open(): Promise<EventStore>; dispose(): Promise<void> };

const ids = (events: readonly Stored[]) => events.map(({ id }) => id);
const conflict = async (append: Promise<unknown>) => append.then(() => { throw new Error('it was accepted'); }, (error: unknown) => {
  if (!(error instanceof Conflict)) throw error;
  return { stream: error.stream, expected: error.expected, actual: error.actual };
});
/** The whole log, a batch at a time. */
export const everything = async (store: EventStore, limit = 500): Promise<Stored[]> => (await Array.fromAsync(batchesOf(store, { limit }))).flat();
/** Each acknowledged event once; revisions dense; positions rising. */
export const assertSound = async (store: EventStore, acknowledged: readonly string[]): Promise<Stored[]> => {
  const all = await everything(store);
  const revisions = new Map<string, number>();
  for (const [index, { stream, revision, position }] of all.entries()) {
    if (revision !== (revisions.get(stream) ?? -1) + 1) throw new Error(`${stream} has revision ${revision} after ${revisions.get(stream) ?? 'none'}`);
    if (index > 0 && position <= all[index - 1]!.position) throw new Error(`position ${position} does not rise`);
    revisions.set(stream, revision);
  }
  const held = new Set(ids(all));
  if (held.size !== all.length) throw new Error('an event is in the log twice');
  const lost = acknowledged.filter((id) => !held.has(id));
  if (lost.length > 0) throw new Error(`${lost.length} acknowledged events are lost: ${lost.slice(0, 3).join(', ')}`);
  return all;
};

/** What every adapter of the port must hold. */
export const eventStoreSuite = (name: string, start: () => Promise<Log>) => describe(`event store: ${name}`, () => {
  let log: Log;
  let store: EventStore;
  const stores: EventStore[] = [];
  const open = async () => { const one = await log.open(); stores.push(one); return one; };
  const append = (stream: string, n: number, count = 1) =>
    store.append({ events: Array.from({ length: count }, (_, k) => noted(stream, n + k)), checks: { [stream]: n === 0 ? 'none' : n - 1 } });

  beforeEach(async () => { log = await start(); store = await open(); });
  afterEach(async () => { for (const one of stores.splice(0)) await one.close(); await log.dispose(); });

  describe('append', () => {
    it('gives back what was appended, with log, epoch, revision and position', async () => {
      const { position } = await append('s-1', 0);
      expect(await store.readStream('s-1')).toEqual([{ ...noted('s-1', 0), ...store.identity, revision: 0, position }]);
      expect(store.identity.log).toMatch(/./);
      expect(await store.head()).toBe(position);
    });

    it('starts empty', async () => {
      expect([await store.head(), await store.readLog({}), await store.readStream('s-1')]).toEqual(['', [], []]);
    });

    it('answers the position of the last event, in rising order', async () => {
      const first = await append('s-1', 0, 3);
      const second = await append('s-2', 0);
      expect(first.position < second.position).toBe(true);
      expect((await store.readStream('s-1')).at(-1)!.position).toBe(first.position);
    });

    it('refuses `none` on a stream that exists, and a gap, and what is past; the stream stays usable', async () => {
      await append('s-1', 0, 2);
      const at = (expected: 'none' | number) => conflict(store.append({ events: [noted('s-1', 9)], checks: { 's-1': expected } }));
      expect(await at('none')).toEqual({ stream: 's-1', expected: 'none', actual: 1 });
      expect(await at(0)).toEqual({ stream: 's-1', expected: 0, actual: 1 });
      expect(await at(7)).toEqual({ stream: 's-1', expected: 7, actual: 1 });
      expect(await conflict(store.append({ events: [noted('s-2', 7)], checks: { 's-2': 7 } }))).toEqual({ stream: 's-2', expected: 7, actual: 'none' });
      expect(await conflict(store.append({ events: [noted('s-2', 7)], checks: { 's-2': 'exists' } }))).toEqual({ stream: 's-2', expected: 'exists', actual: 'none' });
      await append('s-1', 2);
      await store.append({ events: [noted('s-1', 3)], checks: { 's-1': 'exists' } });
      expect((await store.readStream('s-1')).map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    });

    it('honours checks on streams that it does not write', async () => {
      await append('session-1', 0);
      const sign = (n: number, expected: 'none' | 'exists' | number) => store.append({ events: [noted('s-1', n)], checks: { 's-1': n === 0 ? 'none' : n - 1, 'session-1': expected } });
      await sign(0, 0);
      await sign(1, 'exists');
      expect(await conflict(sign(2, 'none'))).toMatchObject({ stream: 'session-1', actual: 0 });
      await append('session-1', 1);
      expect(await conflict(sign(2, 0))).toMatchObject({ stream: 'session-1', expected: 0, actual: 1 });
      await sign(2, 1);
    });

    it('lets a conflict in a group hurt only itself', async () => {
      const asked = Array.from({ length: 40 }, (_, k) => (k % 4 === 3
        ? store.append({ events: [noted(`s-${k}`, 0), noted(`s-${k}`, 1)], checks: { [`s-${k}`]: 5 } })
        : store.append({ events: [noted(`s-${k}`, 0)], checks: { [`s-${k}`]: 'none' } })));
      const outcomes = (await Promise.allSettled(asked)).map(({ status }) => status);
      expect(outcomes).toEqual(asked.map((_, k) => (k % 4 === 3 ? 'rejected' : 'fulfilled')));
      expect(await everything(store)).toHaveLength(30);
    });

    it('sees what went before it in the same group', async () => {
      const asked = [0, 1, 2].map((n) => append('s-1', n));
      await Promise.all([...asked, append('s-2', 0)]);
      expect(ids(await store.readStream('s-1'))).toEqual(['s-1_0', 's-1_1', 's-1_2']);
    });

    it('writes several streams or none', async () => {
      await append('s-2', 0);
      const both = (second: 'none' | number) => store.append({ events: [noted('s-1', 0), noted('s-2', 5), noted('s-1', 1)], checks: { 's-1': 'none', 's-2': second } });
      await conflict(both('none'));
      expect(await store.readStream('s-1')).toEqual([]);
      await both(0);
      expect(ids(await everything(store))).toEqual(['s-2_0', 's-1_0', 's-2_5', 's-1_1']);
    });

    it('refuses an event id that is already in the log, all of the append', async () => {
      await append('s-1', 0);
      const again = { ...noted('s-2', 1), id: 's-1_0' };
      expect(await conflict(store.append({ events: [noted('s-2', 0), again], checks: { 's-2': 'none' } }))).toMatchObject({ stream: 's-2', actual: 'none' });
      expect(ids(await everything(store))).toEqual(['s-1_0']);
      const twins = ['s-3', 's-4'].map((stream) => store.append({ events: [{ ...noted(stream, 0), id: 'twin' }], checks: { [stream]: 'none' } }));
      expect((await Promise.allSettled(twins)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await append('s-2', 0);
    });

    it.each([
      ['nothing to append', { events: [], checks: {} }],
      ['a stream that is written unchecked', { events: [noted('s-1', 0)], checks: {} }],
      ['one id twice', { events: [noted('s-1', 0), noted('s-1', 0)], checks: { 's-1': 'none' as const } }],
      ['a stream without a name', { events: [noted('', 0)], checks: { '': 'none' as const } }],
      ['half a character in a name', { events: [noted('s-\ud800', 0)], checks: { 's-\ud800': 'none' as const } }],
    ])('does not take %s', async (_, wrong) => {
      await expect(store.append(wrong)).rejects.toThrow();
      expect(await store.head()).toBe('');
    });

    it('answers what was asked before it is closed, and nothing after', async () => {
      const asked = Array.from({ length: 50 }, (_, k) => append(`s-${k}`, 0));
      await store.close();
      await Promise.all(asked);
      await expect(append('late', 0)).rejects.toThrow(Unavailable);
      expect(await everything(await open())).toHaveLength(50);
    });
  });

  describe('reading', () => {
    it('reads a stream from a revision and as of a position', async () => {
      const { position } = await append('s-1', 0, 3);
      await append('s-2', 0);
      await append('s-1', 3);
      expect(ids(await store.readStream('s-1', { from: 2 }))).toEqual(['s-1_2', 's-1_3']);
      expect(ids(await store.readStream('s-1', { from: 1, asOf: position }))).toEqual(['s-1_1', 's-1_2']);
      expect(await store.readStream('s-1', { from: 9 })).toEqual([]);
      expect(await store.readStream('s-2', { asOf: position })).toEqual([]);
    });

    it('reads the log both ways, in pages, between two ends', async () => {
      for (let n = 0; n < 7; n++) await append('s-1', n);
      const all = await everything(store, 2);
      expect(ids(all)).toEqual(Array.from({ length: 7 }, (_, n) => `s-1_${n}`));
      const at = (n: number) => all[n]!.position;
      expect(ids(await store.readLog({ backwards: true, limit: 2 }))).toEqual(['s-1_6', 's-1_5']);
      expect(ids(await store.readLog({ backwards: true, before: at(5), limit: 2 }))).toEqual(['s-1_4', 's-1_3']);
      expect(ids(await store.readLog({ backwards: true, asOf: at(3), limit: 2 }))).toEqual(['s-1_3', 's-1_2']);
      expect(ids(await store.readLog({ after: at(1), asOf: at(3) }))).toEqual(['s-1_2', 's-1_3']);
      expect(ids(await store.readLog({ after: at(1), before: at(3) }))).toEqual(['s-1_2']);
      expect(await store.readLog({ after: at(6) })).toEqual([]);
      expect(await store.readLog({ backwards: true, before: at(0) })).toEqual([]);
    });

    it('finds events by position, in the order of positions, passing over what is not there', async () => {
      const positions = [];
      for (let n = 0; n < 4; n++) positions.push((await append('s-1', n)).position);
      expect(ids(await store.readAt([positions[3]!, positions[1]!, positions[3]!, `${positions[3]!.slice(0, -1)}9`]))).toEqual(['s-1_1', 's-1_3']);
    });
  });

  describe('with others', () => {
    it('lets one of two writers win', async () => {
      const other = await open();
      for (let n = 0; n < 20; n++) {
        const race = [store, other].map((one, k) => one.append({ events: [noted('s-1', n, { id: `${n}/${k}` })], checks: { 's-1': n === 0 ? 'none' : n - 1 } }));
        const lost = (await Promise.allSettled(race)).flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
        expect(lost).toEqual([expect.any(Conflict)]);
      }
      expect(await assertSound(store, [])).toHaveLength(20);
      expect(other.identity).toEqual(store.identity);
    });

    it('follows what it appends and what others append: misses nothing, repeats nothing', async () => {
      await append('before', 0, 5);
      const others = [1, 2].map((k) => appender(log.adapter, log.where, `other${k}`, { lanes: 4, most: 60 }));
      const got: Stored[] = [];
      const stop = new AbortController();
      let inside = 0;
      const following = store.subscribe('', async (batch) => {
        expect(++inside).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, got.length % 3));
        got.push(...batch);
        inside--;
      }, stop.signal);
      for (let n = 0; n < 60; n++) await append('own', n);
      await Promise.all(others.map(({ done }) => done));
      const all = await everything(store);
      expect(all).toHaveLength(5 + 60 + 2 * 4 * 80);
      await until(() => got.length >= all.length);
      expect(ids(got)).toEqual(ids(all));
      stop.abort();
      await following;
    });

    it('follows from a position, until it is told to stop', async () => {
      const { position } = await append('s-1', 0);
      const got: string[] = [];
      const stop = new AbortController();
      const following = store.subscribe(position, async (batch) => { got.push(...ids(batch)); }, stop.signal);
      await append('s-1', 1);
      await until(() => got.length > 0);
      stop.abort();
      await following;
      await append('s-1', 2);
      expect(got).toEqual(['s-1_1']);
    });

    it('ends a subscription whose receiver fails, and when the store is closed', async () => {
      await append('s-1', 0);
      const { signal } = new AbortController();
      await expect(store.subscribe('', async () => { throw new Error('full up'); }, signal)).rejects.toThrow('full up');
      const waiting = store.subscribe(await store.head(), async () => {}, signal);
      const ended = expect(waiting).rejects.toThrow(Unavailable);
      await store.close();
      await ended;
    });

    it('keeps what it acknowledged when its process is killed', async () => {
      const child = appender(log.adapter, log.where, 'child');
      await until(() => child.acknowledged().length > 300);
      await child.kill();
      expect(await assertSound(await open(), child.acknowledged())).not.toHaveLength(0);
      await append('after', 0);
    });
  });
});
