import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Checks, Reopening } from './backup-ports.ts';
import { filesIn, setsIn, toDisk, type BackupSet } from './backup-set.ts';
import { Stop, type Report } from './report.ts';
import { endAllLogins } from './sqlite-files.ts';
import { newestKeys, verifyBackup } from './verify.ts';

export type Restored = { readonly folder: string; readonly epoch: number; readonly events: number; readonly keysBroughtBack: number; readonly keysDamaged: number; readonly forgottenAgain: number; readonly loginsEnded: number };

/**
 * A new data folder from a backup. It is made beside and gets its name when it is whole: checked, with an epoch of its own, without the names of
 * people who were forgotten since, and without anybody logged in. `masterKey`: the file that the vault was wrapped with; it is copied in. A key
 * that is damaged in the newest backup of keys comes from an older one.
 */
export const restore = async (city: BackupSet, keysRoot: string, masterKey: string, to: string, checks: Checks, reopening: Reopening, report: Pick<Report, 'progress' | 'notice'>): Promise<Restored> => {
  const folder = resolve(to);
  if (existsSync(folder) && (await readdir(folder)).length > 0) throw new Stop(`${folder} is not empty: a restore makes a folder of its own`, 2);
  if (!existsSync(masterKey)) throw new Stop(`the master key ${masterKey} does not exist: without it no key of the vault can be used`, 2);
  const { events, gone } = await verifyBackup(city, keysRoot, masterKey, checks, report);
  const keys = await newestKeys(keysRoot, city, report);

  const partial = join(dirname(folder), `.${basename(folder)}.partial`);
  await rm(partial, { recursive: true, force: true });
  for (const each of ['log', 'vault']) await mkdir(join(partial, each), { recursive: true, mode: 0o700 });
  await copyFile(join(city.folder, 'log.db'), join(partial, 'log/log.db'));
  for (const file of ['keys.db', 'accounts.db']) await copyFile(join(keys.folder, file), join(partial, 'vault', file));
  await copyFile(masterKey, join(partial, 'vault/master.key'));
  const vaultKeys = join(partial, 'vault/keys.db');
  const keysBroughtBack = reopening.bringBackKeys(vaultKeys, (await setsIn(keysRoot, 'keys', report)).filter(({ manifest: { log } }) => log === keys.manifest.log).map((each) => join(each.folder, 'keys.db')), masterKey);
  const { damaged: keysDamaged } = checks.keys(vaultKeys, masterKey);
  for (const each of ['imports', 'demo.json']) if (existsSync(join(city.folder, each))) await cp(join(city.folder, each), join(partial, each), { recursive: true });

  const epoch = reopening.raiseEpoch(join(partial, 'log/log.db'));
  const loginsEnded = endAllLogins(join(partial, 'vault/accounts.db'));
  const forgottenAgain = await reopening.forgetAgain(partial, gone);
  for (const file of await filesIn(partial)) await toDisk(file);
  await rm(folder, { recursive: true, force: true }); // empty, as was seen above
  await rename(partial, folder);
  await toDisk(dirname(folder));
  return { folder, epoch, events, keysBroughtBack, keysDamaged, forgottenAgain, loginsEnded };
};
