import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';

/** What a demo city was filled with; `filling` until it is whole, so that what a start left that broke off is made anew by the next. */
export type Demo = { readonly size: 'small' | 'large'; readonly now: string; readonly state: 'filling' | 'whole' };

/** Rows that are kept only while a demo city is made. */
export const seedRows = 'demo-rows';

/** What can't be made again from the rest of a folder, in the order in which a first start makes it. */
const parts = ['log/log.db', 'vault/keys.db', 'vault/accounts.db'];

/** The parts of a city that are gone or empty though others are there; a first start that broke off before anything was recorded lost nothing. */
export const lostParts = (root: string): readonly string[] => {
  const missing = parts.filter((part) => !(statSync(join(root, part), { throwIfNoEntry: false })?.size ?? 0));
  if (missing.length === 0 || missing.length === parts.length) return [];
  return missing.includes(parts[0]!) || recorded(join(root, parts[0]!)) ? missing : [];
};
const recorded = (log: string): boolean => {
  const db = new Database(log, { readonly: true });
  try {
    return db.prepare("select 1 from sqlite_schema where name = 'event'").get() !== undefined && db.prepare('select 1 from event limit 1').get() !== undefined;
  } finally { db.close(); }
};

/** The folder that everything is kept in, for one process at a time. */
export class DataFolder {
  private constructor(readonly root: string, private readonly lock: Database.Database) {}

  /** Throws where another process has it, or where its city has moved out. The system lets go of the lock when the process ends, however it ends. */
  static take(folder: string): DataFolder {
    const root = resolve(folder);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    if (existsSync(join(root, 'moved.json'))) {
      const { to, at } = JSON.parse(readFileSync(join(root, 'moved.json'), 'utf8')) as { to: string; at: string };
      throw new Error(`the city in ${root} moved to ${to} at ${at}: what would be recorded here were lost. The folder is as it was then`);
    }
    const owner = join(root, 'lock.pid');
    const lock = new Database(join(root, 'lock.db'), { timeout: 0 });
    try {
      lock.pragma('locking_mode = EXCLUSIVE');
      lock.exec('begin exclusive; create table if not exists taken (x); commit');
    } catch (error) {
      lock.close();
      if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw error;
      const pid = existsSync(owner) ? readFileSync(owner, 'utf8').trim() : 'unknown';
      throw new Error(`${root} is in use by another process (${pid}). Stop that one, or name another folder with --data`);
    }
    writeFileSync(owner, `${process.pid}\n`);
    return new DataFolder(root, lock);
  }

  path(...names: string[]): string { return join(this.root, ...names); }
  /** Throws where a part of the city is gone: what is left would pass for a new city, or for people without names. */
  assertWhole(): void {
    const lost = lostParts(this.root);
    if (lost.length === 0) return;
    throw new Error(`${lost.map((part) => this.path(part)).join(' and ')}: lost or empty, while the rest of the city is there. Put back what is missing, or restore a backup: lyceum restore --to <new folder>. Nothing was changed`);
  }
  /** Throws away a demo city that was not filled to its end, which nobody has ever used. */
  clearDemo(): void { for (const made of ['log', 'rows', 'vault', 'imports', seedRows]) rmSync(this.path(made), { recursive: true, force: true }); }
  /** Nothing was ever recorded here. */
  isNew(): boolean { return !existsSync(this.path('log')); }

  demo(): Demo | undefined {
    return existsSync(this.path('demo.json')) ? (JSON.parse(readFileSync(this.path('demo.json'), 'utf8')) as Demo) : undefined;
  }
  mark(demo: Demo): void { writeFileSync(this.path('demo.json'), JSON.stringify(demo)); }

  release(): void { this.lock.close(); }
}
