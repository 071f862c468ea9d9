import { Injectable } from '@nestjs/common';
import { refuse } from '@lyceum/core/decider';
import type { Recorded } from '@lyceum/core/event';
import { ActivateAccount } from '@lyceum/contracts/member/account';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { commandId, type Ask } from '@lyceum/event-store/handle';
import { Commands } from '@lyceum/nest-kit/commands';
import { Accounts } from '@lyceum/vault/vault';
import { hindranceTo } from '../roles/reach.ts';
import { account, mustAwaitCode } from './account.decider.ts';
import { Codes } from './codes.ts';
import { Logins } from './login.ts';

/** How people come to an account and get it back: with a one-time code that they were given, by a password of their own. */
@Injectable()
export class Activation {
  constructor(
    private readonly commands: Commands, private readonly store: EventStore, private readonly accounts: Accounts, private readonly directory: Directory, private readonly codes: Codes, private readonly logins: Logins,
  ) {}

  /**
   * Whether a code was right, and the last that was issued; it is used up. The person's password is set, and the account opens to it. Refuses
   * `activation-code-void` where the person may by now do more than whoever issued it: what a code opens must not grow with a grant.
   */
  async redeem(memberId: string, code: string, password: string, ask: Ask): Promise<boolean> {
    const past = await this.past(memberId);
    const issued = past.findLast(({ type }) => type === 'ActivationCodeIssued');
    if (!(await this.logins.isRightCode(memberId, code, ask, { issue: issued?.command })) || !issued) return false;
    mustAwaitCode(account.fold(past)); // before the password is set
    if (!(await this.isStillReached(memberId, issued, ask))) refuse('activation-code-void');
    await this.activate(memberId, password, ask);
    return true;
  }

  /** Whether who issued a code could issue it now. What no person has issued, whoever runs the program has. */
  private async isStillReached(memberId: string, { actor }: Recorded, { now }: Ask): Promise<boolean> {
    const [, issuer] = /^member:(.+)$/.exec(actor) ?? [];
    return issuer === undefined || (await hindranceTo(this.directory, this.store, { memberId: issuer, now }, memberId)) === undefined;
  }

  /** Whether this very request has activated the account: a retry, whose code is used up. */
  async wasRedeemedBy(memberId: string, command: string): Promise<boolean> {
    return (await this.past(memberId)).some((event) => event.type === 'AccountActivated' && event.command === command);
  }

  /**
   * An account that is open at once, without a code: for the demo city. Without a `password`, nothing opens it until
   * somebody issues a code.
   */
  async open(memberId: string, { account: wanted, password }: { account?: string; password?: string }, ask: Ask): Promise<void> {
    await this.codes.name(memberId, ask.now, ask, wanted);
    await this.activate(memberId, password, { ...ask, command: commandId(ask.command, 'activate') });
  }

  private async activate(memberId: string, password: string | undefined, ask: Ask): Promise<void> {
    if (password !== undefined) await this.accounts.setPassword(memberId, password, undefined, { now: ask.now, reset: true });
    await this.commands.as(account, ActivateAccount({ memberId }), ask);
  }

  private past(memberId: string) { return pastOf(this.store, vocabulary, `account-${memberId}`); }
}
