import { openText, parseSealed, sealText } from './cipher.ts';
import type { Found, KeyRing, Wrapped } from './key-ring.ts';
import { Keys, PersonUnreadable, unreadable, type Opened } from './vault.ts';

const longest = 4000; // characters of one sealed text

/** What every vault does alike, wherever its keys rest: seals texts and opens them, and makes a key for whoever has none. */
export abstract class WrappedKeys extends Keys {
  protected constructor(protected readonly ring: KeyRing) { super(); }

  async seal(subject: string, plain: string): Promise<string> {
    assertSealable(subject, plain);
    const key = (await this.load([subject])).get(subject) ?? (await this.make(subject));
    return sealText(key, subject, plain);
  }
  async open(sealed: readonly string[]): Promise<readonly Opened[]> {
    const parsed = sealed.map(parseSealed);
    const keys = await this.load([...new Set(parsed.flatMap((each) => (each ? [each.subject] : [])))]);
    return parsed.map((each) => {
      const key = each ? keys.get(each.subject) : undefined;
      return key === null ? null : (key && openText(key, each!)) ?? unreadable;
    });
  }

  protected abstract load(subjects: readonly string[]): Found | Promise<Found>;
  /** Keeps it where its subject has none. */
  protected abstract keep(key: Wrapped): Promise<unknown>;
  /** Refuses `person-forgotten`. */
  protected abstract refuseForgotten(subject: string): void | Promise<void>;

  private async make(subject: string): Promise<Buffer> {
    await this.keep(this.ring.make(subject));
    const key = (await this.load([subject])).get(subject); // whoever else made one at the same time was first
    if (key) return key;
    await this.refuseForgotten(subject); // meanwhile
    throw new PersonUnreadable();
  }
}

/** Throws where it can't be sealed, whatever the key. */
const assertSealable = (subject: string, plain: string): void => {
  if (!/^[\w-]{1,64}$/.test(subject)) throw new Error(`${JSON.stringify(subject)} cannot own personal data: an id has letters, digits, _ and -`);
  if (plain.length > longest) throw new Error(`personal data of ${plain.length} characters; ${longest} is the most`);
};
