import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { crc32 } from 'node:zlib';
import { Damaged } from './event-store.ts';
import { SqliteEventStore } from './sqlite.ts';
import { noted } from './testing/noted.ts';

describe('a log file that was closed in order', () => {
  let [folder, file, note] = ['', '', ''];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lyceum-rest-'));
    [file, note] = [join(folder, 'log.db'), join(folder, 'log.db.at-rest')];
  });
  afterEach(() => rm(folder, { recursive: true }));

  const hour = 3_600_000;
  /** However small the file. Events are looked at `later`, where the file is as noted. */
  const open = (later = hour, damaged: (error: Error) => void = () => undefined) => SqliteEventStore.open({ folder, damaged, resting: { large: 0, later } });
  const used = async (later?: number) => {
    const store = await open(later);
    const from = (await store.readStream('s-1')).length;
    await store.append({ events: [noted('s-1', from)], checks: { 's-1': from === 0 ? 'none' : from - 1 } });
    return store;
  };
  const written = async () => { await (await used()).close(); await (await open(0)).close(); };
  const flip = async (path: string, text: string) => {
    const bytes = await readFile(path);
    bytes[bytes.lastIndexOf(text) + 2]! ^= 1;
    await writeFile(path, bytes);
  };
  /** What nobody could tell from the file of before: an event is damaged, and the note was made of that. */
  const damagedAndNoted = async () => {
    await flip(file, ',"type":"Noted"');
    const bytes = await readFile(file);
    const text = JSON.stringify({ ...JSON.parse((await readFile(note, 'utf8')).split('\n')[1]!) as object, crc: crc32(bytes) });
    await writeFile(note, `${crc32(text)}\n${text}`);
  };

  it('is used at once where its bytes are those that were noted, and looked at event by event thereafter', async () => {
    await written();
    await damagedAndNoted();
    const unlooked = await open();
    expect(await unlooked.head()).toBe('0000000000000001');
    await unlooked.close();

    const told = Promise.withResolvers<Error>();
    const looked = await open(0, told.resolve);
    expect(await told.promise).toBeInstanceOf(Damaged);
    for (const asked of [() => looked.healthy(), () => looked.append({ events: [noted('s-2', 0)], checks: { 's-2': 'none' } })]) await expect(asked()).rejects.toThrow(Damaged);
    await looked.close();
    await expect(open()).rejects.toThrow(Damaged); // before it is used: the note is gone
  });
  // Where they are lost, a program with an older SQLite that looks at the file takes itself for the last, and removes the write-ahead log under its writer.
  (process.platform === 'linux' ? it : it.skip)('keeps SQLite’s locks while its bytes are read', async () => {
    const locks = () => readFileSync('/proc/locks', 'utf8').split('\n').filter((line) => line.includes(` ${process.pid} `) && line.includes(`:${statSync(file).ino} `)).length;
    await written();
    const plain = await SqliteEventStore.open({ folder, resting: { large: 0, later: hour } });
    const held = locks();
    await plain.close();
    await rm(note);
    const looked = await open();
    expect([locks(), held > 0]).toEqual([held, true]); // as where there is no note
    await looked.close();
    expect(locks()).toBe(0);
  });
  it('tells the kinds of all its events, also of those that came while it was open', async () => {
    const first = await open();
    await first.append({ events: [{ ...noted('s-1', 0), type: 'Other', version: 3 }], checks: { 's-1': 'none' } });
    await first.close();
    const kinds = async () => { const store = await open(); try { return await store.kinds(); } finally { await store.close(); } };
    expect(await kinds()).toEqual([{ type: 'Other', version: 3 }]);
    await (await used(0)).close();
    expect(await kinds()).toEqual(expect.arrayContaining([{ type: 'Other', version: 3, position: '0000000000000001' }, { type: 'Noted', version: 1, position: '0000000000000002' }]));
  });
  it.each([
    ['a bit flipped in it since', () => flip(file, ',"type":"Noted"')],
    ['a bit flipped in the note', async () => { await damagedAndNoted(); await flip(note, 'crc'); }],
    ['there is no note', async () => { await damagedAndNoted(); await rm(note); }],
    ['the note is no note', async () => { await damagedAndNoted(); await writeFile(note, 'nothing'); }],
  ])('is looked at before it is used where %s', async (_what, happened) => {
    await written();
    await happened();
    await expect(open()).rejects.toThrow(Damaged);
  });
  it('is looked at before it is used where commits of a killed process wait beside it', async () => {
    await written();
    const store = await open();
    await store.append({ events: [{ ...noted('s-2', 0), type: 'Other' }], checks: { 's-2': 'none' } });
    for (const end of ['', '-wal']) await cp(file + end, `${folder}/killed${end}`);
    await store.close();
    for (const end of ['', '-wal']) await cp(`${folder}/killed${end}`, file + end); // the file is as it was noted
    const again = await open();
    expect((await again.kinds()).map(({ type }) => type).sort()).toEqual(['Noted', 'Other']);
    await again.close();
  });
  it('is not noted where what came was not looked at, and then looked at', async () => {
    await written();
    const before = await readFile(note, 'utf8');
    await (await used()).close(); // its events were not looked at: that comes an hour later
    expect(await readFile(note, 'utf8')).toBe(before);
    const again = await open();
    expect([await again.head(), await again.verify()]).toEqual(['0000000000000002', { events: 2, streams: 1 }]);
    await again.close();
    expect(await readFile(note, 'utf8')).not.toBe(before);
  });
  it('is closed where nothing can be noted', async () => {
    const store = await used();
    await mkdir(`${note}.new`);
    await expect(store.close()).resolves.toBeUndefined();
  });
  it('is not noted where it is small, or somebody else has it open', async () => {
    await (await SqliteEventStore.open({ folder })).close();
    const [one, other] = [await used(0), await open(0)];
    await one.close();
    expect(existsSync(note)).toBe(false);
    await other.close();
    expect(existsSync(note)).toBe(true);
  });
});
