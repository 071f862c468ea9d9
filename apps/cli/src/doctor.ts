import { readConfig } from '@lyceum/nest-kit/config';
import { readSettings } from '@lyceum/city/settings';
import { setsIn } from './backup-set.ts';
import { Warning, type Check, type CheckedCity, type Finding } from './check.ts';
import { engineChecks } from './doctor-engines.ts';
import { folderChecks } from './doctor-files.ts';

const hour = 3600_000;

/** Looks at everything, whatever else is wrong. */
export const diagnose = async (checked: CheckedCity): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const [what, run] of [...hostChecks(checked), ...(checked.city ? engineChecks(checked) : folderChecks(checked))]) {
    try { findings.push({ state: 'ok', what, advice: await run() }); } catch (error) {
      findings.push({ state: error instanceof Warning ? 'warning' : 'fault', what, advice: error instanceof Error ? error.message.replaceAll('\n', '; ') : String(error) });
    }
  }
  return findings;
};

const hostChecks = ({ env, city, backups, now }: CheckedCity): readonly Check[] => [
  ['settings', () => { if (city) readSettings(env); else readConfig([], env); return 'all of them are understood'; }],
  ['backups', async () => {
    if (backups === undefined) throw new Warning('not looked at: name their folder with --backups');
    const passedOver: string[] = [];
    const [newest] = await setsIn(backups, 'city', { notice: (text) => { passedOver.push(text); } });
    if (!newest) throw new Error(`there is none in ${backups}: make one with lyceum backup`);
    const hours = (Date.parse(now) - Date.parse(newest.manifest.at)) / hour;
    if (hours > 26) throw new Warning(`the newest is ${Math.floor(hours)} hours old: see why none was made since`);
    if (passedOver.length > 0) throw new Warning(passedOver.join('; '));
    return `the newest is of ${newest.manifest.at}`;
  }],
];
