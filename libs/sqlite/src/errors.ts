import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';

/** Files up to this size are checked page by page and index by index when they are opened, which takes about a fifth of a second; bytes. */
const smallFile = 32 * 2 ** 20;

/** What SQLite says: also as it comes from another thread, without its class. */
export type SqliteError = { readonly code: string; readonly message: string };

/** By what it holds, not by its class: the driver makes errors of the realm that loaded it first. */
export const isSqlite = (error: unknown): error is SqliteError => typeof error === 'object' && error !== null && 'code' in error && String(error.code).startsWith('SQLITE_');
/** Its bytes are not those of a database, or it lacks what it was made with: no statement here names what was not made. */
export const isDamage = (error: unknown): error is SqliteError =>
  isSqlite(error) && (/^SQLITE_(CORRUPT|NOTADB)/.test(error.code) || (error.code === 'SQLITE_ERROR' && /^(no such (table|column|index|function)|unknown function|malformed)/.test(error.message)));

/** An SQLite error as one of the event store's, with what to do; `remedy`: where the file is damaged. */
export const explained = (error: SqliteError, file: string, remedy = ''): Damaged | Unavailable => {
  const { code, message } = error;
  if (isDamage(error)) return new Damaged(`${file} is damaged: ${message.replaceAll('\n', ' ')}. ${remedy}`);
  if (/^SQLITE_(FULL|IOERR)/.test(code)) return new Unavailable(`${file}: can't be written (${message}); see whether its disk is full or failing`);
  if (/^SQLITE_BUSY/.test(code)) return new Unavailable(`${file}: another process has held it for too long (${message}); try again`);
  return new Unavailable(`${file}: ${message} (${code})`);
};

/** Whether it is looked at whole when it is opened; `size` in bytes. */
export const isSmall = (db: Database.Database, size = smallFile): boolean => statSync(db.name).size <= size;
/** Throws as SQLite does where it finds damage later, before anything is read; of a large file it sees the beginning only. */
export const assertSound = (db: Database.Database, size = smallFile): void => {
  if (!isSmall(db, size)) return;
  const found = db.pragma('integrity_check(1)', { simple: true });
  if (found !== 'ok') throw Object.assign(new Error(String(found)), { code: 'SQLITE_CORRUPT' });
};

/** A statement whose errors go through `explain`; `pluck` and `raw` answer itself. */
export const explaining = (statement: Database.Statement, explain: (error: unknown) => unknown): Database.Statement => {
  for (const name of ['get', 'all', 'run'] as const) {
    const method = statement[name].bind(statement) as (...params: unknown[]) => unknown;
    statement[name] = ((...params: unknown[]) => { try { return method(...params); } catch (error) { throw explain(error); } }) as never;
  }
  return statement;
};
