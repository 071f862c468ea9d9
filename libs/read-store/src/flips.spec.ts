import { renameSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { projection } from '@lyceum/core/projection';
import { DerivedDamaged, Unavailable } from '@lyceum/event-store/event-store';
import { accounts } from './examples.ts';
import { SqliteReadStore } from './sqlite.ts';
import type { Pace } from './sqlite-check.ts';
import { flipped } from './testing/flips.ts';

it('a bit that flips anywhere in rows changes no answer: they are made anew', async () => {
  const { 'made anew': anew, another, refused } = await flipped(25, 20261127, 'at once');
  expect({ anew: anew > 7, another, refused }).toEqual({ anew: true, another: 0, refused: 0 });
});
it('a bit that flips anywhere in rows of a large file changes no answer either: nothing is answered from what is not what was written', async () => {
  const { another, refused } = await flipped(25, 20261127, 'when asked');
  expect({ another, refused: refused > 7 }).toEqual({ another: 0, refused: true });
});
it('would change answers where nobody looked', async () => expect((await flipped(25, 20261127, 'never')).another).toBeGreaterThan(0));

describe('rows in use', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-flips-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const open = async (setAside: (notice: string) => void, way: { small?: number; pace?: Pace } = { pace: { soon: 0, again: 20 } }) => {
    const reads = await SqliteReadStore.open({ folder, identity: { log: 'log', epoch: 0 }, setAside, ...way });
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

  it('are not answered any more where a bit flipped in how far they have come', async () => {
    const first = await open(() => undefined);
    await first.write(accounts, [{ key: 'a', position: '1', previous: null, row }], '4711');
    await first.close();
    const second = await open(() => undefined);
    const bytes = await readFile(join(folder, 'rows.sqlite'));
    bytes[bytes.lastIndexOf("4711'") + 3]! ^= 1; // 4710, in the copy; where the position is now is tried by the flips above
    await writeFile(join(folder, 'rows.sqlite'), bytes);
    for (let left = 200; await second.healthy().then(() => true, () => false); await setTimeout(50)) if (left-- === 0) throw new Error('nobody found it');
    await second.close();
  });

  describe('of a large file', () => {
    const notes = projection<{ n: number }, never>({ name: 'notes', version: 1, initial: { n: 0 }, keys: {}, on: {} });
    const later = { small: 0, pace: { soon: 60_000 } };
    const file = () => join(folder, 'rows.sqlite');
    const filled = async () => {
      const reads = await open(() => undefined);
      await reads.prepare(notes);
      await reads.write(accounts, [{ key: 'a', position: '1', previous: null, row }, { key: 'a', position: '2', previous: '1', row: { ...row, branch: 'south' } }], '2');
      await reads.write(notes, [{ key: 'n', position: '1', previous: null, row: { n: 1 } }], '1');
      await reads.close();
    };
    const edit = (sql: string) => {
      const db = new Database(file());
      db.exec(sql);
      db.close();
    };
    const large = async (way = later) => {
      const reads = await open(() => undefined, way);
      await reads.prepare(notes);
      return reads;
    };

    it('are looked at by projection, before the first answer of each', async () => {
      await filled();
      edit(`update "accounts@1" set c_balance = 6`);
      const reads = await large();
      expect((await reads.get(notes, 'n'))?.row).toEqual({ n: 1 });
      await expect(Promise.all([reads.total(accounts, { columns: ['balance'] }), reads.count(accounts)])).rejects.toThrow(/accounts@1: version 2 does not stand where it belongs/);
      for (const asked of [() => reads.get(notes, 'n'), () => reads.healthy()]) await expect(asked()).rejects.toThrow(DerivedDamaged);
      await reads.close();
    });
    it('are looked at soon, also where nobody asks', async () => {
      await filled();
      edit(`update "notes@1 versions" set row = '{"n":2}'`);
      const reads = await large({ small: 0, pace: { soon: 0 } });
      for (let left = 200; await reads.healthy().then(() => true, () => false); await setTimeout(50)) if (left-- === 0) throw new Error('nobody found it');
      await reads.close();
    });
    it('are not called damaged where they were dropped before they were looked at, as those of an earlier release are', async () => {
      await filled();
      const reads = await open(() => undefined, { small: 0, pace: { soon: 0 } });
      await setTimeout(5); // what is to be looked at is known, and the thread is not there yet
      await reads.forget([accounts]);
      expect((await reads.get(accounts, 'a'))?.row.branch).toBe('south');
      await setTimeout(300);
      await reads.healthy();
      await reads.close();
    });
    it('are asked for again where they could not be looked at', async () => {
      await filled();
      const reads = await large();
      renameSync(file(), `${file()}.away`);
      await expect(reads.get(notes, 'n')).rejects.toThrow(Unavailable);
      renameSync(`${file()}.away`, file());
      expect((await reads.get(notes, 'n'))?.row).toEqual({ n: 1 });
      await reads.close();
    });
    it('keep nobody waiting who closes them', async () => {
      await filled();
      const reads = await large();
      const asked = [reads.get(notes, 'n'), reads.get(accounts, 'a')].map((one) => one.catch((error: unknown) => error));
      await reads.close();
      expect(await Promise.all(asked)).toEqual([expect.any(Unavailable), expect.any(Unavailable)]);
    });
    it('are not looked at where they are of another log, and go', async () => {
      await filled();
      edit(`update "notes@1 versions" set row = '{"n":2}'`);
      const reads = await SqliteReadStore.open({ folder, identity: { log: 'log', epoch: 1 }, setAside: () => undefined, ...later });
      await reads.prepare(notes);
      expect(await reads.get(notes, 'n')).toBeUndefined();
      await reads.close();
    });
    it('are made anew at once where what says how far each has come is not laid out as it was', async () => {
      await filled();
      const bytes = await readFile(file());
      bytes[bytes.indexOf('quote(') + 4]! ^= 2; // quotg
      await writeFile(file(), bytes);
      const notices: string[] = [];
      const reads = await open((notice) => notices.push(notice), later);
      expect([await reads.checkpoint(accounts), notices]).toEqual(['', [expect.stringContaining('the table of projections is not as it was made')]]);
      await reads.close();
    });
    it.each([
      ['update "accounts@1" set position = \'1\'', /version 1 does not stand/], ['update "accounts@1" set version = 1', /version 2 does not stand/], ['update "accounts@1" set born = \'2\'', /version 1 does not stand/],
      ['delete from "accounts@1 former"', /version 1 does not stand/], ['delete from "accounts@1 versions"', /row 1 has no version/],
      ['create index another on "accounts@1" (key)', /its tables are not those that were made/], ['update "accounts@1 versions" set crc = crc + 1 where version = 1', /the checksum of version 1 differs/],
    ])('are refused after %s', async (sql, words) => {
      await filled();
      edit(sql);
      const reads = await large();
      await expect(reads.get(accounts, 'a')).rejects.toThrow(words);
      await reads.close();
    });
    it.each(['update "accounts@1" set c_balance = 6', 'update "accounts@1" set position = \'1\'', 'update "accounts@1" set version = 1', 'update "accounts@1 versions" set row = replace(row, \'7\', \'6\')'])('nobody makes rows of what stands there after %s', async (sql) => {
      await filled();
      edit(sql);
      const beside = await SqliteReadStore.open({ folder, identity: { log: 'log', epoch: 0 } });
      await beside.prepare(accounts);
      await expect(beside.current(accounts, ['a'])).rejects.toThrow(DerivedDamaged);
      await beside.close();
    });
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
