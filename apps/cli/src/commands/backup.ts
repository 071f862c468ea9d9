import { resolve } from 'node:path';
import { checks } from '../adapters.ts';
import { backUp, keyDays } from '../backup.ts';
import { newestOf } from '../backup-set.ts';
import { Stop } from '../report.ts';
import { damagedKeys, keysTried, verifyBackup } from '../verify.ts';
import type { Desk } from './desk.ts';

export const backupCommands = ({ env, now, data, report, group }: Desk): void => {
  const backup = group('backup', 'copy a city while it is in use');
  backup.command('make', { isDefault: true }).description('the log and imports to one folder, keys and accounts to another').option('--data <folder>', 'the data folder', data)
    .requiredOption('--to <folder>', 'where backups of the city are').requiredOption('--keys <folder>', `where backups of keys are, which are kept ${keyDays} days`)
    .action(async ({ data: folder, to, keys }: { data: string; to: string; keys: string }) => {
      const made = await backUp(resolve(folder), to, keys, now(), report);
      const { position, epoch } = made.city.manifest;
      report.answer({ city: made.city.folder, keys: made.keys.folder, position, epoch, removed: made.removed }, [
        `city  ${made.city.folder} (up to ${position || 'nothing yet'}, epoch ${epoch})`, `keys  ${made.keys.folder}`, ...made.removed.map((old) => `      ${old} was older than ${keyDays} days and is gone`),
        'The master key is in neither: keep a copy of it in a third place.',
      ]);
    });
  backup.command('verify').description('read every byte, every event, and whether everybody has a key').argument('<backup>', 'a backup of the city, or the folder of all: then the newest').option('--keys <folder>', 'where backups of keys are')
    .option('--master-key <file>', 'tried on every key; by default the one that LYCEUM_MASTER_KEY_FILE names', env['LYCEUM_MASTER_KEY_FILE'] || undefined)
    .action(async (place: string, { keys, masterKey }: { keys?: string; masterKey?: string }) => {
      const set = await newestOf(place, report);
      const { gone, ...verdict } = await verifyBackup(set, keys, masterKey, checks, report);
      report.answer({ backup: set.folder, ...verdict, forgotten: gone.size }, [
        `${set.folder} of ${set.manifest.at} is sound: ${verdict.events} events in ${verdict.streams} streams, ${verdict.people} people`,
        verdict.keys === null ? 'Keys were not looked at: name their backups with --keys' : `Everybody who was not forgotten has one of ${verdict.keys} keys`,
        ...(verdict.keys === null ? [] : [verdict.damaged === null ? 'Whether they open was not tried: name the master key with --master-key' : keysTried({ keys: verdict.keys, damaged: verdict.damaged })]),
      ]);
      if (verdict.damaged) throw new Stop(damagedKeys(keys!, verdict.damaged, verdict.keys!));
    });
};
