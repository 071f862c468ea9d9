import { join } from 'node:path';
import type { Checks, KeyCheck } from './backup-ports.ts';
import { checkFiles, setsIn, type BackupSet } from './backup-set.ts';
import { Stop, type Report } from './report.ts';
import { checkDatabase, keyOwners } from './sqlite-files.ts';

/** `damaged`: how many keys the master key does not open, `null` where it was not at hand. `gone`: whoever the log or any set of keys knows to be forgotten. */
export type Verdict = { readonly events: number; readonly streams: number; readonly people: number; readonly keys: number | null; readonly damaged: number | null; readonly gone: ReadonlySet<string> };

/**
 * Whether a backup can be restored: every byte as it was written, the log sound event by event, and a key for everybody who is in the log and was
 * not forgotten. `keysRoot`: where the backups of keys are; without it, only the city's part is checked. `masterKey`: tried on every key.
 */
export const verifyBackup = async (city: BackupSet, keysRoot: string | undefined, masterKey: string | undefined, checks: Checks, report: Pick<Report, 'progress' | 'notice'>): Promise<Verdict> => {
  if (city.manifest.kind !== 'city') throw new Stop(`${city.folder} is a backup of keys; name that of the city`, 2);
  await checkFiles(city, report.progress);
  const { events, streams, registered, forgotten } = await checks.log(join(city.folder, 'log.db'), city.manifest, report);
  if (keysRoot === undefined) return { events, streams, people: registered.length, keys: null, damaged: null, gone: new Set(forgotten) };

  const keys = await newestKeys(keysRoot, city, report);
  await checkFiles(keys, report.progress);
  for (const file of ['keys.db', 'accounts.db']) checkDatabase(join(keys.folder, file));
  const owners = keyOwners(join(keys.folder, 'keys.db'));
  const gone = new Set([...forgotten, ...(await forgottenSince(keysRoot, report))]);
  const without = registered.filter((memberId) => !owners.has(memberId) && !gone.has(memberId));
  if (without.length > 0) throw new Stop(`${without.length} people of the log have no key in ${keys.folder}, the first is ${without[0]}: their names could not be read`);
  const damaged = masterKey === undefined ? null : checks.keys(join(keys.folder, 'keys.db'), masterKey).damaged;
  return { events, streams, people: registered.length, keys: owners.size, damaged, gone };
};

/** The newest set of keys: it has every key that an older one had, but for those of people who were forgotten since. */
export const newestKeys = async (root: string, { manifest: { log, at }, folder }: BackupSet, report: Pick<Report, 'notice'>): Promise<BackupSet> => {
  const newest = (await setsIn(root, 'keys', report)).find(({ manifest }) => manifest.log === log);
  if (!newest) throw new Stop(`${root} holds no keys of the log ${log}`);
  if (newest.manifest.at < at) throw new Stop(`the newest keys in ${root} are of ${newest.manifest.at}, older than ${folder}: people who came between would have none`);
  return newest;
};

const forgottenSince = async (root: string, report: Pick<Report, 'notice'>): Promise<ReadonlySet<string>> => new Set((await setsIn(root, 'keys', report)).flatMap(({ manifest }) => manifest.forgotten));

/** How many keys were tried. */
export const keysTried = (vault: Omit<KeyCheck, 'missing'> | null): string =>
  (vault ? `the master key opens ${vault.keys - vault.damaged} of ${vault.keys} keys` : 'whether persons’ keys open was not tried: the master key, or the vault, is not at hand here');
/** What is said of keys that don't open; nobody is named. */
export const damagedKeys = (file: string, damaged: number, keys: number): string =>
  `${unopened(damaged, keys, file)}: lyceum restore takes each such key from the newest of the older backups of keys in which it is whole`;
/** The same of a city on engines. */
export const damagedInVault = (damaged: number, keys: number): string =>
  `${unopened(damaged, keys, 'the vault')}: bring the vault's last backup in which they are whole back by the server's own means, then run lyceum epoch --city`;
const unopened = (damaged: number, keys: number, where: string): string =>
  `${damaged} of ${keys} keys in ${where} can't be opened: they are damaged, and what they sealed can't be read. These people were not forgotten`;
/** What is said of people who have no key. */
export const missingKeys = (missing: number, where: string): string =>
  `${missing} people of the log have no key in ${where}, or one that does not open their name: keys were lost, or this vault is another city's. They were not forgotten. Put the city's own vault and master key back, or restore the last backup`;
