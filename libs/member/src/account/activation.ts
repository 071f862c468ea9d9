import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addDays, instantIn, shanghaiDay } from '@lyceum/core/calendar';
import { refuse, Refusal } from '@lyceum/core/decider';
import type { Position, Recorded } from '@lyceum/core/event';
import { ActivateAccount, IssueActivationCode } from '@lyceum/contracts/member/account';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { commandId, type Ask } from '@lyceum/event-store/handle';
import { Commands } from '@lyceum/nest-kit/commands';
import { Accounts, Keys } from '@lyceum/vault/vault';
import { Enrolment } from '../enrolment.ts';
import { reachesAllRolesOf } from '../roles/reach.ts';
import { account, mustAwaitCode } from './account.decider.ts';

export type Issued = { readonly account: string; readonly code: string; readonly expiresAt: string; readonly position: Position };
const validDays = 7; // the day of issue and so many after it

/** How people come to an account and get it back: a one-time code from an administrator, then a password of their own. */
@Injectable()
export class Activation {
  constructor(
    private readonly commands: Commands, private readonly store: EventStore, private readonly keys: Keys, private readonly accounts: Accounts,
    private readonly enrolment: Enrolment, private readonly directory: Directory,
  ) {}

  /**
   * A code for a person, shown once; whoever was logged in as them is logged out. The account keeps its name; a first one is `wanted`, else the
   * person's phone, else eight digits. A retry makes a new code, since the first can't be read back. Refuses `account-taken`, and
   * `activation-code-over` for a retry whose code was used or replaced meanwhile.
   */
  async issue(memberId: string, ask: Ask, wanted?: string): Promise<Issued> {
    const expiresAt = instantIn(addDays(shanghaiDay(ask.now), validDays), '23:59'); // of the day, so that a retry asks for the same
    if ((await this.enrolment.member(memberId))?.forgotten) refuse('member-forgotten');
    if (await this.isOver(memberId, ask.command)) refuse('activation-code-over');
    const { name, position } = await this.name(memberId, expiresAt, ask, wanted);
    await this.accounts.endLogins(memberId);
    return { account: name, code: await this.accounts.issueCode(memberId, 'activation', expiresAt, ask.command), expiresAt, position };
  }

  /**
   * Whether a code was right, and the last that was issued; it is used up. The person's password is set, and the account opens to it. Refuses
   * `activation-code-void` where the person may by now do more than whoever issued it: what a code opens must not grow with a grant.
   */
  async redeem(memberId: string, code: string, password: string, ask: Ask): Promise<boolean> {
    const past = await this.past(memberId);
    const issued = past.findLast(({ type }) => type === 'ActivationCodeIssued');
    if (!(await this.accounts.redeemCode(memberId, 'activation', code, ask.now, issued?.command)) || !issued) return false;
    mustAwaitCode(account.fold(past)); // before the password is set
    if (!(await this.isStillReached(memberId, issued, ask))) refuse('activation-code-void');
    await this.activate(memberId, password, ask);
    return true;
  }

  /** Whether who issued a code could issue it now. What no person has issued, the program has, of its own accord. */
  private async isStillReached(memberId: string, { actor }: Recorded, { now }: Ask): Promise<boolean> {
    const [, issuer] = /^member:(.+)$/.exec(actor) ?? [];
    return issuer === undefined || reachesAllRolesOf(this.directory, this.store, { memberId: issuer, now }, memberId);
  }

  /** Whether this very request has activated the account: a retry, whose code is used up. */
  async wasRedeemedBy(memberId: string, command: string): Promise<boolean> {
    return (await this.past(memberId)).some((event) => event.type === 'AccountActivated' && event.command === command);
  }

  /**
   * An account that is open at once, without a code: for first administrators and the demo city. Without a `password`, nothing opens it until
   * somebody issues a code.
   */
  async open(memberId: string, { account: wanted, password }: { account?: string; password?: string }, ask: Ask): Promise<void> {
    await this.name(memberId, ask.now, ask, wanted);
    await this.activate(memberId, password, { ...ask, command: commandId(ask.command, 'activate') });
  }

  private async activate(memberId: string, password: string | undefined, ask: Ask): Promise<void> {
    if (password !== undefined) await this.accounts.setPassword(memberId, password, undefined, { now: ask.now, reset: true });
    await this.commands.as(account, ActivateAccount({ memberId }), ask);
  }

  /** Claims and records the account's name: sealed, and with the same cipher as long as it stays the same. */
  private async name(memberId: string, expiresAt: string, ask: Ask, wanted?: string): Promise<{ name: string; position: Position }> {
    const { name: sealed } = account.fold(await this.past(memberId));
    const held = sealed === null ? null : (await this.keys.open([sealed]))[0] ?? null;
    const name = wanted === undefined ? held ?? await this.choose(memberId) : accountSpelling(wanted);
    if (name !== held && !(await this.claim(name, memberId))) refuse('account-taken');
    const cipher = name === held ? sealed! : await this.keys.seal(memberId, name);
    const { position } = await this.commands.as(account, IssueActivationCode({ memberId, account: cipher, expiresAt }), ask).catch((error: unknown) => {
      // A twin of this very command was faster; its cipher is the one to go on with.
      if (error instanceof Refusal && error.code === 'idempotency-key-reused' && sealed === null) return this.name(memberId, expiresAt, ask, wanted);
      throw error;
    });
    await this.keys.confirm(memberId);
    if (held !== null && held !== name) await this.keys.release('account', held, memberId);
    return { name, position };
  }

  /** The phone is what people remember. Where there is none, or it names another's account already: eight digits. */
  private async choose(memberId: string): Promise<string> {
    const person = await this.enrolment.member(memberId) ?? refuse('member-unknown');
    const { phone } = await this.enrolment.open(person.details);
    if (phone !== undefined && await this.claim(phone, memberId)) return phone;
    for (let attempt = 0; ; attempt++) {
      const digits = String(createHash('sha256').update(`${memberId}/${attempt}`).digest().readUInt32BE() % 100_000_000).padStart(8, '0');
      if (await this.claim(digits, memberId)) return digits;
    }
  }

  private past(memberId: string) { return pastOf(this.store, vocabulary, `account-${memberId}`); }

  /** Whether a code that this command has issued is no longer the last word: somebody has used it, or issued another. */
  private async isOver(memberId: string, command: string): Promise<boolean> {
    const past = await this.past(memberId);
    const last = past.findLast(({ type }) => type === 'ActivationCodeIssued' || type === 'AccountActivated');
    return last !== undefined && last.command !== command && past.some((event) => event.command === command);
  }

  private async claim(name: string, memberId: string): Promise<boolean> { return (await this.keys.claim('account', name, memberId)).holder === memberId; }
}

/** One spelling of an account's name, however it is typed. */
export const accountSpelling = (name: string): string => name.normalize('NFKC').trim().toLowerCase();
