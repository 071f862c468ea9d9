import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { shanghaiDay } from '@lyceum/core/calendar';
import { Refusal } from '@lyceum/core/decider';
import { ChangePassword, EndLogin, LockAccount, LogIn, type AccountCommand } from '@lyceum/contracts/member/account';
import { commandId } from '@lyceum/event-store/handle';
import type { Visit } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Problem } from '@lyceum/nest-kit/problem';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { rulesOf } from '@lyceum/vault/password-rule';
import { Accounts, Keys, type Verdict } from '@lyceum/vault/vault';
import { Enrolment } from '../enrolment.ts';
import { badField } from '../form.ts';
import { account, mustBeOpen } from './account.decider.ts';

type Moment = Pick<Visit, 'now' | 'correlation'>;

/** Logging in and out. What an auditor may know goes to the log; what opens the door stays in the vault. */
@Injectable()
export class Logins {
  constructor(private readonly commands: Commands, private readonly keys: Keys, private readonly accounts: Accounts, private readonly enrolment: Enrolment) {}

  /** Whose account it is. What is nobody's gets an id that is nobody's, so that whatever is tried with it goes the same way. */
  async holder(name: string): Promise<{ memberId: string; known: boolean }> {
    const spelling = accountSpelling(name);
    const memberId = await this.keys.holder('account', spelling);
    return { memberId: memberId ?? nobodyOf(spelling), known: memberId !== null };
  }

  /**
   * By account and password. One answer for an unknown account and a wrong password, after the same time. A right one that is too old by the
   * policy opens nothing (409 `password-expired`) until a new one takes its place, which ends every login that there was.
   */
  async byPassword(name: string, password: string, visit: Visit, newPassword?: string): Promise<string> {
    const { memberId, known } = await this.holder(name);
    if (!(await this.isRight(memberId, password, visit, known))) throw new Problem(401, 'wrong-credentials');
    if (await this.isExpired(memberId, visit)) {
      if (newPassword === undefined) throw this.expired();
      await this.change(memberId, newPassword, accountSpelling(name), 'newPassword', visit);
      await this.note(memberId, ChangePassword({ memberId }), `member:${memberId}`, visit.command, visit);
      await this.endAll(memberId, visit);
    }
    await this.enter(memberId, visit);
    return memberId;
  }

  /** Whether the password is that person's. Throws 429 `account-locked` after too many that were not; the log of a `known` account says so once. */
  async isRight(memberId: string, password: string, moment: Moment, known = true): Promise<boolean> {
    return this.isAdmitted(await this.accounts.verify(memberId, password, moment.now), memberId, moment, known);
  }
  /** The same of an activation code, which is used up where it is right; `issue`: what it is to belong to. */
  async isRightCode(memberId: string, code: string, moment: Moment, { known = true, issue }: { known?: boolean; issue?: string | undefined }): Promise<boolean> {
    return this.isAdmitted(await this.accounts.redeemCode(memberId, 'activation', code, moment.now, issue), memberId, moment, known);
  }
  private async isAdmitted(verdict: Verdict, memberId: string, moment: Moment, known: boolean): Promise<boolean> {
    if (verdict.outcome !== 'locked') return verdict.outcome === 'right';
    const { until, failures, justNow } = verdict;
    if (justNow && known) await this.note(memberId, LockAccount({ memberId, until, failures }), 'system:accounts', until, moment);
    throw new Problem(429, 'account-locked', { until });
  }

  /** The same for whoever has come in with it before, and asks again: throws 409 `password-expired` where it is right and has become too old meanwhile. */
  async isStillRight(memberId: string, password: string, moment: Moment): Promise<boolean> {
    if (!(await this.isRight(memberId, password, moment))) return false;
    if (await this.isExpired(memberId, moment)) throw this.expired();
    return true;
  }

  /** Sets a password of one's own; what the policy does not take is told at its field. */
  async change(memberId: string, password: string, name: string | undefined, field: string, { now }: Moment): Promise<void> {
    try { await this.accounts.setPassword(memberId, password, name, { now }); } catch (error) {
      if (error instanceof Refusal && error.code.startsWith('password-')) badField([field], error.code);
      throw error;
    }
  }

  /** Opens a login for somebody who has proved who they are, and gives the browser its token. */
  async enter(memberId: string, visit: Visit): Promise<void> {
    const { token, loginId } = await this.accounts.logIn(memberId, visit.device, visit.now);
    try {
      await this.note(memberId, LogIn({ memberId, loginId }), `member:${memberId}`, loginId, visit);
    } catch (error) {
      await this.accounts.endLogin(memberId, loginId); // a login that the log does not know must open nothing
      throw error;
    }
    visit.remember(token);
  }

  /** The door closes first, then it is written down. False for a login that was not open. */
  async end(memberId: string, loginId: string, how: 'logged-out' | 'ended', moment: Moment): Promise<boolean> {
    const closed = await this.accounts.endLogin(memberId, loginId);
    const { facts } = await this.note(memberId, EndLogin({ memberId, loginId, how }), `member:${memberId}`, `${loginId}/${how}`, moment);
    return closed || facts.length > 0;
  }

  /** Every login of a person; `but` the one by which they ask. */
  async endAll(memberId: string, moment: Moment, but?: string): Promise<void> {
    for (const { loginId } of await this.accounts.logins(memberId)) if (loginId !== but) await this.end(memberId, loginId, 'ended', moment);
  }

  /** Whether a right password is too old by the policy. An account that is off or awaits a code says so instead: it takes no new one either. */
  private async isExpired(memberId: string, { now }: Moment): Promise<boolean> {
    if (!(await this.accounts.isExpired(memberId, now))) return false;
    mustBeOpen((await this.commands.past(account, ChangePassword({ memberId }))).state);
    return true;
  }
  private expired(): Problem { return new Problem(409, 'password-expired', { days: rulesOf(this.accounts.policy).days! }); }

  private async note(memberId: string, wish: AccountCommand, actor: string, part: string, { now, correlation }: Moment) {
    const unit = await this.enrolment.unitOn(memberId, shanghaiDay(now));
    return this.commands.as(account, wish, { command: commandId(wish.type, memberId, part), actor, unit, now, correlation });
  }
}

/** An attempt at what is nobody's account counts and locks like any other: a lock that only real ones had would tell which those are. */
const nobodyOf = (account: string): string => `nobody-${createHash('sha256').update(account).digest('hex').slice(0, 32)}`;
