import { beginAgain } from '../adapters.ts';
import type { Desk } from './desk.ts';

export const epochCommand = ({ env, now, report, program }: Desk): void => {
  program.command('epoch').description('after a restore on the servers’ own means: give the log its next epoch, so that rows and checkpoints are made anew, and forget again whoever log or vault knows to be forgotten; no service may run').requiredOption('--city', 'the city on the engines that the environment names')
    .action(async () => {
      const { epoch, forgottenAgain } = await beginAgain(env, now(), report);
      report.answer({ epoch, forgottenAgain }, [`the log is in epoch ${epoch}; ${forgottenAgain} people were forgotten again`, 'Forget by hand whoever was forgotten after both the log and the vault were copied: neither knows. Then start the services.']);
    });
};
