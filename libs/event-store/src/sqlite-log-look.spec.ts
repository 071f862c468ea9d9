import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { Damaged, NewerRelease, Unavailable, type EventStore } from './event-store.ts';
import { startCheck } from './sqlite-log-check.ts';
import { SqliteEventStore } from './sqlite.ts';
import { everything } from './suite.ts';
import { noted, until } from './testing/noted.ts';

let folder = '';
const stores: EventStore[] = [];
const stop = async () => { for (const store of stores.splice(0)) await store.close(); };
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-look-')); });
afterEach(async () => { jest.restoreAllMocks(); await stop(); await rm(folder, { recursive: true }); });

type Opening = Parameters<typeof SqliteEventStore.opening>[0];
/** Long, however few its events. */
const opening = async (given: Partial<Opening> = {}) => { const store = await SqliteEventStore.opening({ folder, long: 0, ...given }); stores.push(store); return store; };
const written = async (count = 40) => {
  const store = await SqliteEventStore.open({ folder });
  await store.append({ events: Array.from({ length: count }, (_, n) => noted('s-1', n)), checks: { 's-1': 'none' } });
  await store.close();
};
const append = (store: EventStore, stream: string) => store.append({ events: [noted(stream, 0)], checks: { [stream]: 'none' } });
/** A look that tells what it found only when it is let. */
const lingering = () => {
  const { promise, resolve: tell } = Promise.withResolvers<void>();
  const check = (...asked: Parameters<typeof startCheck>) => {
    const { sound, stop: stops } = startCheck(...asked);
    sound.catch(() => undefined);
    return { sound: promise.then(() => sound), stop: stops };
  };
  return { check, tell };
};
const soon = <T>(promise: Promise<T>) => Promise.race([promise, setTimeout(100, 'not yet' as const)]);
const outcome = (promise: Promise<unknown>) => promise.then(() => 'acknowledged', (error: Error) => error.constructor.name);

describe('a long log, which is read before it was looked at whole', () => {
  it('is read at once; what is appended waits until all of it was looked at', async () => {
    await written();
    const { check, tell } = lingering();
    const store = await opening({ check });
    expect([await store.kinds(), (await everything(store)).length]).toEqual([[], 40]);
    await store.healthy();
    const asked = append(store, 's-2');
    expect(await soon(asked)).toBe('not yet');
    expect(await store.head()).toBe('0000000000000040');
    tell();
    expect(await asked).toEqual({ position: '0000000000000041' });
    expect(await store.kinds()).toEqual([{ type: 'Noted', version: 1, position: '0000000000000001' }]);
  });
  it('is told apart from a short one by its size, and of that one no kinds are told before they are known', async () => {
    await written();
    const { check, tell } = lingering();
    for (const long of [undefined, 2 ** 20]) expect(await soon((await opening({ check, long })).kinds())).toBe('not yet');
    tell();
  });

  const newer = (kinds: readonly { type: string }[]) => { if (kinds.length > 0) throw new NewerRelease('written by a newer release'); };
  it.each([
    ['is damaged', Damaged, {}], ['was written by a newer release', NewerRelease, { readable: newer }],
  ])('takes nothing where it %s, and tells so', async (what, wrong, given) => {
    await written();
    if (what === 'is damaged') {
      const db = new Database(join(folder, 'log.db'));
      db.exec("update event set text = replace(text, 's-1/30', 's-1/31') where position = 31");
      db.close();
    }
    const { check, tell } = lingering();
    const told = jest.fn();
    const store = await opening({ check, told, ...given });
    expect(await store.readLog({ limit: 30 })).toHaveLength(30);
    const asked = outcome(append(store, 's-2'));
    expect([await soon(asked), told.mock.calls]).toEqual(['not yet', []]);
    tell();
    expect([await asked, await outcome(append(store, 's-3')), await outcome(store.healthy()), await outcome(store.kinds())]).toEqual(Array(4).fill(wrong.name));
    expect(told.mock.calls).toEqual([[expect.any(wrong)]]);
    expect(await store.head()).toBe('0000000000000040');
    await stop();
    const short = await opening({ long: undefined, told, ...given }); // whoever waits for it is not told twice
    await expect(short.kinds()).rejects.toThrow(wrong);
    expect(told).toHaveBeenCalledTimes(1);
  });
});

