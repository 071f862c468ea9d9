import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { Damaged } from '@lyceum/event-store/event-store';
import { inspectWal } from './wal.ts';

let folder = '';
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-wal-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file as a killed process leaves it, with three commits beside it, in the first of which a byte flipped. */
const damaged = (): string => {
  const [file, copy] = [join(folder, 'notes.db'), join(folder, 'copy.db')];
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec('create table note (text)');
  for (let n = 0; n < 3; n++) db.prepare('insert into note values (?)').run(`a thought ${n}`);
  for (const end of ['', '-wal']) copyFileSync(file + end, copy + end);
  db.close();
  const bytes = readFileSync(`${copy}-wal`);
  bytes[32 + 24 + 100]! ^= 1;
  writeFileSync(`${copy}-wal`, bytes);
  return copy;
};

describe('a look at a write-ahead log', () => {
  it('finds it where the file is, also by a link to the file, or to a link', () => {
    const file = damaged();
    mkdirSync(join(folder, 'links'));
    const [link, further] = [join(folder, 'links/notes.db'), join(folder, 'links/more.db')];
    symlinkSync(file, link);
    symlinkSync(link, further);
    for (const name of [file, link, further]) expect(() => inspectWal(name, 'Restore it.')).toThrow(expect.objectContaining({ constructor: Damaged, message: expect.stringMatching(/copy\.db-wal: .*though commits follow it\. Restore it\./) as unknown }));
  });
  it('finds nothing where there is no file, or a link to none', () => {
    symlinkSync(join(folder, 'nowhere.db'), join(folder, 'link.db'));
    for (const name of ['nowhere.db', 'link.db']) expect(inspectWal(join(folder, name), 'Restore it.')).toBeNull();
  });
});
