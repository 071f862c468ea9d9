import { issueActivationCode, type Whose } from '../activation-code.ts';
import type { Desk, Place } from './desk.ts';

export const activationCodeCommand = ({ now, report, program, at, within }: Desk): void => {
  at(program.command('activation-code').description('a one-use code for a system, security or audit administrator, whom nobody in the console may issue one for; or for the office'))
    .option('--account <name>', 'the name that they log in with').option('--member <id>', 'the member’s id, where there is no account yet')
    .action((place: Place & Whose) => within(place, async (city) => {
      const { account, code, expiresAt, ...issued } = await issueActivationCode({ events: city.events, keys: await city.keys(), accounts: await city.accounts() }, place, now());
      report.answer({ account, code, expiresAt, ...issued }, [`account  ${account}`, `code     ${code}`, `good until ${expiresAt}, once; their logins and their password are over, and an account that was off is on`]);
    }));
};
