import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { Refusal } from '@lyceum/core/decider';
import { decrypt, encrypt, openText, parseSealed, sealText } from './cipher.ts';
import { claimText, type ClaimKind } from './claim-value.ts';
import { masterKey, type MasterKey } from './master-key.ts';
import { SqliteFile } from './sqlite-file.ts';
import { Keys } from './vault.ts';

const schema = `
  create table if not exists probe (id integer primary key check (id = 1), nonce blob not null, body blob not null) strict;
  create table if not exists person_key (subject text primary key, nonce blob not null, body blob not null) strict, without rowid;
  create table if not exists forgotten (subject text primary key, at text not null) strict, without rowid;
  create table if not exists claim (kind text not null, hash blob not null, subject text not null, confirmed integer not null, at integer not null, primary key (kind, hash)) strict, without rowid;
  create index if not exists claim_subject on claim (subject);`;

const hour = 3600_000; // milliseconds
const cached = 50_000; // keys held in memory at most
const longest = 4000; // characters of one sealed text
type Wrapped = { subject: string; nonce: Buffer; body: Buffer };

/** Persons' keys in one file, each wrapped by the master key. */
export class SqliteKeys extends Keys {
  private readonly cache = new Map<string, Buffer>();
  private constructor(private readonly file: SqliteFile, private readonly master: MasterKey, private readonly clock: () => number) { super(); }

  /** `masterKeyFile`: where the master key lies; without it, beside the vault. Throws where it does not fit what the vault holds. */
  static open({ folder, masterKeyFile, clock = Date.now }: { folder: string; masterKeyFile?: string | undefined; clock?: () => number }): SqliteKeys {
    const file = new SqliteFile(folder, 'keys.db', schema);
    try {
      const probe = () => file.db.prepare('select nonce, body from probe').get() as Omit<Wrapped, 'subject'> | undefined;
      const master = masterKey(folder, masterKeyFile, () => probe() === undefined);
      const before = probe();
      if (before && decrypt(master.wrapping, before.nonce, before.body, 'probe') === null) throw new Error(`the master key in ${master.file} is not the one of this vault: restore the right one from its backup`);
      if (!before) {
        const { nonce, body } = encrypt(master.wrapping, Buffer.from('lyceum'), 'probe');
        file.db.prepare('insert into probe values (1, ?, ?)').run(nonce, body);
      }
      const keys = new SqliteKeys(file, master, clock);
      keys.sweep();
      return keys;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  async seal(subject: string, plain: string): Promise<string> {
    if (!/^[\w-]{1,64}$/.test(subject)) throw new Error(`${JSON.stringify(subject)} cannot own personal data: an id has letters, digits, _ and -`);
    if (plain.length > longest) throw new Error(`personal data of ${plain.length} characters; ${longest} is the most`);
    const key = this.load([subject]).get(subject) ?? (await this.make(subject));
    return sealText(key, subject, plain);
  }

  async open(sealed: readonly string[]): Promise<readonly (string | null)[]> {
    const parsed = sealed.map(parseSealed);
    const keys = this.load([...new Set(parsed.flatMap((each) => (each ? [each.subject] : [])))]);
    return parsed.map((each) => {
      const key = each && keys.get(each.subject);
      return key ? openText(key, each) : null;
    });
  }

  async forget(subject: string): Promise<void> {
    await this.file.write(() => {
      this.file.statement('insert into forgotten values (?, ?) on conflict do nothing').run(subject, new Date(this.clock()).toISOString());
      this.file.statement('delete from person_key where subject = ?').run(subject);
      this.file.statement('delete from claim where subject = ?').run(subject);
    });
    this.cache.delete(subject);
    this.file.db.pragma('wal_checkpoint(TRUNCATE)'); // the log beside the file still holds the pages as they were
  }
  async forgotten(): Promise<readonly string[]> {
    return this.file.statement('select subject from forgotten order by subject').pluck().all() as string[];
  }

  async claim(kind: ClaimKind, value: string, subject: string): Promise<{ holder: string }> {
    const hash = this.hash(kind, value);
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
    const found = this.file.statement('select subject from claim where kind = ? and hash = ? and (confirmed = 1 or at >= ?)').pluck().get(kind, this.hash(kind, value), this.clock() - hour);
    return (found as string | undefined) ?? null;
  }
  async release(kind: ClaimKind, value: string, subject: string): Promise<void> {
    await this.file.write(() => this.file.statement('delete from claim where kind = ? and hash = ? and subject = ?').run(kind, this.hash(kind, value), subject));
  }
  async close(): Promise<void> {
    this.cache.clear();
    this.file.close();
  }

  private async make(subject: string): Promise<Buffer> {
    await this.file.write(() => {
      this.refuseForgotten(subject);
      const { nonce, body } = encrypt(this.master.wrapping, randomBytes(32), subject);
      this.file.statement('insert into person_key values (?, ?, ?) on conflict do nothing').run(subject, nonce, body);
    });
    const key = this.load([subject]).get(subject); // whoever else made one at the same time was first
    if (!key) throw new Refusal('person-forgotten');
    return key;
  }
  private refuseForgotten(subject: string): void {
    if (this.file.statement('select 1 from forgotten where subject = ?').get(subject)) throw new Refusal('person-forgotten');
  }

  /** Keys by subject, those that there are. */
  private load(subjects: readonly string[]): ReadonlyMap<string, Buffer> {
    const found = new Map<string, Buffer>();
    const missing: string[] = [];
    for (const subject of subjects) {
      const key = this.cache.get(subject);
      if (key) found.set(subject, key); else missing.push(subject);
    }
    if (missing.length === 0) return found;
    const rows = this.file.statement('select subject, nonce, body from person_key where subject in (select value from json_each(?))').all(JSON.stringify(missing)) as Wrapped[];
    for (const { subject, nonce, body } of rows) {
      const key = decrypt(this.master.wrapping, nonce, body, subject);
      if (!key) continue; // a damaged key opens nothing
      found.set(subject, key);
      if (this.cache.size >= cached) this.cache.delete(this.cache.keys().next().value!);
      this.cache.set(subject, key);
    }
    return found;
  }
  private hash(kind: ClaimKind, value: string): Buffer {
    return createHmac('sha256', createSecretKey(this.master.claims)).update(`${kind}\n${claimText(kind, value)}`).digest();
  }
  /** Claims whose person never appeared. */
  private sweep(): void { this.file.statement('delete from claim where confirmed = 0 and at < ?').run(this.clock() - hour); }
}
