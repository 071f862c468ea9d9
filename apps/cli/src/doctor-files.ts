import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { demoIn, lostParts, movedFrom } from '@lyceum/solo/data-folder';
import { masterKeyFileOf } from '@lyceum/vault/master-key';
import { checks } from './adapters.ts';
import { masterKeyAdvice, Warning, type Check, type CheckedCity } from './check.ts';
import { checkDatabase, checkWal, followersIn, isHeld, logStanding, namesIn, remedy } from './sqlite-files.ts';
import { damagedKeys, missingKeys } from './verify.ts';

const gigabyte = 2 ** 30;
/** What can be made again from the log. */
const derived = ['rows.sqlite', 'search.sqlite', 'relay.db'];

/** Every file of a data folder by itself, whatever is wrong with the others. */
export const folderChecks = (city: Pick<CheckedCity, 'folder' | 'env'>): readonly Check[] => {
  const checks = fileChecks(city);
  return ['log/log.db', 'vault/keys.db', 'vault/accounts.db'].some((file) => existsSync(join(city.folder, file))) ? checks : checks.slice(0, 1); // of a folder that holds nothing of a city one word is enough
};

const fileChecks = ({ folder, env }: Pick<CheckedCity, 'folder' | 'env'>): readonly Check[] => [
  ['data folder', () => {
    if (!existsSync(join(folder, 'log/log.db'))) throw new Error(`${folder} holds no city: name its folder with --data`);
    const lost = lostParts(folder);
    if (lost.length > 0) throw new Error(`lost or empty, while the rest of the city is there: ${lost.join(', ')}. Put back what is missing, or restore a backup`);
    const moved = movedFrom(folder);
    if (moved) throw new Error(`its city has moved to ${moved.to} at ${moved.at}`);
    if ((statSync(folder).mode & 0o077) !== 0) throw new Warning(`others on this machine may read ${folder}: chmod 700 ${folder}`);
    return folder;
  }],
  ['demo city', () => (demoIn(folder) ? 'it is one: its passwords are known' : 'it is none')],
  ['lock', () => {
    const file = join(folder, 'lock.db');
    if (!existsSync(file)) return 'free';
    try { return isHeld(file) ? 'a process uses the folder' : 'free'; } catch (error) { throw new Error(`${said(error)}. It holds nothing but a lock: see that no process uses the folder, then delete it`); }
  }],
  ['free space', async () => {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const size = statSync(join(folder, 'log/log.db')).size;
    if (free < Math.max(gigabyte, size)) throw new Warning(`${(free / gigabyte).toFixed(1)} GB: less than the log would need to grow as much again, or for a rebuild`);
    return `${(free / gigabyte).toFixed(1)} GB`;
  }],
  ['log', () => { sound(join(folder, 'log/log.db')); return 'its pages hold together; lyceum verify reads every event'; }],
  ['end of the log', () => {
    checkWal(join(folder, 'log/log.db')); // before anybody opens it: SQLite writes its index anew then, as if what it drops had never been
    const { position, ...identity } = logStanding(join(folder, 'log/log.db'));
    const ahead = derived.filter((name) => followersIn(join(folder, 'rows', name), identity).some((follower) => follower > position));
    if (ahead.length > 0) throw new Error(`${ahead.join(' and ')} came further than the log, which ends at ${position || 'its beginning'}: it has lost its end. Bring back the whole log with its log.db-wal, or restore a backup`);
    return `nothing came further than the log, which ends at ${position || 'its beginning'}`;
  }],
  ...derived.map((name): Check => [name, () => {
    const file = join(folder, 'rows', name);
    const aside = existsSync(join(folder, 'rows')) ? readdirSync(join(folder, 'rows')).filter((each) => each.startsWith(`${name}.damaged-`)) : [];
    const again = 'Nothing is lost: the next start makes it anew from the log';
    if (existsSync(`${file}.damaged`)) throw new Warning(`${file} is damaged: ${readFileSync(`${file}.damaged`, 'utf8').trim()}. ${again}; restart the service`);
    if (!existsSync(file)) return 'not there: it is made from the log by the next start';
    try { checkDatabase(file); } catch (error) { throw new Warning(`${said(error)}. ${again}`); }
    return aside.length === 0 ? 'its pages hold together' : `its pages hold together; what was set aside may be deleted: ${aside.join(', ')}`;
  }]),
  ...['keys.db', 'accounts.db'].map((name): Check => [name, () => { sound(join(folder, 'vault', name)); return 'its pages hold together'; }]),
  ['persons’ keys', () => {
    const [vault, file] = [join(folder, 'vault'), join(folder, 'vault/keys.db')];
    checkWal(file);
    checkWal(join(folder, 'log/log.db'));
    const { keys, damaged, missing } = checks.keys(file, masterKeyFileOf(vault, env['LYCEUM_MASTER_KEY_FILE'] || undefined), namesIn(join(folder, 'log/log.db')));
    if (missing > 0) throw new Error(missingKeys(missing, file));
    if (damaged > 0) throw new Error(damagedKeys(file, damaged, keys));
    return `the master key opens each of ${keys}, and everybody in the log has one`;
  }],
  ['master key', () => masterKeyAdvice(env['LYCEUM_MASTER_KEY_FILE'] ?? join(folder, 'vault/master.key'), folder)],
];

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const sound = (file: string): void => {
  const odd = checkWal(file);
  try { checkDatabase(file); } catch (error) { throw new Error(`${said(error)}. ${remedy}`, { cause: error }); }
  if (odd) throw new Warning(odd);
};
