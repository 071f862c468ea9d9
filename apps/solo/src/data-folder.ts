import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { isDamage } from '@lyceum/sqlite/errors';

/** What a demo city was filled with; `filling` until it is whole, so that what a start left that broke off is made anew by the next. */
const Demo = z.object({ size: z.enum(['tiny', 'small', 'large']), now: z.iso.datetime(), state: z.enum(['filling', 'whole']) }).readonly();
export type Demo = z.infer<typeof Demo>;
/** Where a city went. */
const Moved = z.object({ to: z.string(), at: z.string() });

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
  } catch (error) {
    if (isDamage(error)) return true; // something was
    throw error;
  } finally { db.close(); }
};

/** What a file of JSON says of its folder; undefined where there is none. Throws, with what to do, where it is not what was written. */
const noteIn = <T>(file: string, schema: z.ZodType<T>, advice: string): T | undefined => {
  if (!existsSync(file)) return undefined;
  const json = readFileSync(file, 'utf8');
  try { return schema.parse(JSON.parse(json)); } catch { throw new Error(`${file} is damaged: it does not hold what was written. ${advice}`); }
};

/** Where a folder's city moved to, if it did. */
export const movedFrom = (root: string): z.infer<typeof Moved> | undefined => noteIn(join(root, 'moved.json'), Moved,
  'It is there because the city moved to engines, so the folder is not opened: what would be recorded here were lost. If its city never moved, or is to come back as it was then, delete that file');

/** The demo city that a folder holds, if it does. */
export const demoIn = (root: string): Demo | undefined => noteIn(join(root, 'demo.json'), Demo,
  'It is there because the folder holds a demo city, whose passwords are known. Make a new one with --data <new folder>; or, to keep this one, write into that file: {"size":"small","now":"2026-01-01T00:00:00.000Z","state":"whole"}');

/** Where the system does not let a folder be used: a file has its name, the disk is read-only or full, it is somebody else's. */
const unusable = (root: string, error: unknown): Error => new Error(
  `${root} can't be used as a data folder (${error instanceof Error ? error.message : String(error)}): it must be a folder, or a name where one can be made, that this account may write to, on a disk with room. Name another with --data`);
const allowed = <T>(root: string, use: () => T): T => { try { return use(); } catch (error) { throw unusable(root, error); } };

/** One level at a time: Node's own recursion never ends where the system says of a folder's parent, which is there, that it is not (`/proc`). */
const makeFolder = (path: string): void => {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
};

/** Parts that are a file where a folder belongs, or the other way round. */
const misshapen = (root: string): readonly string[] => {
  const is = (name: string) => statSync(join(root, name), { throwIfNoEntry: false });
  const files = [...parts, ...['rows.sqlite', 'search.sqlite', 'relay.db'].map((name) => `rows/${name}`)];
  return [...['log', 'vault', 'rows', 'imports'].filter((name) => is(name)?.isDirectory() === false), ...files.filter((name) => is(name)?.isDirectory())];
};

/** The folder that everything is kept in, for one process at a time. */
export class DataFolder {
  private constructor(readonly root: string, private readonly lock: Database.Database) {}

  /** Throws where another process has it, or where its city has moved out. The system lets go of the lock when the process ends, however it ends. */
  static take(folder: string): DataFolder {
    const root = resolve(folder);
    allowed(root, () => makeFolder(root));
    const moved = movedFrom(root);
    if (moved) throw new Error(`the city in ${root} moved to ${moved.to} at ${moved.at}: what would be recorded here were lost. The folder is as it was then`);
    const owner = join(root, 'lock.pid');
    const lock = allowed(root, () => new Database(join(root, 'lock.db'), { timeout: 0 }));
    try {
      lock.pragma('locking_mode = EXCLUSIVE');
      lock.exec('begin exclusive; create table if not exists taken (x); commit');
    } catch (error) {
      lock.close();
      if (isDamage(error)) throw new Error(`${join(root, 'lock.db')} is damaged. It holds nothing but the lock of the process that uses the folder: see that none does, then delete it and start again`);
      if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) throw unusable(root, error);
      const pid = existsSync(owner) ? readFileSync(owner, 'utf8').trim() : 'unknown';
      throw new Error(`${root} is in use by another process (${pid}). Stop that one, or name another folder with --data`);
    }
    try { allowed(root, () => writeFileSync(owner, `${process.pid}\n`)); } catch (error) { lock.close(); throw error; }
    return new DataFolder(root, lock);
  }

  path(...names: string[]): string { return join(this.root, ...names); }
  /** Throws where a part of the city is gone: what is left would pass for a new city, or for people without names. */
  assertWhole(): void {
    const wrong = misshapen(this.root);
    if (wrong.length > 0) throw new Error(`${wrong.map((part) => this.path(part)).join(' and ')}: a folder where a file belongs, or a file where a folder belongs. Move it away. What is under rows is made again from the log; log, vault and imports come from a backup: lyceum restore --to <new folder>. Nothing was changed`);
    const lost = lostParts(this.root);
    if (lost.length === 0) return;
    throw new Error(`${lost.map((part) => this.path(part)).join(' and ')}: lost or empty, while the rest of the city is there. Put back what is missing, or restore a backup: lyceum restore --to <new folder>. Nothing was changed`);
  }
  /**
   * Makes room for a demo city that is filled from its beginning. What there is of one may be a city in use, whose note was edited or put
   * back from a copy: but for rows, which are made of the log, it is set aside. Answers where, if there was any.
   */
  setDemoAside(now: string): string | undefined {
    for (const derived of ['rows', seedRows]) rmSync(this.path(derived), { recursive: true, force: true });
    const found = ['log', 'vault', 'imports'].filter((name) => existsSync(this.path(name)));
    if (found.length === 0) return undefined;
    const aside = this.path(`before-${now.replaceAll(/[:.]/g, '-')}`);
    mkdirSync(aside, { mode: 0o700 });
    for (const name of found) renameSync(this.path(name), join(aside, name));
    return aside;
  }
  /** Nothing was ever recorded here. */
  isNew(): boolean { return !existsSync(this.path('log')); }

  demo(): Demo | undefined { return demoIn(this.root); }
  /** In one step: a start that breaks off leaves no half of it. */
  mark(demo: Demo): void {
    writeFileSync(this.path('demo.json.new'), JSON.stringify(demo), { flush: true });
    renameSync(this.path('demo.json.new'), this.path('demo.json'));
  }

  release(): void { this.lock.close(); }
}
