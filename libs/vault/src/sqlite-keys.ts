import { Refusal } from '@lyceum/core/decider';
import type { ClaimKind } from './claim-value.ts';
import { KeyRing, pageOfKeys, type Found, type Resting, type Wrapped } from './key-ring.ts';
import { masterKey } from './master-key.ts';
import { SqliteFile } from './sqlite-file.ts';
import type { KeysTried } from './vault.ts';
import { WrappedKeys } from './wrapped-keys.ts';

const schema = `
  create table if not exists probe (id integer primary key check (id = 1), nonce blob not null, body blob not null) strict;
  create table if not exists person_key (subject text primary key, nonce blob not null, body blob not null) strict, without rowid;
  create table if not exists forgotten (subject text primary key, at text not null) strict, without rowid;
  create table if not exists claim (kind text not null, hash blob not null, subject text not null, confirmed integer not null, at integer not null, primary key (kind, hash)) strict, without rowid;
  create index if not exists claim_subject on claim (subject);`;

const hour = 3600_000; // milliseconds

/** Persons' keys in one file, each wrapped by the master key. */
export class SqliteKeys extends WrappedKeys {
  private constructor(private readonly file: SqliteFile, ring: KeyRing, private readonly clock: () => number) { super(ring); }
  get notice(): string | null { return this.file.notice; }

  /** `masterKeyFile`: where the master key lies; without it, beside the vault. Throws where it does not fit what the vault holds. */
  static open({ folder, masterKeyFile, clock = Date.now }: { folder: string; masterKeyFile?: string | undefined; clock?: () => number }): SqliteKeys {
    const file = new SqliteFile(folder, 'keys.db', schema, ['probe', 'person_key']);
    try {
      const kept = () => file.db.prepare('select nonce, body from probe').get() as Resting | undefined;
      const ring = new KeyRing(masterKey(folder, masterKeyFile, () => kept() === undefined));
      const probe = ring.probe(kept());
      if (probe) file.db.prepare('insert into probe values (1, ?, ?)').run(probe.nonce, probe.body);
      const keys = new SqliteKeys(file, ring, clock);
      keys.sweep();
      return keys;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  tryKeys(signal?: AbortSignal): Promise<KeysTried> {
    return this.ring.tryAll((after) => this.file.statement('select subject, nonce, body from person_key where subject > ? order by subject limit ?').all(after, pageOfKeys) as Wrapped[], signal);
  }

  async forget(subject: string): Promise<void> {
    await this.file.write(() => {
      this.file.statement('insert into forgotten values (?, ?) on conflict do nothing').run(subject, new Date(this.clock()).toISOString());
      this.file.statement('delete from person_key where subject = ?').run(subject);
      this.file.statement('delete from claim where subject = ?').run(subject);
    });
    this.ring.forget(subject);
    this.file.fold();
  }
  async forgotten(): Promise<readonly string[]> {
    return this.file.statement('select subject from forgotten order by subject').pluck().all() as string[];
  }

  async claim(kind: ClaimKind, value: string, subject: string): Promise<{ holder: string }> {
    const hash = this.ring.claimHash(kind, value);
    return this.file.write(() => {
      this.refuseForgotten(subject);
      const now = this.clock();
      this.file.statement('delete from claim where kind = ? and hash = ? and confirmed = 0 and at < ?').run(kind, hash, now - hour);
      this.file.statement('insert into claim values (?, ?, ?, 0, ?) on conflict do nothing').run(kind, hash, subject, now);
      return { holder: this.file.statement('select subject from claim where kind = ? and hash = ?').pluck().get(kind, hash) as string };
    });
  }
  async confirm(subject: string): Promise<void> {
    await this.file.write(() => this.file.statement('update claim set confirmed = 1 where subject = ? and confirmed = 0').run(subject));
  }
  async holder(kind: ClaimKind, value: string): Promise<string | null> {
    const found = this.file.statement('select subject from claim where kind = ? and hash = ? and (confirmed = 1 or at >= ?)').pluck().get(kind, this.ring.claimHash(kind, value), this.clock() - hour);
    return (found as string | undefined) ?? null;
  }
  async release(kind: ClaimKind, value: string, subject: string): Promise<void> {
    await this.file.write(() => this.file.statement('delete from claim where kind = ? and hash = ? and subject = ?').run(kind, this.ring.claimHash(kind, value), subject));
  }
  async close(): Promise<void> {
    this.ring.clear();
    this.file.close();
  }

  protected async keep({ subject, nonce, body }: Wrapped): Promise<void> {
    await this.file.write(() => {
      this.refuseForgotten(subject);
      this.file.statement('insert into person_key values (?, ?, ?) on conflict do nothing').run(subject, nonce, body);
    });
  }
  protected refuseForgotten(subject: string): void {
    if (this.file.statement('select 1 from forgotten where subject = ?').get(subject)) throw new Refusal('person-forgotten');
  }

  protected load(subjects: readonly string[]): Found {
    const known = this.ring.known(subjects);
    const missing = subjects.filter((subject) => !known.has(subject));
    if (missing.length === 0) return known;
    const rows = this.file.statement('select subject, nonce, body from person_key where subject in (select value from json_each(?))').all(JSON.stringify(missing)) as Wrapped[];
    const found = new Map<string, Buffer | null>([...known, ...this.ring.unwrap(rows)]);
    const without = missing.filter((subject) => !found.has(subject));
    for (const subject of this.file.statement('select subject from forgotten where subject in (select value from json_each(?))').pluck().all(JSON.stringify(without)) as string[]) found.set(subject, null);
    return found;
  }
  /** Claims whose person never appeared. */
  private sweep(): void { this.file.statement('delete from claim where confirmed = 0 and at < ?').run(this.clock() - hour); }
}
