import { Mongo } from '@lyceum/mongo/mongo';
import { value } from '@lyceum/mongo/values';
import { allowedFailures, checkedPassword, codeHash, failed, isExpired, isOver, loginOf, longForgotten, matches, newCode, newLogin, nobodysPassword, quarter, sawLately, tokenHash, type LoginRow } from './credentials.ts';
import { Accounts, type Login, type PasswordPolicy, type Setting, type Verdict } from './vault.ts';

type Failure = { readonly _id: string; readonly count: number; readonly since: number; readonly until: number };
type KeptLogin = Omit<LoginRow, 'id'> & { readonly _id: string; readonly token: string };
type Purpose = 'activation' | 'setup';

/** One code for each purpose. */
export const codeId = (memberId: string, purpose: Purpose): string => `${purpose}:${value(memberId)}`;
const text = (hash: Buffer): string => hash.toString('base64url');
const rowOf = ({ _id, ...login }: KeptLogin): LoginRow => ({ id: _id, ...login });

/** Credentials and logins in one MongoDB database, for any number of processes. Nothing in it lets anyone in: passwords and codes rest as argon2id, tokens as SHA-256. */
export class MongoAccounts extends Accounts {
  private constructor(private readonly mongo: Mongo, private readonly nobody: string, readonly policy: PasswordPolicy) { super(); }

  static async open({ url, connections = 4, policy = 'asvs' }: { url: string; connections?: number; policy?: PasswordPolicy | undefined }): Promise<MongoAccounts> {
    const mongo = await Mongo.open({ url, prefix: 'accounts', connections });
    try {
      await mongo.index('failures', [{ key: { since: 1 } }]);
      await mongo.index('codes', [{ key: { member: 1 } }]);
      await mongo.index('logins', [{ key: { token: 1 }, unique: true }, { key: { member: 1, seen: -1 } }]);
    } catch (error) {
      await mongo.close();
      throw error;
    }
    return new MongoAccounts(mongo, await nobodysPassword(), policy);
  }

  async setPassword(memberId: string, password: string, account?: string, setting: Setting = {}): Promise<void> {
    const hash = await checkedPassword(this.policy, password, account, await this.resting(value(memberId)), setting);
    await this.mongo.put('passwords', { _id: value(memberId), hash } as { _id: string });
    await this.clearFailures(memberId);
  }

  async verify(memberId: string, password: string, now: string): Promise<Verdict> {
    const tried = await this.attempt(memberId, now);
    if (tried.outcome === 'locked') return tried;
    const known = await this.resting(memberId);
    if (await matches(known ?? this.nobody, password) && known !== undefined) {
      await this.clearFailures(memberId);
      return { outcome: 'right' };
    }
    return failed(tried);
  }

  async isExpired(memberId: string, now: string): Promise<boolean> { return isExpired(this.policy, await this.resting(value(memberId)), now); }

  async issueCode(memberId: string, purpose: Purpose, expiresAt: string, issue?: string): Promise<string> {
    const code = newCode(purpose);
    const hash = text(await codeHash(purpose, code, memberId, issue));
    await this.mongo.put('codes', { _id: codeId(memberId, purpose), member: memberId, hash, expires: Date.parse(expiresAt) } as { _id: string });
    await this.clearFailures(memberId);
    return code;
  }

  /** Found and used up in one step: of many who redeem it at once, one does. Hashes are compared, so how long that takes tells nothing. */
  async redeemCode(memberId: string, purpose: Purpose, code: string, now: string, issue?: string): Promise<Verdict> {
    const tried = purpose === 'activation' ? await this.attempt(memberId, now) : undefined; // what a link holds can't be guessed
    if (tried?.outcome === 'locked') return tried;
    const hash = text(await codeHash(purpose, code, memberId, issue));
    const used = await this.mongo.in('codes', (all) => all.findOneAndDelete({ _id: codeId(memberId, purpose), hash, expires: { $gt: Date.parse(now) } }));
    if (!used) return failed(tried);
    await this.clearFailures(memberId);
    return { outcome: 'right' };
  }

