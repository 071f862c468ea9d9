import Database from 'better-sqlite3';
import { assertSound, isSmall } from '@lyceum/sqlite/errors';
import { copying } from '@lyceum/sqlite/laid-out';
import { findBroken, findWrong, namesOf } from './sqlite-check-thread.mjs';

/** Raise it when the tables are laid out otherwise: what an earlier program wrote is dropped, and rebuilt from the log. */
const layout = 5;

/** Which projections there are, and where each has come to. */
const register = copying('create table if not exists projections (name text, version int, log text, epoch int, shape text, position text, tables text, primary key (name, version)) without rowid');

type Connections = { readonly writes: Database.Database; readonly reads: Database.Database; /** Projections of a large file, which nobody has looked at. */ readonly unread: readonly string[] };

/** For writing, and for reading. Throws what SQLite throws; with `values`, also where what a small file holds is not what was written. */
export const connections = (path: string, values: boolean, small?: number): Connections => {
  const opened: Database.Database[] = [];
  const connect = (megabytes: number) => {
    const db = new Database(path, { timeout: 5000 });
    opened.push(db);
    for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL', `cache_size = -${megabytes * 1000}`, 'temp_store = MEMORY', 'wal_autocheckpoint = 4000']) db.pragma(pragma);
    return db;
  };
  try {
    const writes = connect(48);
    assertSound(writes, small);
    writes.transaction(() => {
      if (writes.pragma('user_version', { simple: true }) === layout) return;
      for (const table of writes.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").pluck().all() as string[]) writes.exec(`drop table "${table}"`);
      writes.pragma(`user_version = ${layout}`);
    }).immediate();
    writes.exec(register);
    const made = writes.prepare("select sql from sqlite_schema where name = 'projections'").pluck().get() as string;
    if (made.toLowerCase() !== register.replace('if not exists ', '').toLowerCase()) throw corrupt('the table of projections is not as it was made');
    const later = values && !isSmall(writes, small);
    const wrong = findBroken(writes, 'projections') ?? (values && !later ? findWrong(writes) : null);
    if (wrong) throw corrupt(wrong);
    writes.pragma('busy_timeout = 0'); // from here on a writer waits in `begin`, where others get their turn
    return { writes, reads: connect(32), unread: later ? namesOf(writes) : [] };
  } catch (error) {
    for (const db of opened) db.close();
    throw error;
  }
};

/** What is found here as SQLite would say it of what it finds. */
export const corrupt = (what: string): Error => Object.assign(new Error(what), { code: 'SQLITE_CORRUPT' });
