import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { Damaged } from '@lyceum/event-store/event-store';
import { decrypt, encrypt, openText, parseSealed } from './cipher.ts';
import { claimText, type ClaimKind } from './claim-value.ts';
import type { MasterKey } from './master-key.ts';

/** Bytes under the master key, as they rest. */
export type Resting = { readonly nonce: Buffer; readonly body: Buffer };
/** A person's key as it rests. */
export type Wrapped = Resting & { readonly subject: string };

const cached = 50_000; // keys held in memory at most
const longest = 4000; // characters of one sealed text

/** What every vault does with keys, wherever they rest: wraps them, keeps the last ones used in memory, seals and opens texts with them. */
export class KeyRing {
  private readonly cache = new Map<string, Buffer>();
  constructor(private readonly master: MasterKey) {}

  /** Throws where a vault was made with another master key. For a new vault: what it must keep so that this can be told. */
  probe(kept: Resting | undefined): Resting | null {
    if (!kept) return encrypt(this.master.wrapping, Buffer.from('lyceum'), 'probe');
    if (decrypt(this.master.wrapping, kept.nonce, kept.body, 'probe') === null) throw new Error(`the master key in ${this.master.file} is not the one of this vault: restore the right one from its backup`);
    return null;
  }

  /** Keys by subject, those that are in memory. */
  known(subjects: Iterable<string>): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const subject of subjects) {
      const key = this.cache.get(subject);
      if (key) found.set(subject, key);
    }
    return found;
  }
  /** Keys by subject; a damaged one is left out, and opens nothing: whoever would seal with it is told by `damagedKey`. */
  unwrap(rows: readonly Wrapped[]): Map<string, Buffer> {
    const found = new Map<string, Buffer>();
    for (const { subject, nonce, body } of rows) {
      const key = decrypt(this.master.wrapping, nonce, body, subject);
      if (!key) continue;
      found.set(subject, key);
      if (this.cache.size >= cached) this.cache.delete(this.cache.keys().next().value!);
      this.cache.set(subject, key);
    }
    return found;
  }
  /** Whether a key that is there opens; nothing of it stays in memory. */
  opens({ subject, nonce, body }: Wrapped): boolean { return decrypt(this.master.wrapping, nonce, body, subject) !== null; }
  make(subject: string): Wrapped { return { subject, ...encrypt(this.master.wrapping, randomBytes(32), subject) }; }
  forget(subject: string): void { this.cache.delete(subject); }
  clear(): void { this.cache.clear(); }

  /** What is kept of a claim instead of its value. */
  claimHash(kind: ClaimKind, value: string): Buffer { return createHmac('sha256', createSecretKey(this.master.claims)).update(`${kind}\n${claimText(kind, value)}`).digest(); }
}

/** Of a person who was not forgotten, but whose key opens no more: what is sealed is not gone, and must not be called so. */
export const damagedKey = (subject: string): Damaged => new Damaged(`the key of ${subject} is in the vault but can't be opened: it was changed where it rests. This person was not forgotten. `
  + 'Restore the vault from its last backup in which the key is whole: of a data folder, `lyceum backup` and then `lyceum restore` take each damaged key from an older backup of keys');

/** Throws where it can't be sealed, whatever the key. */
export const assertSealable = (subject: string, plain: string): void => {
  if (!/^[\w-]{1,64}$/.test(subject)) throw new Error(`${JSON.stringify(subject)} cannot own personal data: an id has letters, digits, _ and -`);
  if (plain.length > longest) throw new Error(`personal data of ${plain.length} characters; ${longest} is the most`);
};

/** The plain texts in the order given, with the keys that `load` finds; null for the rest. */
export const openAll = async (sealed: readonly string[], load: (subjects: readonly string[]) => ReadonlyMap<string, Buffer> | Promise<ReadonlyMap<string, Buffer>>): Promise<(string | null)[]> => {
  const parsed = sealed.map(parseSealed);
  const keys = await load([...new Set(parsed.flatMap((each) => (each ? [each.subject] : [])))]);
  return parsed.map((each) => {
    const key = each && keys.get(each.subject);
    return key ? openText(key, each) : null;
  });
};
