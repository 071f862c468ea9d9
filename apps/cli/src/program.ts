import { join } from 'node:path';
import { Command } from 'commander';
import { activationCodeCommand } from './commands/activation-code.ts';
import { backupCommands } from './commands/backup.ts';
import { deskOf, type Surroundings } from './commands/desk.ts';
import { doctorCommand } from './commands/doctor.ts';
import { epochCommand } from './commands/epoch.ts';
import { moveCommand } from './commands/move.ts';
import { parkedCommands } from './commands/parked.ts';
import { projectionCommands } from './commands/projection.ts';
import { relayCommand } from './commands/relay.ts';
import { restoreCommand } from './commands/restore.ts';
import { setupLinkCommand } from './commands/setup-link.ts';
import { verifyCommand } from './commands/verify.ts';
import { Stop, type Report } from './report.ts';

/** The folder that `npm start` takes without a flag: an empty variable is none. */
export const dataFolder = (env: Surroundings['env'], here: string): string => env['LYCEUM_DATA'] || join(here, 'data');

/** In the order in which `--help` tells of them. */
const commands = [
  doctorCommand, backupCommands, verifyCommand, epochCommand, restoreCommand, relayCommand, projectionCommands, parkedCommands, moveCommand, setupLinkCommand, activationCodeCommand,
];

/** `lyceum …`: what is done to a city beside its services. */
export const programOf = (report: Report, surroundings: Surroundings): Command => {
  const program = new Command('lyceum').configureOutput({ writeErr: (text) => report.note(text.trimEnd()) }).description('looks after a city').option('--json', 'answer as one JSON object').exitOverride().showHelpAfterError();
  program.hook('preAction', (_program, command) => {
    for (const option of command.options) if (command.getOptionValue(option.attributeName()) === '') throw new Stop(`${option.long} is given without a value (a script’s variable that is not set?): name one, or leave it out`, 2);
  });
  const desk = deskOf(program, report, surroundings);
  for (const define of commands) define(desk);
  return program;
};
