import { Refusal } from '@lyceum/core/decider';
import { Postgres, type Query } from '@lyceum/postgres/postgres';
import type { ClaimKind } from './claim-value.ts';
import { KeyRing, pageOfKeys, type Found, type Resting, type Wrapped } from './key-ring.ts';
import { masterKey } from './master-key.ts';
import type { KeysTried } from './vault.ts';
import { WrappedKeys } from './wrapped-keys.ts';

const schema = `
  create table if not exists probe (id integer primary key check (id = 1), nonce bytea not null, body bytea not null);
  create table if not exists person_key (subject text primary key, nonce bytea not null, body bytea not null);
  create table if not exists forgotten (subject text collate "C" primary key, at text not null, number bigint generated always as identity);
  create index if not exists forgotten_number on forgotten (number);
  create table if not exists claim (kind text, hash bytea, subject text not null, confirmed boolean not null, at bigint not null, primary key (kind, hash));
  create index if not exists claim_subject on claim (subject);`;

/** Keys, and who was forgotten since this process looked last: the cache must not remember them longer than the vault does. */
const load = `select subject, nonce, body, null::float8 as number from person_key where subject = any($1)
  union all select subject, null, null, number::float8 from forgotten where number > $2`;
/** Whoever forgets has the table for itself, so that no key or claim comes in behind it, and numbers become visible in order. */
const keepForgotten = 'lock table forgotten in share mode';
const forgetAlone = 'lock table forgotten in exclusive mode';
const whetherForgotten = 'select 1 from forgotten where subject = $1';

const hour = 3600_000; // milliseconds
type Waiting = { readonly subjects: readonly string[]; readonly resolve: (keys: Found) => void; readonly reject: (error: unknown) => void };

/**
 * Persons' keys in one PostgreSQL database, each wrapped by the master key, for any number of processes that have the same master key. It is a
 * database of its own, with a backup of its own. Who is forgotten in one process is at once forgotten in all.
 */
export class PostgresKeys extends WrappedKeys {
  private waiting: Waiting[] = [];
  private looking: Promise<void> | null = null;
  private newest = 0; // number of the last forgetting that this process knows of

  private constructor(private readonly server: Postgres, ring: KeyRing, private readonly clock: () => number) { super(ring); }

  /** Throws where the master key is not there, or is not the one of this vault. */
  static async open({ url, masterKeyFile, clock = Date.now, connections = 4 }: { url: string; masterKeyFile: string; clock?: () => number; connections?: number }): Promise<PostgresKeys> {
    const ring = new KeyRing(masterKey('', masterKeyFile, () => false));
    const server = new Postgres({ url, connections });
    try {
      await server.shape(async (query, statements) => {
        await statements(schema);
        const [kept] = await query<Resting>('select nonce, body from probe');
        const probe = ring.probe(kept);
        if (probe) await query('insert into probe values (1, $1, $2)', [probe.nonce, probe.body]);
        await query('delete from claim where not confirmed and at < $1', [clock() - hour]); // whose person never appeared
      });
    } catch (error) {
      await server.close();
      throw error;
    }
    return new PostgresKeys(server, ring, clock);
  }

  tryKeys(signal?: AbortSignal): Promise<KeysTried> {
    return this.ring.tryAll((after) => this.server.query<Wrapped>('select subject, nonce, body from person_key where subject > $1 order by subject limit $2', [after, pageOfKeys]), signal);
  }

  async forget(subject: string): Promise<void> {
    await this.server.transaction(forgetAlone, async (query) => {
      await query('insert into forgotten (subject, at) values ($1, $2) on conflict do nothing', [subject, new Date(this.clock()).toISOString()]);
      await query('delete from person_key where subject = $1', [subject]);
      await query('delete from claim where subject = $1', [subject]);
    });
    this.ring.forget(subject);
    await this.server.rewrite('person_key', 'claim'); // what was deleted would stay in the tables' files until something else needs the room
  }
  async forgotten(): Promise<readonly string[]> {
    return (await this.server.query<{ subject: string }>('select subject from forgotten order by subject')).map(({ subject }) => subject);
  }

  claim(kind: ClaimKind, value: string, subject: string): Promise<{ holder: string }> {
    const hash = this.ring.claimHash(kind, value);
    return this.server.transaction(keepForgotten, async (query) => {
      await this.refuseForgotten(subject, query);
      const now = this.clock();
      // A claim that is there is only taken over when it has lapsed; written all the same, so that its holder can't change until we have answered.
      const [{ holder }] = (await query<{ holder: string }>(`insert into claim as c values ($1, $2, $3, false, $4) on conflict (kind, hash) do update set
        subject = case when not c.confirmed and c.at < $5 then excluded.subject else c.subject end, at = case when not c.confirmed and c.at < $5 then excluded.at else c.at end
        returning subject as holder`, [kind, hash, subject, now, now - hour])) as [{ holder: string }];
      return { holder };
    });
  }
  async confirm(subject: string): Promise<void> { await this.server.query('update claim set confirmed = true where subject = $1 and not confirmed', [subject]); }
  async holder(kind: ClaimKind, value: string): Promise<string | null> {
    const [found] = await this.server.query<{ subject: string }>('select subject from claim where kind = $1 and hash = $2 and (confirmed or at >= $3)', [kind, this.ring.claimHash(kind, value), this.clock() - hour]);
    return found?.subject ?? null;
  }
  async release(kind: ClaimKind, value: string, subject: string): Promise<void> {
    await this.server.query('delete from claim where kind = $1 and hash = $2 and subject = $3', [kind, this.ring.claimHash(kind, value), subject]);
  }
  async close(): Promise<void> {
    await this.looking;
    this.ring.clear();
    await this.server.close();
  }

  protected keep({ subject, nonce, body }: Wrapped): Promise<unknown> {
    return this.server.transaction(keepForgotten, async (query) => {
      await this.refuseForgotten(subject, query);
      await query('insert into person_key values ($1, $2, $3) on conflict do nothing', [subject, nonce, body]);
    });
  }
  protected async refuseForgotten(subject: string, query: Query = this.server.query): Promise<void> {
    if ((await query(whetherForgotten, [subject])).length > 0) throw new Refusal('person-forgotten');
  }

  /** The vault is asked each time; those who ask together share one question. */
  protected load(subjects: readonly string[]): Promise<Found> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ subjects, resolve, reject });
      this.looking ??= new Promise<void>((turn) => { setImmediate(turn); }).then(() => this.look());
    });
  }
  private async look(): Promise<void> {
    while (this.waiting.length > 0) {
      const asked = this.waiting;
      this.waiting = [];
      try {
        const subjects = new Set(asked.flatMap((each) => each.subjects));
        const before = this.ring.known(subjects);
        const missing = [...subjects].filter((subject) => !before.has(subject));
        const rows = await this.server.query<Wrapped & { number: number | null }>(load, [missing, this.newest]);
        for (const { subject, number } of rows) {
          if (number === null) continue;
          this.ring.forget(subject);
          before.delete(subject);
          if (number > this.newest) this.newest = number;
        }
        const keys = new Map<string, Buffer | null>([...before, ...this.ring.unwrap(rows.filter(({ number }) => number === null))]);
        const without = [...subjects].filter((subject) => !keys.has(subject));
        if (without.length > 0) for (const { subject } of await this.server.query<{ subject: string }>('select subject from forgotten where subject = any($1)', [without])) keys.set(subject, null);
        for (const { resolve } of asked) resolve(keys);
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.looking = null; // in the same turn as the last look at who waits
  }
}
