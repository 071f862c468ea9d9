import { timingSafeEqual } from 'node:crypto';
import { Unavailable } from '@lyceum/event-store/event-store';
import { allowedFailures, checkedPassword, codeHash, failed, isExpired, isOver, loginOf, longForgotten, matches, newCode, newLogin, nobodysPassword, quarter, sawLately, tokenHash, type LoginRow } from './credentials.ts';
import { SqliteFile } from './sqlite-file.ts';
import { Accounts, type Login, type PasswordPolicy, type Setting, type Verdict } from './vault.ts';

const schema = `
  create table if not exists password (member text primary key, hash text not null) strict, without rowid;
  create table if not exists failure (member text primary key, count integer not null, since integer not null, until integer not null) strict, without rowid;
  create index if not exists failure_since on failure (since);
  create table if not exists code (member text not null, purpose text not null, hash blob not null, expires integer not null, primary key (member, purpose)) strict, without rowid;
  create table if not exists login (id text primary key, member text not null, token blob not null unique, created text not null, seen text not null, device text not null) strict, without rowid;
  create index if not exists login_member on login (member);`;


/** Credentials and logins in one file. Nothing in it lets anyone in: passwords and the codes that people type rest as argon2id; tokens and the long codes of links as SHA-256. */
export class SqliteAccounts extends Accounts {
  private constructor(private readonly file: SqliteFile, private readonly nobody: string, readonly policy: PasswordPolicy) { super(); }
  get notice(): string | null { return this.file.notice; }

  static async open({ folder, policy = 'asvs' }: { folder: string; policy?: PasswordPolicy | undefined }): Promise<SqliteAccounts> {
    return new SqliteAccounts(new SqliteFile(folder, 'accounts.db', schema), await nobodysPassword(), policy);
  }

  async setPassword(memberId: string, password: string, account?: string, setting: Setting = {}): Promise<void> {
    const hashed = await checkedPassword(this.policy, password, account, this.resting(memberId), setting);
    await this.file.write(() => {
      this.file.statement('insert into password values (?, ?) on conflict (member) do update set hash = excluded.hash').run(memberId, hashed);
      this.clearFailures(memberId);
    });
  }

  async verify(memberId: string, password: string, now: string): Promise<Verdict> {
    const attempt = await this.attempt(memberId, now);
    if (attempt.outcome === 'locked') return attempt;
    const known = this.resting(memberId);
    if (await matches(known ?? this.nobody, password) && known !== undefined) {
      await this.file.write(() => this.clearFailures(memberId));
      return { outcome: 'right' };
    }
    return failed(attempt);
  }

  async isExpired(memberId: string, now: string): Promise<boolean> { return isExpired(this.policy, this.resting(memberId), now); }

  async issueCode(memberId: string, purpose: 'activation' | 'setup', expiresAt: string, issue?: string): Promise<string> {
    const code = newCode(purpose);
    const hash = await codeHash(purpose, code, memberId, issue);
    await this.file.write(() => {
      this.file.statement('insert into code values (?, ?, ?, ?) on conflict (member, purpose) do update set hash = excluded.hash, expires = excluded.expires')
        .run(memberId, purpose, hash, Date.parse(expiresAt));
      this.clearFailures(memberId);
    });
    return code;
  }

  async redeemCode(memberId: string, purpose: 'activation' | 'setup', code: string, now: string, issue?: string): Promise<Verdict> {
    const tried = purpose === 'activation' ? await this.attempt(memberId, now) : undefined; // what a link holds can't be guessed
    if (tried?.outcome === 'locked') return tried;
    const given = await codeHash(purpose, code, memberId, issue);
    const isRight = await this.file.write(() => {
      const kept = this.file.statement('select hash, expires from code where member = ? and purpose = ?').get(memberId, purpose) as { hash: Buffer; expires: number } | undefined;
      if (!kept || !timingSafeEqual(kept.hash, given) || kept.expires <= Date.parse(now)) return false;
      this.file.statement('delete from code where member = ? and purpose = ?').run(memberId, purpose);
      this.clearFailures(memberId);
      return true;
    });
    return isRight ? { outcome: 'right' } : failed(tried);
  }

