import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { findUncopied } from '@lyceum/sqlite/laid-out';
import { inspectWal } from '@lyceum/sqlite/wal';
import { Stop } from './report.ts';

/** The files of a data folder as files: copied while others write them, or changed while nobody has them open. */

/** How many pages are copied before others get their turn. */
const pages = 2000;
/** Where a file is damaged that can't be made again. */
export const remedy = 'Stop the service, keep a copy of the folder, and restore the last backup (lyceum restore)';

/** One moment of a database, as a file that is whole by itself. Others go on writing meanwhile. */
export const copyDatabase = async (from: string, to: string, progress: (done: number, of: number) => void): Promise<void> => {
  checkWal(from);
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    source.exec('begin');
    source.prepare('select count(*) from sqlite_schema').get(); // from here on this connection sees that moment only
    await source.backup(to, { progress: ({ totalPages, remainingPages }) => { progress(totalPages - remainingPages, totalPages); return pages; } });
  } finally { source.close(); }
  const copy = new Database(to, { fileMustExist: true });
  try { copy.pragma('journal_mode = DELETE'); } finally { copy.close(); }
};

export const logStanding = (file: string): { log: string; epoch: number; position: string } => reading(file, (db) => {
  const meta = db.prepare('select value from meta where key = ?').pluck();
  const head = db.prepare('select position from head').pluck().get() as number;
  return { log: String(meta.get('log')), epoch: Number(meta.get('epoch')), position: head === 0 ? '' : String(head).padStart(16, '0') };
});

export const forgottenIn = (file: string): string[] => reading(file, (db) => db.prepare('select subject from forgotten order by subject').pluck().all() as string[]);
export const keyOwners = (file: string): ReadonlySet<string> => reading(file, (db) => new Set(db.prepare('select subject from person_key').pluck().all() as string[]));

/** Who was registered, and who was forgotten, as a log tells it. */
export const peopleIn = (file: string): { registered: string[]; forgotten: string[] } => reading(file, (db) => {
  const named = db.prepare("select text ->> '$.data.memberId' from event where text ->> '$.type' = ? order by position").pluck();
  return { registered: named.all('MemberRegistered') as string[], forgotten: named.all('MemberForgotten') as string[] };
});

/** The names, as they are sealed, of everybody whom a log knows and has not forgotten. */
export const namesIn = (file: string): string[] => reading(file, (db) => {
  const forgotten = new Set(db.prepare("select text ->> '$.data.memberId' from event where text ->> '$.type' = 'MemberForgotten'").pluck().all());
  const registered = db.prepare("select text ->> '$.data.memberId', text ->> '$.data.name' from event where text ->> '$.type' = 'MemberRegistered'").raw();
  return (registered.all() as [string, string][]).flatMap(([memberId, name]) => (forgotten.has(memberId) ? [] : [name]));
});

/** Whether every page of a database is as SQLite left it, and every copy of a value the same as the value. */
export const checkDatabase = (file: string): void => {
  const found = reading(file, (db) => findUncopied(db) ?? (db.pragma('integrity_check(1)', { simple: true }) as string));
  if (found !== 'ok') throw new Stop(`${file} is damaged: ${found}`);
};

/** Throws where opening a file that can't be made again would drop commits that were acknowledged; answers what is odd about its end, or null. */
export const checkWal = (file: string): string | null => inspectWal(file, remedy);
/** The same of all of a data folder's. */
export const checkWals = (folder: string): void => { for (const file of ['log/log.db', 'vault/keys.db', 'vault/accounts.db']) checkWal(join(folder, file)); };

/** How far whoever follows a log came, as this file of theirs has it; none where it can't be read, or was made from another log or epoch. */
export const followersIn = (file: string, { log, epoch }: { log: string; epoch: number }): readonly string[] => {
  try {
    return reading(file, (db) => ['projections', 'state', 'relay'].flatMap((table) => (db.prepare('select 1 from sqlite_schema where name = ?').get(table)
      ? db.prepare(`select position from ${table} where log = ? and epoch = ?`).pluck().all(log, epoch) as string[] : [])));
  } catch (error) {
    if (error instanceof Stop) return [];
    throw error;
  }
};

/** Whether a process has this lock. Throws where it is damaged. */
export const isHeld = (file: string): boolean => {
  try { return reading(file, (db) => { db.prepare('select count(*) from sqlite_schema').get(); return false; }, 0); } catch (error) {
    if (error instanceof Stop && error.message.includes('locked')) return true;
    throw error;
  }
};

/** Ends every login: whoever logged out since the copy was made would be let in again. Answers how many there were. */
export const endAllLogins = (file: string): number => {
  const db = new Database(file, { fileMustExist: true });
  try { return db.prepare('delete from login').run().changes; } finally { db.close(); }
};

const reading = <T>(file: string, work: (db: Database.Database) => T, timeout = 5000): T => {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout });
    return work(db);
  } catch (error) {
    if (String((error as { code?: unknown }).code).startsWith('SQLITE_') || error instanceof TypeError) {
      const closed = /^SQLITE_(CANTOPEN|READONLY)/.test(String((error as { code?: unknown }).code)) && existsSync(file);
      throw new Stop(`${file} can't be read: ${(error as Error).message}${closed ? '. It must be a file, and its folder one that can be written to, since SQLite keeps further files beside it: copy the data folder to a disk that is not read-only, and name the copy' : ''}`);
    }
    throw error;
  } finally { db?.close(); }
};
