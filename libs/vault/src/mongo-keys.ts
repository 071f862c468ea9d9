import { Refusal } from '@lyceum/core/decider';
import { Mongo } from '@lyceum/mongo/mongo';
import { value } from '@lyceum/mongo/values';
import type { ClaimKind } from './claim-value.ts';
import { KeyRing, pageOfKeys, type Found, type Resting, type Wrapped } from './key-ring.ts';
import { masterKey } from './master-key.ts';
import type { KeysTried } from './vault.ts';
import { WrappedKeys } from './wrapped-keys.ts';

/** A person: the key, or that it was destroyed; one document, so that it is never both. */
type Person = { readonly _id: string; readonly nonce?: Buffer; readonly body?: Buffer; readonly forgotten?: string };
type Claim = { readonly _id: string; readonly subject: string; readonly confirmed: boolean; readonly at: number };

/** What makes a claim the only one. */
export const claimIdOf = (kind: ClaimKind, hash: Buffer): string => `${kind}:${hash.toString('base64url')}`;

const hour = 3600_000; // milliseconds
const atOnce = 1000; // subjects in one question
const nothing = Buffer.alloc(0); // opens as little as any damaged key

/**
 * Persons' keys in one MongoDB database, each wrapped by the master key, for any number of processes that have the same master key. It is a
 * database of its own, with a backup of its own. Who is forgotten in one process is at once forgotten in all.
 */
export class MongoKeys extends WrappedKeys {
  private constructor(private readonly mongo: Mongo, ring: KeyRing, private readonly clock: () => number) { super(ring); }

  /** Throws where the master key is not there, or is not the one of this vault. */
  static async open({ url, masterKeyFile, clock = Date.now, connections = 4 }: { url: string; masterKeyFile: string; clock?: () => number; connections?: number }): Promise<MongoKeys> {
    const ring = new KeyRing(masterKey('', masterKeyFile, () => false));
    const mongo = await Mongo.open({ url, prefix: 'vault', connections });
    try {
      const kept = async () => ((await mongo.in('probe', (all) => all.findOne({ _id: 'probe' }))) ?? undefined) as Resting | undefined;
      const probe = ring.probe(await kept());
      if (probe && !(await mongo.insert('probe', { _id: 'probe', ...probe } as { _id: string }))) ring.probe(await kept()); // somebody else was first
      await mongo.index('people', [{ key: { forgotten: 1 } }]);
      await mongo.index('claims', [{ key: { subject: 1 } }]);
      await mongo.in('claims', (all) => all.deleteMany({ confirmed: false, at: { $lt: clock() - hour } })); // whose person never appeared
    } catch (error) {
      await mongo.close();
      throw error;
    }
    return new MongoKeys(mongo, ring, clock);
  }

  tryKeys(signal?: AbortSignal): Promise<KeysTried> {
    return this.ring.tryAll(async (after) => {
      const found = (await this.mongo.in('people', (all) => all.find({ _id: { $gt: after }, forgotten: null }).sort({ _id: 1 }).limit(pageOfKeys).toArray())) as Person[];
      return found.map(({ _id: subject, nonce = nothing, body = nothing }) => ({ subject, nonce, body }));
    }, signal);
  }

  /** First that the person is forgotten, which ends the key in the same write; then claims: whoever claims looks again after claiming. */
  async forget(subject: string): Promise<void> {
    const forgotten = { _id: value(subject), forgotten: new Date(this.clock()).toISOString() };
    if (!(await this.mongo.insert('people', forgotten))) {
      await this.mongo.in('people', (all) => all.updateOne({ _id: subject, forgotten: null }, { $set: { forgotten: forgotten.forgotten }, $unset: { nonce: '', body: '' } }));
    }
    await this.dropClaims(subject);
    this.ring.forget(subject);
  }
  async forgotten(): Promise<readonly string[]> {
    const found = await this.mongo.in('people', (all) => all.find({ forgotten: { $ne: null } }, { projection: { _id: 1 } }).sort({ _id: 1 }).toArray());
    return found.map(({ _id }) => _id);
  }

