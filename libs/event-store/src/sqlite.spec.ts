import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { canonical, type Json } from '@lyceum/core/canonical';
import { Damaged, Unavailable, type EventStore } from './event-store.ts';
import { SqliteEventStore } from './sqlite.ts';
import { assertSound, eventStoreSuite, everything } from './suite.ts';
import { noted, until } from './testing/noted.ts';
import { appender } from './testing/processes.ts';

eventStoreSuite('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-suite-'));
  return { adapter: 'sqlite', where: folder, open: () => SqliteEventStore.open({ folder }), dispose: () => rm(folder, { recursive: true }) };
});

describe('a log file', () => {
  let folder: string;
  let file: string;
  const opened: EventStore[] = [];
  const start = async () => { const store = await SqliteEventStore.open({ folder }); opened.push(store); return store; };
  const stop = async () => { for (const store of opened.splice(0)) await store.close(); };
  const write = async (count: number, stream = 's-1') => {
    const store = await start();
    const from = (await store.readStream(stream)).length;
    for (let n = from; n < from + count; n++) await store.append({ events: [noted(stream, n)], checks: { [stream]: n === 0 ? 'none' : n - 1 } });
    return store;
  };
  /** Changes one byte beside each place (or the last one) where a text stands in a file: some of them are remains of older pages. */
  const flip = async (path: string, text: string, { shift = 0, last = false } = {}) => {
    const bytes = await readFile(path);
    const places: number[] = [];
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at + shift);
    expect(places).not.toHaveLength(0);
    for (const at of last ? places.slice(-1) : places) bytes[at]! ^= 0x01;
    await writeFile(path, bytes);
  };
  /** The files as a killed process leaves them: the write-ahead log unfolded. */
  const crash = async () => {
    const copies = await Promise.all(['', '-wal'].map((end) => readFile(file + end)));
    await stop();
    await Promise.all(['', '-wal'].map((end, index) => writeFile(file + end, copies[index]!)));
  };
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lyceum-log-')); file = join(folder, 'log.db'); });
  afterEach(async () => { await stop(); await rm(folder, { recursive: true }); });

  it('is found again with its id, its events and its end', async () => {
    const { identity } = await write(3);
    await stop();
    const again = await write(2);
    expect(again.identity).toEqual(identity);
    expect(again.notice).toBeNull();
    expect(await again.verify()).toEqual({ events: 5, streams: 1 });
    await expect(again.healthy()).resolves.toBeUndefined();
  });

  it('tells which kinds of events are in it, and where each first stands', async () => {
    const store = await write(2);
    await store.append({ events: [noted('s-2', 0, { version: 12 }), noted('s-2', 1, { type: 'Other' }), noted('s-2', 2)], checks: { 's-2': 'none' } });
    await stop();
    expect(await (await start()).kinds()).toEqual([['Noted', 1, 1], ['Noted', 12, 3], ['Other', 1, 4]].map(([type, version, count]) => ({ type, version, position: `000000000000000${count}` })));
  });

  it('is refused at the byte that flipped in an event, wherever that is', async () => {
    await (await write(40)).append({ events: Array.from({ length: 2500 }, (_, n) => noted('s-2', n)), checks: { 's-2': 'none' } });
    await stop();
    await flip(file, '"command":"s-1/7"', { shift: 13 });
    await expect(start()).rejects.toThrow(/position 0000000000000008 .*checksum.*restore/);
    await flip(file, '"command":"s-0/7"', { shift: 13 }); // back again
    await flip(file, '"command":"s-2/2499"', { shift: 11 });
    await expect(start()).rejects.toThrow(/position 0000000000002540 .*restore/);
  });

  it('is read while it is looked at, and written only when it was found sound', async () => {
    await (await write(40)).append({ events: Array.from({ length: 1000 }, (_, n) => noted('s-2', n)), checks: { 's-2': 'none' } });
    await stop();
    const opening = async () => { const store = await SqliteEventStore.opening({ folder }); opened.push(store); return store; };
    const sound = await opening();
    const order: string[] = [];
    const appended = sound.append({ events: [noted('s-3', 0)], checks: { 's-3': 'none' } }).then(() => order.push('appended'));
    await Promise.all([sound.sound.then(() => order.push('sound')), appended]);
    expect(order).toEqual(['sound', 'appended']);
    await sound.append({ events: [noted('s-3', 1)], checks: { 's-3': 0 } });
    await stop();

    await flip(file, '"command":"s-1/7"', { shift: 13 });
    const brief = await opening();
    const late = brief.append({ events: [noted('s-3', 2)], checks: { 's-3': 1 } });
    const ended = expect(late).rejects.toThrow(Unavailable);
    await brief.close(); // does not wait until all is looked at
    await ended;
    expect(await Promise.race([brief.sound, Promise.resolve('not known')])).toBe('not known');
    const store = await opening();
    const refused = expect(store.append({ events: [noted('s-3', 2)], checks: { 's-3': 1 } })).rejects.toThrow(/position 0000000000000008 .*restore/);
    await expect(store.sound).rejects.toThrow(/position 0000000000000008 .*restore/);
    await refused;
    await expect(store.append({ events: [noted('s-3', 2)], checks: { 's-3': 1 } })).rejects.toThrow(Damaged);
    await expect(store.healthy()).rejects.toThrow(Damaged);
    await expect(store.readStream('s-1')).rejects.toThrow(Damaged);
    await expect(store.readLog({})).rejects.toThrow(/position 0000000000000008 .*restore/);
    expect(await store.readLog({ limit: 7 })).toHaveLength(7);
    await expect(store.verify()).rejects.toThrow(Damaged);
  });

  it('is refused whichever look-up is led astray by one byte', async () => {
    await write(5, 'alpha-1');
    const store = await write(5, 'omega-1');
    const tamper = async (sql: string) => {
      const copy = join(folder, 'copy');
      await stop();
      await rm(copy, { recursive: true, force: true });
      const other = await SqliteEventStore.open({ folder: copy });
      await other.close();
      await copyFile(file, join(copy, 'log.db'));
      const db = new Database(join(copy, 'log.db'));
      db.exec(sql);
      db.close();
      const tampered = await SqliteEventStore.opening({ folder: copy });
      opened.push(tampered);
      return tampered;
    };
    expect(await store.verify()).toEqual({ events: 10, streams: 2 });
    const astray = {
      "update stream set name = 'alphb-1' where name = 'alpha-1'": 'the revisions of alpha-1 are not dense',
      "update stream set revision = 5 where name = 'alpha-1'": 'the revisions of alpha-1 are not dense',
      "update event set stream = 'alphb-1' where stream = 'alpha-1' and revision = 2": 'position 0000000000000003 is not what was written: its columns and its text differ',
      "update event set revision = 7 where stream = 'alpha-1' and revision = 4": 'position 0000000000000005 is not what was written: its columns and its text differ',
      "update event set id = 'another' where position = 4": 'position 0000000000000004 is not what was written: its columns and its text differ',
      "update meta set value = 'another' where key = 'log'": 'it belongs to another log',
      "update meta set key = 'epocj' where key = 'epoch'": 'does not say which log it is',
      "update meta set value = 'x' where key = 'epoch'": 'does not say which log it is',
      'delete from head': 'should end at position',
      'alter table event rename column position to positiom': 'no such column',
    };
    for (const [sql, why] of Object.entries(astray)) await expect(tamper(sql).then(({ sound }) => sound)).rejects.toEqual(expect.objectContaining({ constructor: Damaged, message: expect.stringMatching(new RegExp(`${why}.*restore`, 's')) }));
    const renamed = await tamper("update stream set name = 'alphb-1' where name = 'alpha-1'");
    await expect(renamed.readStream('alpha-1')).rejects.toThrow(Damaged);
    await expect(renamed.append({ events: [noted('alpha-1', 9)], checks: { 'alpha-1': 'none' } })).rejects.toThrow(Damaged);
    await expect(renamed.verify()).rejects.toThrow('not dense');
    await expect((await tamper("update event set stream = 'alphb-1' where stream = 'alpha-1' and revision = 2")).readStream('alpha-1')).rejects.toThrow(Damaged);
    await expect((await tamper('update event set position = 11 where position = 3; update head set position = 11')).sound).rejects.toThrow(/position 0000000000000003 .*missing/);
  });

  it('is refused when a bit in front of a text makes it a blob', async () => {
    await write(5);
    await stop();
    const db = new Database(file).unsafeMode();
    db.exec(`pragma writable_schema = on; update sqlite_schema set sql = replace(sql, ') strict', ')'); pragma writable_schema = reset;
      update event set text = cast(text as blob) where position = 4`);
    db.close();
    await expect(start()).rejects.toEqual(expect.objectContaining({ constructor: Damaged, message: expect.stringContaining('position 0000000000000004 is not what was written: its text is none any more') }));
  });

  it('is refused when a revision is missing, though all else agrees', async () => {
    await write(5, 'alpha-1');
    await write(5, 'omega-1');
    await stop();
    const db = new Database(file);
    const text = db.prepare('select text from event where position = 8').pluck().get() as string; // the third of omega
    const moved = canonical({ ...(JSON.parse(text) as Record<string, Json>), stream: 'alpha-1', revision: 5 });
    db.prepare("update event set stream = 'alpha-1', revision = 5, text = ?, crc = ? where position = 8").run(moved, crc32(moved, 8));
    db.exec("update stream set revision = 5 where name = 'alpha-1'");
    db.close();
    await expect(start()).rejects.toThrow('the revisions of omega-1 are not dense');
  });

  it('is refused when its end is gone', async () => {
    await write(5);
    await stop();
    const db = new Database(file);
    db.exec('delete from event where position = 5');
    db.close();
    await expect(start()).rejects.toThrow(/should end at position 0000000000000005 but ends at 0000000000000004/);
  });

  it('is refused when it is cut, is another file, or belongs to another program', async () => {
    await write(200);
    await stop();
    const { size } = await stat(file);
    await truncate(file, size - 8192);
    await expect(start()).rejects.toThrow(Damaged);
    await writeFile(file, 'not a database, whatever its name says'.repeat(200));
    await expect(start()).rejects.toThrow(Damaged);
    await rm(file);
    const db = new Database(file);
    db.exec('create table theirs (x)');
    db.close();
    await expect(start()).rejects.toThrow('another program');
  });

  it('loses nothing to a crash, and says so when the last record is torn', async () => {
    await write(20);
    await crash();
    expect(await everything(await start())).toHaveLength(20);
    await write(20);
    await crash();
    const { size } = await stat(`${file}-wal`);
    await truncate(`${file}-wal`, size - 100);
    expect(await everything(await start())).toHaveLength(39);
  });

  it('reports a last record whose bytes are not whole', async () => {
    await write(20);
    await crash();
    await flip(`${file}-wal`, '"command":"s-1/19"', { shift: 14, last: true });
    const store = await start();
    expect(store.notice).toMatch(/the last commit is not whole/);
    expect(await everything(store)).toHaveLength(19);
  });

  it('is refused when a flipped byte would drop commits behind it', async () => {
    await write(20);
    await crash();
    await flip(`${file}-wal`, '"command":"s-1/9"');
    await expect(start()).rejects.toThrow(/though commits follow it/);
  });

  it('is refused when the header of the write-ahead log flipped', async () => {
    await write(5);
    await crash();
    const handle = await open(`${file}-wal`, 'r+');
    await handle.write(Buffer.from([0xff]), 0, 1, 17);
    await handle.close();
    await expect(start()).rejects.toThrow(/header of the write-ahead log/);
  });

  it('refuses a position that it can never have given', async () => {
    const store = await write(1);
    await expect(store.readLog({ after: "'; drop table event" })).rejects.toThrow('not a position');
    await expect(store.readAt(['1e3'])).rejects.toThrow('not a position');
  });

  it('keeps what was acknowledged through three kills', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const child = appender('sqlite', folder, `round${round}`);
      await until(() => child.acknowledged().length > 50 + round * 100);
      await child.kill();
      acknowledged.push(...child.acknowledged());
      const store = await start();
      const all = await assertSound(store, acknowledged);
      expect(await store.verify()).toMatchObject({ events: all.length });
      await stop();
    }
  });
});