  async logIn(memberId: string, device: string, now: string): Promise<{ token: string; loginId: string }> {
    const { token, loginId } = newLogin();
    await this.file.write(() => this.file.statement('insert into login values (?, ?, ?, ?, ?, ?)').run(loginId, memberId, tokenHash(token), now, now, device.slice(0, 200)));
    return { token, loginId };
  }

  async authenticate(token: string, now: string, idleMinutes: number): Promise<Login | null> {
    const row = this.file.statement('select id, member, created, seen, device from login where token = ?').get(tokenHash(token)) as LoginRow | undefined;
    if (!row) return null;
    if (isOver(row, now, idleMinutes)) {
      await this.file.write(() => this.file.statement('delete from login where id = ?').run(row.id));
      return null;
    }
    // Once a minute is often enough, and keeps reading from writing; where the disk is full, people still read.
    if (!sawLately(row, now)) await this.file.write(() => this.file.statement('update login set seen = max(seen, ?) where id = ?').run(now, row.id)).catch((error: unknown) => { if (!(error instanceof Unavailable)) throw error; });
    return loginOf(row);
  }

  async logins(memberId: string): Promise<readonly Login[]> {
    const rows = this.file.statement('select id, member, created, seen, device from login where member = ? order by seen desc, id').all(memberId) as LoginRow[];
    return rows.map(loginOf);
  }
  async endLogin(memberId: string, loginId: string): Promise<boolean> {
    return this.file.write(() => this.file.statement('delete from login where id = ? and member = ?').run(loginId, memberId).changes === 1);
  }
  async endLogins(memberId: string): Promise<readonly string[]> {
    return this.file.write(() => this.file.statement('delete from login where member = ? returning id').pluck().all(memberId) as string[]);
  }
  async isActive(memberId: string): Promise<boolean> {
    return this.file.statement('select 1 from password where member = ?').get(memberId) !== undefined;
  }
  async forget(memberId: string): Promise<void> {
    await this.file.write(() => { for (const table of ['password', 'failure', 'code', 'login']) this.file.statement(`delete from ${table} where member = ?`).run(memberId); });
  }
  async close(): Promise<void> { this.file.close(); }

  /** An attempt counts before its outcome is known, so that many at once are still five. The fifth locks, unless it turns out right. */
  private attempt(memberId: string, now: string): Promise<{ outcome: 'open'; last: boolean; until: string } | Extract<Verdict, { outcome: 'locked' }>> {
    const time = Date.parse(now);
    return this.file.write(() => {
      const kept = this.file.statement('select count, since, until from failure where member = ?').get(memberId) as { count: number; since: number; until: number } | undefined;
      if (kept && kept.until > time) return { outcome: 'locked' as const, until: new Date(kept.until).toISOString(), failures: kept.count, justNow: false };
      if (!kept) this.file.statement('delete from failure where since < ?').run(time - longForgotten);
      const goesOn = kept !== undefined && kept.until === 0 && time - kept.since < quarter;
      const count = goesOn ? kept.count + 1 : 1;
      const last = count >= allowedFailures;
      this.file.statement('insert into failure values (?, ?, ?, ?) on conflict (member) do update set count = excluded.count, since = excluded.since, until = excluded.until')
        .run(memberId, count, goesOn ? kept.since : time, last ? time + quarter : 0);
      return { outcome: 'open' as const, last, until: new Date(time + quarter).toISOString() };
    });
  }
  private resting(memberId: string): string | undefined { return this.file.statement('select hash from password where member = ?').pluck().get(memberId) as string | undefined; }
  private clearFailures(memberId: string): void { this.file.statement('delete from failure where member = ?').run(memberId); }
}