  async claim(kind: ClaimKind, given: string, subject: string): Promise<{ holder: string }> {
    await this.refuseForgotten(subject);
    const _id = this.claimId(kind, given);
    const holder = await this.take(_id, subject);
    if (!(await this.isForgotten(subject))) return { holder };
    await this.mongo.in('claims', (all) => all.deleteOne({ _id, subject: value(subject) })); // forgotten meanwhile: nothing of it stays
    throw new Refusal('person-forgotten');
  }
  async confirm(subject: string): Promise<void> {
    await this.mongo.in('claims', (all) => all.updateMany({ subject: value(subject), confirmed: false }, { $set: { confirmed: true } }));
    if (await this.isForgotten(subject)) await this.dropClaims(subject);
  }
  async holder(kind: ClaimKind, given: string): Promise<string | null> {
    const found = (await this.mongo.in('claims', (all) => all.findOne({ _id: this.claimId(kind, given) }))) as Claim | null;
    return found && (found.confirmed || found.at >= this.clock() - hour) ? found.subject : null;
  }
  async release(kind: ClaimKind, given: string, subject: string): Promise<void> {
    await this.mongo.in('claims', (all) => all.deleteOne({ _id: this.claimId(kind, given), subject: value(subject) }));
  }
  async close(): Promise<void> {
    this.ring.clear();
    await this.mongo.close();
  }

  /** Whoever is first has it: its id is the only one. One that has lapsed goes to whoever asks next. */
  private async take(_id: string, subject: string): Promise<string> {
    for (;;) {
      const now = this.clock();
      if (await this.mongo.insert('claims', { _id, subject: value(subject), confirmed: false, at: now } as Claim)) return subject;
      const lapsed = await this.mongo.in('claims', (all) => all.findOneAndUpdate({ _id, confirmed: false, at: { $lt: now - hour } }, { $set: { subject, at: now } }));
      if (lapsed) return subject;
      const kept = (await this.mongo.in('claims', (all) => all.findOne({ _id }))) as Claim | null;
      if (kept) return kept.subject;
    }
  }
  private claimId(kind: ClaimKind, given: string): string { return claimIdOf(kind, this.ring.claimHash(kind, given)); }
  private async dropClaims(subject: string): Promise<void> { await this.mongo.in('claims', (all) => all.deleteMany({ subject: value(subject) })); }

  protected keep({ subject, nonce, body }: Wrapped): Promise<unknown> { return this.mongo.insert('people', { _id: subject, nonce, body } as Person); }
  protected async refuseForgotten(subject: string): Promise<void> { if (await this.isForgotten(subject)) throw new Refusal('person-forgotten'); }
  private async isForgotten(subject: string): Promise<boolean> {
    const person = (await this.mongo.in('people', (all) => all.findOne({ _id: value(subject) }))) as Person | null;
    return person?.forgotten !== undefined;
  }

  /** The vault is asked each time: memory must not keep a key longer than it does. */
  protected async load(subjects: readonly string[]): Promise<Found> {
    const keys = new Map<string, Buffer | null>();
    for (let next = 0; next < subjects.length; next += atOnce) {
      const some = subjects.slice(next, next + atOnce).map(value);
      const known = this.ring.known(some);
      const missing = some.filter((subject) => !known.has(subject));
      const found = (await this.mongo.in('people', (all) => all.find({ $or: [{ _id: { $in: missing } }, { _id: { $in: [...known.keys()] }, forgotten: { $ne: null } }] }).toArray())) as Person[];
      for (const { _id, forgotten } of found) if (forgotten !== undefined) { this.ring.forget(_id); known.delete(_id); keys.set(_id, null); }
      const wrapped = found.flatMap(({ _id, nonce, body, forgotten }): Wrapped[] => (nonce && body && forgotten === undefined ? [{ subject: _id, nonce, body }] : []));
      for (const [subject, key] of [...known, ...this.ring.unwrap(wrapped)]) keys.set(subject, key);
    }
    return keys;
  }
}
