import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addDays, instantIn, shanghaiDay } from '@lyceum/core/calendar';
import { refuse, Refusal } from '@lyceum/core/decider';
import type { Position, Recorded } from '@lyceum/core/event';
import { IssueActivationCode } from '@lyceum/contracts/member/account';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import type { Ask } from '@lyceum/event-store/handle';
import { Commands } from '@lyceum/nest-kit/commands';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { Accounts, Keys, legible } from '@lyceum/vault/vault';
import { Enrolment } from '../enrolment.ts';
import { account } from './account.decider.ts';

export type Issued = { readonly account: string; readonly code: string; readonly expiresAt: string; readonly position: Position };
const validDays = 7; // the day of issue and so many after it

/** One-time codes, and the name of the account that each is for. Whether it may be issued is asked before. */
@Injectable()
export class Codes {
  constructor(
    private readonly commands: Commands, private readonly store: EventStore, private readonly keys: Keys, private readonly accounts: Accounts, private readonly enrolment: Enrolment,
  ) {}

  /**
   * A code for a person, shown once; whoever was logged in as them is logged out. The account keeps its name; a first one is `wanted`, else the
   * person's phone, else eight digits. A retry makes a new code, since the first can't be read back. Refuses `account-taken`, and
   * `activation-code-over` for a retry whose code was used or replaced meanwhile, or has run out; throws `PersonUnreadable` before anything changes.
   */
  async issue(memberId: string, ask: Ask, wanted?: string): Promise<Issued> {
    if ((await this.enrolment.member(memberId))?.forgotten) refuse('member-forgotten');
    if (await this.isOver(memberId, ask)) refuse('activation-code-over');
    const { name, expiresAt, position } = await this.name(memberId, instantIn(addDays(shanghaiDay(ask.now), validDays), '23:59'), ask, wanted);
    await this.accounts.endLogins(memberId);
    return { account: name, code: await this.accounts.issueCode(memberId, 'activation', expiresAt, ask.command), expiresAt, position };
  }

  /**
   * Claims and records the account's name: sealed, and with the same cipher as long as it stays the same. A retry asks for what was recorded the first
   * time, also for the day until which the code holds: it may come after midnight.
   */
  async name(memberId: string, until: string, ask: Ask, wanted?: string): Promise<{ name: string; expiresAt: string; position: Position }> {
    const past = await this.past(memberId);
    const { name: sealed } = account.fold(past);
    const expiresAt = expiryOf(past, ask.command) ?? until;
    const held = sealed === null ? null : legible((await this.keys.open([sealed]))[0]);
    const name = wanted === undefined ? held ?? await this.choose(memberId) : accountSpelling(wanted);
    if (name !== held && !(await this.claim(name, memberId))) refuse('account-taken');
    const cipher = name === held ? sealed! : await this.keys.seal(memberId, name);
    const { position } = await this.commands.as(account, IssueActivationCode({ memberId, account: cipher, expiresAt }), ask).catch((error: unknown) => {
      // A twin of this very command was faster; its cipher is the one to go on with.
      if (error instanceof Refusal && error.code === 'idempotency-key-reused' && sealed === null) return this.name(memberId, until, ask, wanted);
      throw error;
    });
    await this.keys.confirm(memberId);
    if (held !== null && held !== name) await this.keys.release('account', held, memberId);
    return { name, expiresAt, position };
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

  /** Whether a code that this command has issued is no longer the last word: somebody has used it, or issued another, or its days are over. */
  private async isOver(memberId: string, { command, now }: Ask): Promise<boolean> {
    const past = await this.past(memberId);
    const expiresAt = expiryOf(past, command);
    if (expiresAt !== undefined && expiresAt <= now) return true;
    const last = past.findLast(({ type }) => type === 'ActivationCodeIssued' || type === 'AccountActivated');
    return last !== undefined && last.command !== command && past.some((event) => event.command === command);
  }

  private past(memberId: string) { return pastOf(this.store, vocabulary, `account-${memberId}`); }
  private async claim(name: string, memberId: string): Promise<boolean> { return (await this.keys.claim('account', name, memberId)).holder === memberId; }
}

/** Until when the code holds that this command has issued; `undefined` where it has issued none yet. */
const expiryOf = (past: readonly Recorded[], command: string): string | undefined =>
  (past.find((event) => event.type === 'ActivationCodeIssued' && event.command === command)?.data as { readonly expiresAt: string } | undefined)?.expiresAt;