describe('a look at a log', () => {
  const failing = (times: number, fail: () => ReturnType<typeof startCheck>): typeof startCheck => (...asked) => (times-- > 0 ? fail() : startCheck(...asked));
  const faults: [string, () => ReturnType<typeof startCheck>][] = [
    ['too many files are open', () => ({ sound: Promise.reject(new Unavailable('EMFILE')), stop: async () => undefined })],
    ['there is no thread to be had', () => { throw new Error('EAGAIN'); }],
  ];
  it.each(faults)('that could not be made, since %s, is no damage: nothing is taken until one could', async (_why, fail) => {
    await written();
    const told = jest.fn();
    const store = await opening({ check: failing(1, fail), told });
    expect([await outcome(append(store, 's-2')), await outcome(append(store, 's-3')), await outcome(store.healthy())]).toEqual(Array(3).fill('Unavailable'));
    expect(await everything(store)).toHaveLength(40);
    expect(told.mock.calls).toEqual([[expect.any(Unavailable)]]);
    await until(async () => (await outcome(append(store, 's-4'))) === 'acknowledged');
    await store.healthy();
    expect([await store.head(), told.mock.calls.length]).toEqual(['0000000000000041', 1]);
  });
  it.each(faults)('that could not be made, since %s, is not waited for by who opens a log for good', async (_why, fail) => {
    await written();
    await expect(SqliteEventStore.open({ folder, check: failing(1, fail) })).rejects.toThrow(Unavailable);
    await (await SqliteEventStore.open({ folder })).close();
  });
  it('that takes long has nobody wait for ever', async () => {
    await written();
    const [{ check, tell }, patience] = [lingering(), new AbortController()];
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    const store = await opening({ check });
    const asked = outcome(append(store, 's-2'));
    expect(await soon(asked)).toBe('not yet');
    patience.abort();
    expect([await asked, await outcome(append(store, 's-3')), await outcome(store.healthy())]).toEqual(['Unavailable', 'Unavailable', 'acknowledged']);
    tell();
    await store.sound;
    expect([await outcome(append(store, 's-4')), await store.head()]).toEqual(['acknowledged', '0000000000000041']);
  });

  it('that a log is closed under refuses what waits for it', async () => {
    await written();
    const store = await opening({ check: lingering().check });
    const asked = ['s-2', 's-3'].map((stream) => outcome(append(store, stream)));
    await store.close();
    expect(await Promise.all([...asked, outcome(append(store, 's-4'))])).toEqual(Array(3).fill('Unavailable'));
    expect(await (await opening()).head()).toBe('0000000000000040');
  }, 10_000); // at once, and not when it has waited long enough
  it.each([0, 1, 5, 20, 60, 200])('that a log is closed under, after %d ms, takes nothing with it that was acknowledged', async (milliseconds) => {
    await written(3000);
    const store = await opening();
    const asked = Array.from({ length: 20 }, (_, n) => append(store, `early-${n}`));
    if (milliseconds > 0) await setTimeout(milliseconds);
    asked.push(...Array.from({ length: 20 }, (_, n) => append(store, `late-${n}`)));
    const closing = store.close();
    const after = append(store, 'after');
    const outcomes = await Promise.all([...asked, after].map(outcome));
    await closing;
    expect(new Set(outcomes)).toEqual(new Set(['Unavailable', ...(outcomes.includes('acknowledged') ? ['acknowledged'] : [])]));
    const again = await SqliteEventStore.open({ folder });
    stores.push(again);
    expect(Number(await again.head())).toBe(3000 + outcomes.filter((each) => each === 'acknowledged').length);
  });
  it('that fails and is to be made again ends with the log', async () => {
    await written();
    let looks = 0;
    const store = await opening({ check: () => { looks++; throw new Error('EAGAIN'); } });
    await until(() => looks > 0);
    await store.close();
    await setTimeout(2_500);
    expect(looks).toBe(1);
  });

  it.each([
    ['a position in the index of streams', [4, 31, 1, 1, ...Buffer.from('alpha-100'), 2, 3], { 14: 4 }, 'the look-up of events by their streams is astray'], // revision 2 is at 3
    ['a position in the index of ids', [3, 35, 1, ...Buffer.from('alpha-100_2'), 3], { 14: 4 }, 'the look-up of events by their ids is astray'],
    ['a text that is a blob', [3, 35, 1, ...Buffer.from('alpha-100_2'), 3], { 1: 34 }, 'the look-up by id is not in order'],
    ['a text that is a number', [4, 19, 8, 1, ...Buffer.from('s-1'), 6], { 1: 3 }, 'the revisions of alpha-100 are not dense'],
  ])('finds one bit of %s, though pages hold together', async (_what, entry, changed, why) => {
    const store = await SqliteEventStore.open({ folder });
    for (const stream of ['alpha-100', 's-1']) await store.append({ events: Array.from({ length: 5 }, (_, n) => noted(stream, n)), checks: { [stream]: 'none' } });
    await store.close();
    const file = join(folder, 'log.db');
    const bytes = readFileSync(file);
    const at = bytes.indexOf(Buffer.from(entry));
    expect([at > 0, bytes.indexOf(Buffer.from(entry), at + 1)]).toEqual([true, -1]);
    for (const [offset, byte] of Object.entries(changed)) bytes[at + Number(offset)] = byte;
    writeFileSync(file, bytes);
    await expect((await opening()).sound).rejects.toEqual(expect.objectContaining({ constructor: Damaged, message: expect.stringMatching(new RegExp(`${why}.*restore`)) }));
  });
});
