import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { assertSound } from './errors.ts';
import { copying, findUncopied, layOut } from './laid-out.ts';

const schema = `
  create table if not exists note (id text not null, part integer not null, body blob, primary key (id, part)) strict, without rowid;
  create index if not exists note_part on note (part);
  create table if not exists plain (id text primary key, text text);`;

let [folder, file] = ['', ''];
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-laid-out-')); file = join(folder, 'notes.db'); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (made = schema, but = ['plain']): void => {
  const db = new Database(file);
  try {
    assertSound(db);
    layOut(db, made, but);
  } finally { db.close(); }
};
const within = <T>(work: (db: Database.Database) => T): T => { const db = new Database(file); try { return work(db); } finally { db.close(); } };
const fill = () => within((db) => {
  for (const part of [1, 2]) db.prepare('insert into note values (?, ?, ?)').run('ada', part, Buffer.from(`a thought ${part}`));
  db.prepare('insert into note values (?, ?, null)').run('bo', 1);
  db.prepare('insert into plain values (?, ?)').run('cy', 'said');
  db.prepare('update note set body = ? where part = 2').run(Buffer.from('another thought'));
});
const notes = () => within((db) => db.prepare('select id, part, cast(body as text) as body from note order by id, part').raw().all());
const whole = [['ada', 1, 'a thought 1'], ['ada', 2, 'another thought'], ['bo', 1, null]];
/** The lowest bit beside each place where a text stands in the file: some of them are remains of what was there before. */
const flip = (text: string, shift = 0) => {
  const bytes = readFileSync(file);
  const places: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) places.push(at + shift);
  expect(places).not.toEqual([]);
  for (const at of places) bytes[at]! ^= 1;
  writeFileSync(file, bytes);
};

describe('tables that keep a copy of each row', () => {
  it('hold what is written, and are opened again', () => {
    open();
    fill();
    open();
    expect(notes()).toEqual(whole);
    expect(within((db) => db.prepare('select copy from note where part = 2').pluck().get())).toBe("'ada'2X'616E6F746865722074686F75676874'");
  });

  it.each([['a value', 'another thought', 3], ['a key', "ada'ada'", 0], ['the copy', "'ada'2X'", 9], ['a table’s layout', 'part integer', 5], ['a table’s name', 'plain (id', 0]])('are found damaged where a bit of %s flipped', (_what, text, shift) => {
    open();
    fill();
    flip(text, shift);
    expect(() => open()).toThrow(expect.objectContaining({ code: expect.stringMatching(/^SQLITE_(CORRUPT|ERROR)/) as unknown }));
  });
  it.each([['a value', 'another thought', 3], ['the copy', "'ada'2X'", 9]])('are found so by who only reads, of which SQLite compares none, where a bit of %s flipped', (_what, text, shift) => {
    open();
    fill();
    const reading = <T>(work: (db: Database.Database) => T): T => { const db = new Database(file, { readonly: true }); try { return work(db); } finally { db.close(); } };
    expect(reading(findUncopied)).toBeNull();
    flip(text, shift);
    expect(reading((db) => [db.pragma('integrity_check', { simple: true }), findUncopied(db)])).toEqual(['ok', 'a row of note is not what was written']);
  });

  it('would pass without the copies', () => {
    open(schema, ['plain', 'note']);
    fill();
    flip('another thought', 3);
    expect(() => open(schema, ['plain', 'note'])).not.toThrow();
    expect(notes()).not.toEqual(whole);
  });

  it('are made of those that had none, with all that is in them', () => {
    within((db) => db.exec(schema));
    fill();
    open();
    expect(notes()).toEqual(whole);
    expect(within((db) => db.prepare("select sql from sqlite_schema where name in ('note', 'note_part')").pluck().all())).toEqual([expect.stringContaining('copy'), expect.stringContaining('note (part)')]);
    expect(copying(schema, ['note', 'plain'])).toBe(schema);
  });
});
