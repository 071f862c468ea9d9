import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { decrypt, encrypt } from './cipher.ts';
import { claimText, type ClaimKind } from './claim-value.ts';
import type { MasterKey } from './master-key.ts';
import type { KeysTried } from './vault.ts';

/** Bytes under the master key, as they rest. */
export type Resting = { readonly nonce: Buffer; readonly body: Buffer };
/** A person's key as it rests. */
export type Wrapped = Resting & { readonly subject: string };
/** Keys by subject: `null` of somebody who was forgotten, nothing where it should be there and is damaged or lost. */
export type Found = ReadonlyMap<string, Buffer | null>;

/** Rows of one question, where all are asked for. */
export const pageOfKeys = 200;

const cached = 50_000; // keys held in memory at most

/** Keys under the master key, wherever they rest: wraps them, and keeps the last ones used in memory. */
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
  /** Keys by subject; a damaged one is left out, and opens nothing. */
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
  /** Those of a vault page by page, each after the subject that the page before ended with, so that others get their turn. */
  async tryAll(page: (after: string) => readonly Wrapped[] | Promise<readonly Wrapped[]>, signal?: AbortSignal): Promise<KeysTried> {
    const damaged: string[] = [];
    let keys = 0;
    for (let after = ''; !signal?.aborted; await setImmediate()) {
      const rows = await page(after);
      keys += rows.length;
      damaged.push(...rows.filter((row) => !this.opens(row)).map(({ subject }) => subject));
      if (rows.length < pageOfKeys) break;
      after = rows.at(-1)!.subject;
    }
    return { keys, damaged };
  }
  make(subject: string): Wrapped { return { subject, ...encrypt(this.master.wrapping, randomBytes(32), subject) }; }
  forget(subject: string): void { this.cache.delete(subject); }
  clear(): void { this.cache.clear(); }

  /** What is kept of a claim instead of its value. */
  claimHash(kind: ClaimKind, value: string): Buffer { return createHmac('sha256', createSecretKey(this.master.claims)).update(`${kind}\n${claimText(kind, value)}`).digest(); }
}