  async logIn(memberId: string, device: string, now: string): Promise<{ token: string; loginId: string }> {
    const { token, loginId } = newLogin();
    await this.mongo.insert('logins', { _id: loginId, member: value(memberId), token: text(tokenHash(token)), created: now, seen: now, device: device.slice(0, 200) } as KeptLogin);
    return { token, loginId };
  }

  async authenticate(token: string, now: string, idleMinutes: number): Promise<Login | null> {
    const kept = (await this.mongo.in('logins', (all) => all.findOne({ token: text(tokenHash(token)) }))) as KeptLogin | null;
    if (!kept) return null;
    const row = rowOf(kept);
    if (isOver(row, now, idleMinutes)) {
      await this.mongo.in('logins', (all) => all.deleteOne({ _id: row.id }));
      return null;
    }
    if (!sawLately(row, now)) await this.mongo.in('logins', (all) => all.updateOne({ _id: row.id }, { $max: { seen: now } }));
    return loginOf(row);
  }

  async logins(memberId: string): Promise<readonly Login[]> {
    const found = (await this.mongo.in('logins', (all) => all.find({ member: value(memberId) }).sort({ seen: -1, _id: 1 }).toArray())) as unknown as KeptLogin[];
    return found.map((login) => loginOf(rowOf(login)));
  }
  async endLogin(memberId: string, loginId: string): Promise<boolean> {
    return (await this.mongo.in('logins', (all) => all.deleteOne({ _id: value(loginId), member: value(memberId) }))).deletedCount === 1;
  }
  /** One by one, so that each is told by whoever ended it. */
  async endLogins(memberId: string): Promise<readonly string[]> {
    const ended: string[] = [];
    for (;;) {
      const login = await this.mongo.in('logins', (all) => all.findOneAndDelete({ member: value(memberId) }));
      if (!login) return ended;
      ended.push(login._id);
    }
  }
  async isActive(memberId: string): Promise<boolean> {
    return (await this.mongo.in('passwords', (all) => all.findOne({ _id: value(memberId) }))) !== null;
  }
  async forget(memberId: string): Promise<void> {
    for (const name of ['passwords', 'failures']) await this.mongo.in(name, (all) => all.deleteOne({ _id: value(memberId) }));
    for (const name of ['codes', 'logins']) await this.mongo.in(name, (all) => all.deleteMany({ member: value(memberId) }));
  }
  close(): Promise<void> { return this.mongo.close(); }

  private async resting(memberId: string): Promise<string | undefined> {
    return ((await this.mongo.in('passwords', (all) => all.findOne({ _id: memberId }))) as { hash: string } | null)?.hash;
  }

  private async clearFailures(memberId: string): Promise<void> { await this.mongo.in('failures', (all) => all.deleteOne({ _id: value(memberId) })); }

  /**
   * An attempt counts before its outcome is known, and over nothing but the count that it saw: so that many at once, also in several processes,
   * are still five. The fifth locks, unless it turns out right.
   */
  private async attempt(memberId: string, now: string): Promise<{ outcome: 'open'; last: boolean; until: string } | Extract<Verdict, { outcome: 'locked' }>> {
    const time = Date.parse(now);
    await this.mongo.in('failures', (all) => all.deleteMany({ since: { $lt: time - longForgotten } }));
    for (;;) {
      const kept = (await this.mongo.in('failures', (all) => all.findOne({ _id: value(memberId) }))) as Failure | null;
      if (kept && kept.until > time) return { outcome: 'locked', until: new Date(kept.until).toISOString(), failures: kept.count, justNow: false };
      const goesOn = kept !== null && kept.until === 0 && time - kept.since < quarter;
      const count = goesOn ? kept.count + 1 : 1;
      const last = count >= allowedFailures;
      const next = { count, since: goesOn ? kept.since : time, until: last ? time + quarter : 0 };
      const counted = kept === null ? await this.mongo.insert('failures', { _id: memberId, ...next } as Failure)
        : (await this.mongo.in('failures', (all) => all.updateOne({ _id: memberId, count: kept.count, since: kept.since, until: kept.until }, { $set: next }))).matchedCount === 1;
      if (counted) return { outcome: 'open', last, until: new Date(time + quarter).toISOString() };
    }
  }
}
