import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '@lyceum/core/testing/seeded';
import { Damaged, Unavailable, type EventStore } from './event-store.ts';
import { SqliteEventStore } from './sqlite.ts';
import { assertSound, everything } from './suite.ts';
import { noted, until } from './testing/noted.ts';
import { appender } from './testing/processes.ts';

const rounds = Number(process.env['LYCEUM_ROUNDS'] ?? 100);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-faults-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));
const within = async <T>(use: (store: SqliteEventStore) => Promise<T>, where = folder): Promise<T> => {
  const store = await SqliteEventStore.open({ folder: where });
  try { return await use(store); } finally { await store.close(); }
};

/** Kills children at random moments, two at once in every fourth round; answers what they had acknowledged. */
const killed = async (round: number, random: () => number, early = false): Promise<string[]> => {
  const children = Array.from({ length: round % 4 === 3 ? 2 : 1 }, (_, k) => appender('sqlite', folder, `round${round}-${k}`, { lanes: 1 + Math.floor(random() * 32), early }));
  await Promise.all(children.map(async (child) => {
    await until(() => child.acknowledged().length > 0);
    await pause(random() * 250);
    await child.kill();
  }));
  return children.flatMap((child) => child.acknowledged());
};

describe(`a log whose writers are killed ${rounds} times`, () => {
  it('holds every acknowledged event once, dense, whole', async () => {
    const random = seeded(20261121);
    let acknowledged: string[] = [];
    for (let round = 0; round < rounds; round++) {
      acknowledged.push(...await killed(round, random));
      await within(async (store) => {
        const all = await assertSound(store, acknowledged);
        expect(await store.verify()).toMatchObject({ events: all.length });
        // Every third append wrote two streams: neither half may be there alone.
        const ids = new Set(all.map(({ id }) => id));
        for (const { stream, revision } of all) {
          const [, name, lane] = /^(round\d+-\d)-pair-(\d+)$/.exec(stream) ?? [];
          if (name) expect(ids.has(`${name}-${lane}_${revision * 3}`)).toBe(true);
        }
      });
      if (round % 10 === 9) { await rm(folder, { recursive: true }); acknowledged = []; } // a log that only grows makes later rounds slow, not harder
    }
  });

  it('would notice: acknowledged before the commit, events are lost', async () => {
    const random = seeded(7);
    const lost = async () => {
      for (let round = 0; round < 12; round++) {
        const acknowledged = await killed(round, random, true);
        const held = new Set((await within((store) => everything(store))).map(({ id }) => id));
        if (acknowledged.some((id) => !held.has(id))) return true;
      }
      return false;
    };
    expect(await lost()).toBe(true);
  });
});

