import { join } from 'node:path';
import { checks, reopening } from '../adapters.ts';
import { newestOf } from '../backup-set.ts';
import { restore } from '../restore.ts';
import type { Desk } from './desk.ts';

export const restoreCommand = ({ now, report, program }: Desk): void => {
  program.command('restore').description('a new data folder from a backup').argument('<backup>', 'a backup of the city, or the folder of all: then the newest')
    .requiredOption('--to <folder>', 'a folder that is not there yet').requiredOption('--keys <folder>', 'where backups of keys are').requiredOption('--master-key <file>', 'the master key of the vault')
    .action(async (place: string, { to, keys, masterKey }: { to: string; keys: string; masterKey: string }) => {
      const { folder, ...restored } = await restore(await newestOf(place, report), keys, masterKey, to, checks, reopening(now()), report);
      report.answer({ folder, masterKey: join(folder, 'vault/master.key'), ...restored }, [
        `${folder} holds ${restored.events} events, epoch ${restored.epoch}; ${restored.forgottenAgain} people were forgotten again, ${restored.loginsEnded} logins ended`,
        ...(restored.keysBroughtBack > 0 ? [`${restored.keysBroughtBack} keys were damaged in the newest backup and come from older ones`] : []),
        ...(restored.keysDamaged > 0 ? [`WARNING: ${restored.keysDamaged} keys are damaged in every backup of keys: what they sealed can't be read, and nothing can be written for these people`] : []),
        `The master key was copied to ${join(folder, 'vault/master.key')}, beside what it opens: move it to another disk, and name it by LYCEUM_MASTER_KEY_FILE`,
        `Start it with: npm start -- --data ${folder}`, 'Whoever else had caught up with the old log (reports, exports) sees by the epoch that it must begin anew.',
      ]);
    });
};
