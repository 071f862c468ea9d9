import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DerivedDamaged } from '@lyceum/event-store/event-store';
import { accounts } from './examples.ts';
import { SqliteReadStore } from './sqlite.ts';
import { flipped } from './testing/flips.ts';

it('a bit that flips anywhere in rows changes no answer: they are made anew', async () => {
  const { 'made anew': anew, another, refused } = await flipped(25, 20261127, true);
  expect({ anew: anew > 7, another, refused }).toEqual({ anew: true, another: 0, refused: 0 });
});
it('would change answers where nobody looked', async () => expect((await flipped(25, 20261127, false)).another).toBeGreaterThan(0));

describe('rows in use', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-flips-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = async (setAside: (notice: string) => void) => {
    const reads = await SqliteReadStore.open({ folder, identity: { log: 'log', epoch: 0 }, setAside, soon: 0 });
    await reads.prepare(accounts);
    return reads;
  };
  const row = { branch: 'north', balance: 7, deposits: 1, open: true };

  it('are read over beside that: where a bit flipped, nothing is answered any more, and the next start makes them anew', async () => {
    const first = await open(() => undefined);
    await first.write(accounts, [{ key: 'a', position: '1', previous: null, row }], '1');
    await first.close();
    const file = join(folder, 'rows.sqlite');
    const whole = await readFile(file);
    const second = await open(() => undefined);
    const bytes = Buffer.from(whole);
    bytes[bytes.lastIndexOf('"balance":7') + '"balance":'.length]! ^= 1; // 6
    await writeFile(file, bytes);
    for (let left = 200; await second.healthy().then(() => true, () => false); await setTimeout(50)) if (left-- === 0) throw new Error('nobody found it');
    for (const asked of [second.healthy(), second.get(accounts, 'a'), second.total(accounts, { columns: ['balance'] })]) await expect(asked).rejects.toThrow(DerivedDamaged);
    await second.close();
    await writeFile(file, whole); // so that the note alone says so
    const notices: string[] = [];
    const third = await open((notice) => notices.push(notice));
    expect([await third.checkpoint(accounts), notices]).toEqual(['', [expect.stringMatching(/accounts@1: the checksum of version 1 differs.*made again from the log/)]]);
    await third.close();
  });

  it('are left alone where they are whole, whatever stands in them', async () => {
    const odd = { branch: 'a\ud800b\0’', balance: Number.NaN, deposits: -0, open: false };
    const first = await open((notice) => { throw new Error(notice); });
    await first.write(accounts, [{ key: 'k\udc00', position: '1', previous: null, row: odd }, { key: 'k\udc00', position: '2', previous: '1', row: null }, { key: 'b', position: '2', previous: null, row: { ...odd, balance: 0.1 + 0.2, deposits: 2 ** 60 } }], '2');
    await first.close();
    const second = await open((notice) => { throw new Error(notice); });
    await setTimeout(300);
    await second.healthy();
    await second.close();
  });
});
