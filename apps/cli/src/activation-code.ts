import { randomUUID } from 'node:crypto';
import { shanghaiDay } from '@lyceum/core/calendar';
import { Refusal } from '@lyceum/core/decider';
import { SwitchAccount } from '@lyceum/contracts/member/account';
import { accountSpelling } from '@lyceum/core/account-spelling';
import type { EventStore } from '@lyceum/event-store/event-store';
import { commandId } from '@lyceum/event-store/handle';
import { account as ofAccount } from '@lyceum/member/account/account.decider';
import { Codes, type Issued } from '@lyceum/member/account/codes';
import { Enrolment } from '@lyceum/member/enrolment';
import { memberMessages } from '@lyceum/member/member.messages';
import { helpedOnServer, standingRolesOf } from '@lyceum/member/roles/reach';
import { KnownUnits } from '@lyceum/member/unit-tree/known-units';
import { Commands } from '@lyceum/nest-kit/commands';
import { messageOf } from '@lyceum/nest-kit/messages';
import type { Accounts, Keys } from '@lyceum/vault/vault';
import { Stop } from './report.ts';

type House = { readonly events: EventStore; readonly keys: Keys; readonly accounts: Accounts };
/** By the account's name, or by the member's id, for who has no account yet. */
export type Whose = { readonly account?: string; readonly member?: string };

/**
 * A one-use code for one of the three administrators, an auditor or one of the office, whom nobody else may be able to help; the history says that it came from the command
 * line. Whoever is logged in as them is logged out. An account that is off goes on: nobody may be left who could switch a system administrator's.
 */
export const issueActivationCode = async ({ events, keys, accounts }: House, whose: Whose, now: string): Promise<Issued & { readonly memberId: string }> => {
  const memberId = await memberOf(keys, whose);
  const commands = new Commands(events);
  const enrolment = new Enrolment(commands, events, keys, accounts, new KnownUnits(events));
  const day = shanghaiDay(now);
  try {
    const unit = await enrolment.unitOn(memberId, day);
    if (!(await standingRolesOf(events, memberId, day)).some(({ role }) => helpedOnServer.includes(role))) throw new Stop('this person is neither system, security or audit administrator nor auditor nor of the office: whoever administers their unit issues a code for them, in the console');
    const command = commandId('activation-code', randomUUID());
    const ask = { command, actor: 'system:command-line', unit, now, correlation: command };
    await commands.as(ofAccount, SwitchAccount({ memberId, on: true }), { ...ask, command: commandId(command, 'on') });
    return { memberId, ...await new Codes(commands, events, keys, accounts, enrolment).issue(memberId, ask) };
  } catch (error) {
    if (error instanceof Refusal) throw new Stop(messageOf(memberMessages, error.code, 'en', error.details));
    throw error;
  }
};

const memberOf = async (keys: Keys, { account, member }: Whose): Promise<string> => {
  if ((account === undefined) === (member === undefined)) throw new Stop('name either --account or --member', 2);
  const memberId = member ?? await keys.holder('account', accountSpelling(account!));
  if (memberId === null) throw new Stop(`there is no account ${account}`, 2);
  return memberId;
};
