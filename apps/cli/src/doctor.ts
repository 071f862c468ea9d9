import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '@lyceum/nest-kit/config';
import { lostParts } from '@lyceum/solo/data-folder';
import { readSettings } from '@lyceum/city/settings';
import { setsIn } from './backup-set.ts';
import { masterKeyAdvice, Warning, type Asked, type Check, type Finding } from './check.ts';
import { engineChecks } from './doctor-engines.ts';
import { checkDatabase } from './sqlite-files.ts';

const hour = 3600_000;
const gigabyte = 2 ** 30;

/** Looks at everything, whatever else is wrong. */
export const diagnose = async (asked: Asked): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [what, run] of [...hostChecks(asked), ...(asked.city ? engineChecks(asked) : folderChecks(asked))]) {
    try { findings.push({ state: 'ok', what, advice: await run() }); } catch (error) {
      findings.push({ state: error instanceof Warning ? 'warning' : 'fault', what, advice: error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error) });
    }
  }
  return findings;
};

const hostChecks = ({ env, city, backups, now }: Asked): readonly Check[] => [
  ['settings', () => { if (city) readSettings(env); else readConfig([], env); return 'all of them are understood'; }],
  ['backups', async () => {
    if (backups === undefined) throw new Warning('not looked at: name their folder with --backups');
    const [newest] = await setsIn(backups, 'city');
    if (!newest) throw new Error(`there is none in ${backups}: make one with lyceum backup`);
    const hours = (Date.parse(now) - Date.parse(newest.manifest.at)) / hour;
    if (hours > 26) throw new Warning(`the newest is ${Math.floor(hours)} hours old: see why none was made since`);
    return `the newest is of ${newest.manifest.at}`;
  }],
];

const folderChecks = ({ folder, env }: Asked): readonly Check[] => [
  ['data folder', async () => {
    if (!existsSync(join(folder, 'log/log.db'))) throw new Error(`${folder} holds no city: name its folder with --data`);
    const lost = lostParts(folder);
    if (lost.length > 0) throw new Error(`lost or empty, while the rest of the city is there: ${lost.join(', ')}. Put back what is missing, or restore a backup`);
    if (existsSync(join(folder, 'moved.json'))) throw new Error(`its city has moved: ${readFileSync(join(folder, 'moved.json'), 'utf8').trim()}`);
    if ((statSync(folder).mode & 0o077) !== 0) throw new Warning(`others on this machine may read ${folder}: chmod 700 ${folder}`);
    return folder;
  }],
  ['free space', async () => {
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const size = statSync(join(folder, 'log/log.db')).size;
    if (free < Math.max(gigabyte, size)) throw new Warning(`${(free / gigabyte).toFixed(1)} GB: less than the log would need to grow as much again, or for a rebuild`);
    return `${(free / gigabyte).toFixed(1)} GB`;
  }],
  ['log', () => { checkDatabase(join(folder, 'log/log.db')); return 'its pages hold together; lyceum verify reads every event'; }],
  ['vault', () => { for (const file of ['keys.db', 'accounts.db']) checkDatabase(join(folder, 'vault', file)); return 'the pages of keys and accounts hold together'; }],
  ['master key', () => masterKeyAdvice(env['LYCEUM_MASTER_KEY_FILE'] ?? join(folder, 'vault/master.key'), folder)],
];
