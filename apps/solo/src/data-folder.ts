import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';

/** What a demo city was filled with; `filling` until it is whole, so that a start that broke off is taken up by the next. */
export type Demo = { readonly size: 'small' | 'large'; readonly now: string; readonly state: 'filling' | 'whole' };

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

  path(...parts: string[]): string { return join(this.root, ...parts); }
  /** Nothing was ever recorded here. */
  isNew(): boolean { return !existsSync(this.path('log')); }

  demo(): Demo | undefined {
    return existsSync(this.path('demo.json')) ? (JSON.parse(readFileSync(this.path('demo.json'), 'utf8')) as Demo) : undefined;
  }
  mark(demo: Demo): void { writeFileSync(this.path('demo.json'), JSON.stringify(demo)); }

  release(): void { this.lock.close(); }
}
