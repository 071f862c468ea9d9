import Database from 'better-sqlite3';
import { canonical } from '@lyceum/core/canonical';
import { explained, isSqlite } from '@lyceum/sqlite/errors';
import { damagedAt, remedy } from './envelope.ts';
import { Damaged, type Stored, type Identity } from './event-store.ts';
import { checkPages, findUneven, nameOf } from './sqlite-log-damage.mjs';
import { rowsOf } from './sqlite-row.mjs';

/**
 * Every page and index of the file as SQLite sees it; every event: its checksum, canonical text, columns and place; every stream: dense, in the
 * order of positions, and as long as is said elsewhere. Answers how much there is; throws `Damaged` at the first thing that is wrong.
 * `progress` is told how far it is.
 */
export const verifyFile = (file: string, identity: Identity, progress: (done: number, of: number) => void = () => undefined): { events: number; streams: number } => {
  try { return walked(file, identity, progress); } catch (error) { throw isSqlite(error) ? explained(error, file, remedy) : error; }
};

const walked = (file: string, { log, epoch }: Identity, progress: (done: number, of: number) => void): { events: number; streams: number } => {
  const db = new Database(file, { readonly: true, timeout: 5000 });
  const wrong = (what: string) => new Damaged(`${file}: ${what}. ${remedy}`);
  try {
    db.exec('begin'); // all of it at one moment, while others append
    checkPages(db, 'integrity_check');
    nameOf(db);
    const wrongIn = rowsOf(log);
    const head = db.prepare('select position from head').pluck().get() as number;
    let expected = 0;
    const select = db.prepare('select position, text, crc, stream, revision, id from event order by position').raw();
    for (const [position, text, ...others] of select.iterate() as IterableIterator<[number, string, number, string, number, string]>) {
      const why = position === ++expected ? wrongIn(position, text, ...others) : 'it is missing';
      if (why) throw damagedAt(expected, why);
      const event = parsed(position, text);
      if (event.epoch > epoch) throw damagedAt(position, `it belongs to epoch ${event.epoch}`);
      if (expected % 1000 === 0 || expected === head) progress(expected, head);
    }
    if (head !== expected) throw wrong(`it should end at position ${head} but ends at ${expected}`);

    const uneven = findUneven(db);
    if (uneven) throw wrong(uneven);
    const disordered = db.prepare(`select stream from (select stream, position, lag(position) over (partition by stream order by revision) as previous from event)
      where previous > position limit 1`).pluck().get();
    if (disordered !== undefined) throw wrong(`the revisions of ${disordered} are not in the order of positions`);
    return { events: expected, streams: db.prepare('select count(*) from stream').pluck().get() as number };
  } finally { db.close(); }
};

const parsed = (position: number, text: string): Stored => {
  let event: Stored;
  try { event = JSON.parse(text) as Stored; } catch { throw damagedAt(position, 'its text is not JSON'); }
  // Nearly always the quick way decides. It can't where members have names like numbers, which JSON.parse puts first.
  if (!(sorted(event) && JSON.stringify(event) === text) && canonical(event) !== text) throw damagedAt(position, 'its text is not canonical');
  return event;
};

const sorted = (value: unknown): boolean => {
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every(sorted);
  let previous: string | undefined;
  for (const key in value) {
    if (previous !== undefined && key < previous) return false;
    if (!sorted((value as Record<string, unknown>)[key])) return false;
    previous = key;
  }
  return true;
};