describe('a log whose bytes change at rest', () => {
  /** The files as a kill leaves them, with what was acknowledged. */
  const crashed = async () => {
    const child = appender('sqlite', folder, 'load', { lanes: 4 });
    await until(() => child.acknowledged().length > 300);
    await child.kill();
    const files = new Map<string, Buffer>();
    for (const name of ['log.db', 'log.db-wal']) files.set(name, await readFile(join(folder, name)));
    return { files, acknowledged: child.acknowledged() };
  };
  const restored = async (files: ReadonlyMap<string, Buffer>) => {
    const where = join(folder, 'again');
    await rm(where, { recursive: true, force: true });
    await mkdir(where);
    for (const [name, bytes] of files) await writeFile(join(where, name), bytes);
    return where;
  };
  /** Refused, or reported, or nothing that was acknowledged is missing or other than it was. */
  const outcome = async (files: ReadonlyMap<string, Buffer>, acknowledged: readonly string[], right: ReadonlyMap<string, unknown>): Promise<'refused' | 'reported' | 'unharmed' | 'silently wrong'> => {
    let store: EventStore & { notice: string | null };
    try { store = await SqliteEventStore.open({ folder: await restored(files) }); } catch (error) { if (error instanceof Damaged) return 'refused'; throw error; }
    try {
      const all = await everything(store);
      for (const stream of new Set(all.map((event) => event.stream))) await store.readStream(stream);
      const held = new Map(all.map((event) => [event.id, JSON.stringify(event)]));
      if (acknowledged.every((id) => held.get(id) === right.get(id)) && all.every(({ id }) => held.get(id) === right.get(id))) return 'unharmed';
      return store.notice ? 'reported' : 'silently wrong';
    } catch (error) { if (error instanceof Damaged) return 'refused'; throw error; } finally { await store.close(); }
  };

  it.each(['log.db-wal', 'log.db'])('is refused or reported when a byte of %s flips, or harms nothing', async (name) => {
    const random = seeded(42);
    let { files, acknowledged } = await crashed();
    const right = new Map((await within((store) => everything(store), await restored(files))).map((event) => [event.id, JSON.stringify(event)]));
    if (name === 'log.db') files = new Map([['log.db', await readFile(join(folder, 'again/log.db'))]]); // folded, by the orderly close
    const seen: Record<string, number> = {};
    for (let round = 0; round < 2 * rounds; round++) {
      const bytes = Buffer.from(files.get(name)!);
      const at = Math.floor(random() * bytes.length);
      bytes[at]! ^= 1 << Math.floor(random() * 8);
      const result = await outcome(new Map([...files, [name, bytes]]), acknowledged, right);
      if (result === 'silently wrong') throw new Error(`${name}: a flipped bit at byte ${at} of ${bytes.length} went unnoticed`);
      seen[result] = (seen[result] ?? 0) + 1;
    }
    expect(seen['refused']).toBeGreaterThan(rounds / 4);
  });

  it('loses nothing that was acknowledged when the write-ahead log is cut within its last commit', async () => {
    const { files, acknowledged } = await crashed();
    const wal = files.get('log.db-wal')!;
    const frame = 24 + wal.readUInt32BE(8);
    const commits: number[] = [];
    for (let at = 32; at + frame <= wal.length; at += frame) if (wal.readUInt32BE(at + 4) !== 0 && wal.compare(wal, 16, 24, at + 8, at + 16) === 0) commits.push(at + frame);
    const [before, end] = commits.slice(-2) as [number, number];
    const cut = await within((store) => everything(store), await restored(new Map([...files, ['log.db-wal', wal.subarray(0, end - 7)]])));
    const whole = await within((store) => everything(store), await restored(files));
    expect(cut.length).toBeLessThan(whole.length);
    expect(whole.slice(0, cut.length)).toEqual(cut);
    expect(before).toBeLessThan(end);
    await within((store) => assertSound(store, acknowledged), await restored(files));
  });
});

describe('a log on a full disk', () => {
  /** A small disk is made by mounting one, which takes root. */
  const asRoot = process.getuid?.() === 0 ? it : it.skip;

  asRoot('refuses appends, reads on, loses nothing, and goes on when there is room', async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { encoding: 'utf8' })).toMatchObject({ status: 0 });
    try {
      await within(async (store) => {
        const acknowledged: string[] = [];
        const fill = async (from: number) => {
          for (let n = from; ; n++) {
            await store.append({ events: [noted('s-1', n, { data: { ballast: 'x'.repeat(5000) } })], checks: { 's-1': n === 0 ? 'none' : n - 1 } });
            acknowledged.push(`s-1_${n}`);
          }
        };
        const full = await fill(0).catch((error: unknown) => error);
        expect(full).toBeInstanceOf(Unavailable);
        expect(String(full)).toMatch(/disk is full/);
        await expect(store.healthy()).rejects.toThrow(/free/);
        expect(acknowledged.length).toBeGreaterThan(20);
        await assertSound(store, acknowledged);
        await expect(store.append({ events: [noted('s-2', 0, { data: { ballast: 'x'.repeat(500_000) } })], checks: { 's-2': 'none' } })).rejects.toThrow(Unavailable);

        expect(spawnSync('mount', ['-o', 'remount,size=8m', disk]).status).toBe(0);
        const next = (await store.readStream('s-1')).length;
        await store.append({ events: [noted('s-1', next)], checks: { 's-1': next - 1 } });
        await assertSound(store, [...acknowledged, `s-1_${next}`]);
        expect(await store.verify()).toEqual({ events: next + 1, streams: 1 });
      }, disk);
      await within((store) => store.verify(), disk);
    } finally { spawnSync('umount', [disk]); }
  });
});
