import Database from 'better-sqlite3';
import { explained, isSqlite } from '@lyceum/sqlite/errors';
import { openText, parseSealed } from './cipher.ts';
import { KeyRing, type Resting, type Wrapped } from './key-ring.ts';
import { masterKey } from './master-key.ts';

export type KeyCheck = { readonly keys: number; readonly damaged: number; readonly missing: number };

/** Tries every key of a file with the master key, and changes nothing: a bit that flipped in a key is seen by this alone. Throws where it is another vault's master key. `missing`: of the sealed names given, how many have no key here, or one that does not open them, and are of nobody forgotten. */
export const checkKeys = (file: string, masterKeyFile: string, names: readonly string[] = []): KeyCheck => reading(file, (db) => {
  const ring = ringOf(db, masterKeyFile);
  const damaged = damagedIn(db, ring).length;
  return { keys: db.prepare('select count(*) from person_key').pluck().get() as number, damaged, missing: missingIn(db, ring, names) };
});

/** Damaged keys of a file as an older copy of it has them whole: a person's key is made once and never changes. Answers how many came back; whoever has no key here gets none. */
export const bringBackKeys = (file: string, older: readonly string[], masterKeyFile: string): number => {
  const db = new Database(file, { fileMustExist: true });
  try {
    const ring = ringOf(db, masterKeyFile);
    const put = db.prepare('update person_key set nonce = ?, body = ? where subject = ?');
    let back = 0;
    for (const copy of older) {
      const damaged = damagedIn(db, ring);
      if (damaged.length === 0) break;
      const whole = reading(copy, (from) => damaged.flatMap((subject) => (from.prepare(`${rows} where subject = ?`).all(subject) as Wrapped[]).filter((row) => ring.opens(row))));
      for (const { subject, nonce, body } of whole) back += put.run(nonce, body, subject).changes;
    }
    return back;
  } finally { db.close(); }
};

const rows = 'select subject, nonce, body from person_key';
const ringOf = (db: Database.Database, masterKeyFile: string): KeyRing => {
  const ring = new KeyRing(masterKey('', masterKeyFile, () => false));
  ring.probe(db.prepare('select nonce, body from probe').get() as Resting | undefined);
  return ring;
};
const damagedIn = (db: Database.Database, ring: KeyRing): string[] => {
  const found: string[] = [];
  for (const row of db.prepare(rows).iterate() as IterableIterator<Wrapped>) if (!ring.opens(row)) found.push(row.subject);
  return found;
};
const missingIn = (db: Database.Database, ring: KeyRing, names: readonly string[]): number => {
  const [key, forgotten] = [db.prepare(`${rows} where subject = ?`), db.prepare('select 1 from forgotten where subject = ?')];
  const lacks = (name: string): boolean => {
    const sealed = parseSealed(name);
    const row = sealed && (key.get(sealed.subject) as Wrapped | undefined);
    if (!row) return !sealed || !forgotten.get(sealed.subject);
    const [opened] = ring.unwrap([row]).values(); // a damaged one is counted as that
    return opened !== undefined && openText(opened, sealed) === null;
  };
  return names.filter(lacks).length;
};
const reading = <T>(file: string, work: (db: Database.Database) => T): T => {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
    return work(db);
  } catch (error) { throw isSqlite(error) ? explained(error, file, 'Restore the last backup') : error; } finally { db?.close(); }
};
