import { Postgres } from '@lyceum/postgres/postgres';
import { allowedFailures, checkedPassword, codeHash, failed, isExpired, isOver, loginOf, longForgotten, matches, newCode, newLogin, nobodysPassword, quarter, sawLately, tokenHash, type LoginRow } from './credentials.ts';
import { Accounts, type Login, type PasswordPolicy, type Setting, type Verdict } from './vault.ts';

const schema = `
  create table if not exists password (member text primary key, hash text not null);
  create table if not exists failure (member text primary key, count integer not null, since bigint not null, until bigint not null);
  create index if not exists failure_since on failure (since);
  create table if not exists code (member text, purpose text, hash bytea not null, expires bigint not null, primary key (member, purpose));
  create table if not exists login (id text primary key, member text not null, token bytea not null unique, created text collate "C" not null, seen text collate "C" not null, device text not null);
  create index if not exists login_member on login (member);`;

/** An attempt goes on from the one before where that was less than a quarter of an hour ago and did not lock. */
const goesOn = 'f.until = 0 and $2 - f.since < $3';
const attempt = `insert into failure as f values ($1, 1, $2, 0) on conflict (member) do update set
    count = case when ${goesOn} then f.count + 1 else 1 end, since = case when ${goesOn} then f.since else $2 end,
    until = case when ${goesOn} and f.count + 1 >= $4 then $2 + $3 else 0 end
  where f.until <= $2 returning count`;
const clear = 'delete from failure where member = $1';
const columns = 'id, member, created, seen, device';


/** Credentials and logins in one PostgreSQL database, for any number of processes. Nothing in it lets anyone in: passwords and codes rest as argon2id, tokens as SHA-256. */
export class PostgresAccounts extends Accounts {
  private constructor(private readonly server: Postgres, private readonly nobody: string, readonly policy: PasswordPolicy) { super(); }

  static async open({ url, connections = 4, policy = 'asvs' }: { url: string; connections?: number; policy?: PasswordPolicy | undefined }): Promise<PostgresAccounts> {
    const server = new Postgres({ url, connections });
    try { await server.shape((_query, statements) => statements(schema)); } catch (error) { await server.close(); throw error; }
    return new PostgresAccounts(server, await nobodysPassword(), policy);
  }

  async setPassword(memberId: string, password: string, account?: string, setting: Setting = {}): Promise<void> {
    const hashed = await checkedPassword(this.policy, password, account, await this.resting(memberId), setting);
    await this.server.transaction('', async (query) => {
      await query('insert into password values ($1, $2) on conflict (member) do update set hash = excluded.hash', [memberId, hashed]);
      await query(clear, [memberId]);
    });
  }

  async verify(memberId: string, password: string, now: string): Promise<Verdict> {
    const tried = await this.attempt(memberId, now);
    if (tried.outcome === 'locked') return tried;
    const known = await this.resting(memberId);
    if (await matches(known ?? this.nobody, password) && known !== undefined) {
      await this.server.query(clear, [memberId]);
      return { outcome: 'right' };
    }
    return failed(tried);
  }

  async isExpired(memberId: string, now: string): Promise<boolean> { return isExpired(this.policy, await this.resting(memberId), now); }

  async issueCode(memberId: string, purpose: 'activation' | 'setup', expiresAt: string, issue?: string): Promise<string> {
    const code = newCode(purpose);
    const hash = await codeHash(purpose, code, memberId, issue);
    await this.server.transaction('', async (query) => {
      await query('insert into code values ($1, $2, $3, $4) on conflict (member, purpose) do update set hash = excluded.hash, expires = excluded.expires', [memberId, purpose, hash, Date.parse(expiresAt)]);
      await query(clear, [memberId]);
    });
    return code;
  }

  /** Found and used up in one statement: of many who redeem it at once, one does. Hashes are compared, so how long that takes tells nothing. */
  async redeemCode(memberId: string, purpose: 'activation' | 'setup', code: string, now: string, issue?: string): Promise<Verdict> {
    const tried = purpose === 'activation' ? await this.attempt(memberId, now) : undefined; // what a link holds can't be guessed
    if (tried?.outcome === 'locked') return tried;
    const used = await this.server.query('delete from code where member = $1 and purpose = $2 and hash = $3 and expires > $4 returning 1', [memberId, purpose, await codeHash(purpose, code, memberId, issue), Date.parse(now)]);
    if (used.length === 0) return failed(tried);
    await this.server.query(clear, [memberId]);
    return { outcome: 'right' };
  }

  async logIn(memberId: string, device: string, now: string): Promise<{ token: string; loginId: string }> {
    const { token, loginId } = newLogin();
    await this.server.query('insert into login values ($1, $2, $3, $4, $4, $5)', [loginId, memberId, tokenHash(token), now, device.replaceAll('\u0000', '').slice(0, 200)]);
    return { token, loginId };
  }

  async authenticate(token: string, now: string, idleMinutes: number): Promise<Login | null> {
    const [row] = await this.server.query<LoginRow>(`select ${columns} from login where token = $1`, [tokenHash(token)]);
    if (!row) return null;
    if (isOver(row, now, idleMinutes)) {
      await this.server.query('delete from login where id = $1', [row.id]);
      return null;
    }
    if (!sawLately(row, now)) await this.server.query('update login set seen = greatest(seen, $2) where id = $1', [row.id, now]);
    return loginOf(row);
  }

  async logins(memberId: string): Promise<readonly Login[]> {
    return (await this.server.query<LoginRow>(`select ${columns} from login where member = $1 order by seen desc, id`, [memberId])).map(loginOf);
  }
  async endLogin(memberId: string, loginId: string): Promise<boolean> {
    return (await this.server.query('delete from login where id = $1 and member = $2 returning 1', [loginId, memberId])).length === 1;
  }
  async endLogins(memberId: string): Promise<readonly string[]> {
    return (await this.server.query<{ id: string }>('delete from login where member = $1 returning id', [memberId])).map(({ id }) => id);
  }
  async isActive(memberId: string): Promise<boolean> {
    return (await this.server.query('select 1 from password where member = $1', [memberId])).length === 1;
  }
  async forget(memberId: string): Promise<void> {
    await this.server.transaction('', async (query) => { for (const table of ['password', 'failure', 'code', 'login']) await query(`delete from ${table} where member = $1`, [memberId]); });
  }
  close(): Promise<void> { return this.server.close(); }

  private async resting(memberId: string): Promise<string | undefined> { return (await this.server.query<{ hash: string }>('select hash from password where member = $1', [memberId]))[0]?.hash; }
  /** An attempt counts before its outcome is known, in one statement, so that many at once, also in several processes, are still five. The fifth locks, unless it turns out right. */
  private async attempt(memberId: string, now: string): Promise<{ outcome: 'open'; last: boolean; until: string } | Extract<Verdict, { outcome: 'locked' }>> {
    const time = Date.parse(now);
    await this.server.query('delete from failure where since < $1', [time - longForgotten]);
    const [counted] = await this.server.query<{ count: number }>(attempt, [memberId, time, quarter, allowedFailures]);
    if (counted) return { outcome: 'open', last: counted.count >= allowedFailures, until: new Date(time + quarter).toISOString() };
    const [lock] = await this.server.query<{ count: number; until: number }>('select count, until::float8 as until from failure where member = $1', [memberId]);
    if (!lock || lock.until <= time) return this.attempt(memberId, now); // it was lifted meanwhile
    return { outcome: 'locked', until: new Date(lock.until).toISOString(), failures: lock.count, justNow: false };
  }
}
