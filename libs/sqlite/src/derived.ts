import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DerivedDamaged } from '@lyceum/event-store/event-store';
import { explained, isDamage, isSqlite } from './errors.ts';

/**
 * `setAside` is given by whoever has proof that no other process uses the file: then one that is damaged is put aside, which it is told, and
 * made anew. Without it, opening such a file throws `DerivedDamaged`.
 */
export type Opening = { readonly setAside?: ((notice: string) => void) | undefined };
/** `secret`: it holds personal data in clear, of which no copy may stay behind. */
type Traits = { readonly secret?: boolean };

const parts = ['', '-wal', '-shm'];

/**
 * A SQLite file that can be made again from the log, so that damage to it loses nothing. Where the damage shows only while it is in use, a
 * file beside it says so to the next start, which might not come across it.
 */
export class DerivedFile {
  /** What was found since it was opened. */
  damage: DerivedDamaged | null = null;

  constructor(readonly path: string, private readonly traits: Traits = {}) {}

  /** `open` throws what SQLite throws, and leaves nothing open when it does. */
  open<T>(open: () => T, { setAside }: Opening): T {
    try {
      if (existsSync(this.note)) throw Object.assign(new Error(readFileSync(this.note, 'utf8').trim()), { code: 'SQLITE_CORRUPT' });
      return open();
    } catch (error) {
      if (!isDamage(error) || !setAside) throw this.explained(error);
      setAside(`${this.path} is damaged (${error.message.replaceAll('\n', ' ')}): ${this.remove()}. It is made again from the log, which takes a while where that is long`);
      return open();
    }
  }

  run<T>(work: () => T): T {
    try { return work(); } catch (error) { throw this.explained(error); }
  }

  readonly explained = (error: unknown): unknown => {
    if (!isDamage(error)) return isSqlite(error) ? explained(error, this.path) : error;
    if (!existsSync(this.note)) try { writeFileSync(this.note, `${error.message}\n`, { mode: 0o600 }); } catch { /* a start may find it by itself */ }
    return (this.damage = new DerivedDamaged(`${this.path} is damaged (${error.message.replaceAll('\n', ' ')}). Nothing is lost: restart the service, which makes it again from the log`));
  };

  private get note(): string { return `${this.path}.damaged`; }

  private remove(): string {
    const aside = `${this.path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    for (const part of parts) {
      if (!existsSync(this.path + part)) continue;
      if (this.traits.secret) rmSync(this.path + part); else renameSync(this.path + part, aside + part);
    }
    rmSync(this.note, { force: true });
    return this.traits.secret ? 'it was removed, since it holds names in clear' : `it was set aside as ${aside}, which may be removed`;
  }
}
