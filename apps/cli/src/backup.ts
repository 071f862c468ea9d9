import { copyFile, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { clearPartial, filesIn, setsIn, writeSet, type BackupSet } from './backup-set.ts';
import { Stop, type Report } from './report.ts';
import { copyDatabase, logStanding, forgottenIn } from './sqlite-files.ts';

/** Keys of people who were forgotten must be gone from backups too, after so many days. */
export const keyDays = 30;
const day = 86_400_000;

export type BackupAnswer = { readonly city: BackupSet; readonly keys: BackupSet; readonly removed: readonly string[] };

/**
 * A data folder while it is in use: the log, imports, and, in a folder of their own, keys and accounts. What one database holds is of one moment;
 * the keys are copied after the log, so that whoever is in the log has a key in the copy. The master key is never copied.
 */
export const backUp = async (data: string, to: string, keysTo: string, now: string, report: Pick<Report, 'progress' | 'notice'>): Promise<BackupAnswer> => {
  const [city, keys] = [resolve(to), resolve(keysTo)];
  const within = (inner: string, outer: string) => !relative(outer, inner).startsWith('..');
  if (within(keys, city) || within(city, keys)) throw new Stop(`keys are backed up apart, so that neither backup can be read alone: ${keys} and ${city} must not lie within each other`, 2);
  const log = join(data, 'log/log.db');
  if (!existsSync(log)) throw new Stop(`${data} holds no city: ${log} is missing`);

  for (const root of [city, keys]) await clearPartial(root); // of both before the first is made: a city without its keys can't be restored
  const name = now.replaceAll(/[:.]/g, '-');
  const citySet = await writeSet(city, name, async (folder) => {
    await copyDatabase(log, join(folder, 'log.db'), (done, of) => report.progress('the log', done, of));
    if (existsSync(join(data, 'demo.json'))) await copyFile(join(data, 'demo.json'), join(folder, 'demo.json'));
    await copyImports(join(data, 'imports'), join(folder, 'imports'));
    return { kind: 'city', at: now, forgotten: [], ...logStanding(join(folder, 'log.db')) };
  });
  const { log: id, epoch, position } = citySet.manifest;
  const keySet = await writeSet(keys, name, async (folder) => {
    for (const file of ['keys.db', 'accounts.db']) await copyDatabase(join(data, 'vault', file), join(folder, file), (done, of) => report.progress(file, done, of));
    return { kind: 'keys', at: now, forgotten: forgottenIn(join(folder, 'keys.db')), log: id, epoch, position };
  });
  return { city: citySet, keys: keySet, removed: await removeOldKeys(keys, now, report) };
};

/** Files are replaced in one step, so that each is whole; one that goes meanwhile was not needed any more. */
const copyImports = async (from: string, to: string): Promise<void> => {
  for (const path of existsSync(from) ? await filesIn(from) : []) {
    if (path.endsWith('.partial')) continue;
    const target = join(to, relative(from, path));
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    await copyFile(path, target).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error; });
  }
};

const removeOldKeys = async (root: string, now: string, report: Pick<Report, 'notice'>): Promise<string[]> => {
  const old = (await setsIn(root, 'keys', report)).filter(({ manifest: { at } }) => Date.parse(now) - Date.parse(at) > keyDays * day).map(({ folder }) => folder);
  for (const folder of old) await rm(folder, { recursive: true });
  return old;
};
