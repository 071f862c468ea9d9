import type { Logger } from 'pino';
import { Damaged } from '@lyceum/event-store/event-store';
import { Keys, unreadable, type Opened } from '@lyceum/vault/vault';
import type { Telemetry } from './telemetry.ts';

const advice = 'Nobody of them was forgotten: they are shown as unreadable, and nothing is written for them, until their keys are brought back from a backup of keys; see docs/OPERATIONS.md';

/** So many people, all of whom are unreadable, are no damage to single keys any more. */
const many = 10;

/** The keys as they are, with an eye on those that don't open: the service's log says it once, and a figure how many there are. Nobody is named. */
export class WatchedKeys extends Keys {
  /** Whose data were found unreadable since this process began. */
  private readonly found = new Set<string>();
  private readonly stopping = new AbortController();
  private trying: Promise<void> = Promise.resolve();
  /** Whose keys were tried and don't open. */
  private damaged: ReadonlySet<string> = new Set();

  constructor(private readonly keys: Keys, private readonly log: Pick<Logger, 'error' | 'warn'>, telemetry: Telemetry) {
    super();
    telemetry.gauge('lyceum_damaged_keys', 'People and imports of whom this process has found the key, or what it sealed, damaged', () => this.found.size);
  }

  /** Tries every key, beside whatever else goes on. */
  tryAll(): void {
    this.trying = this.keys.tryKeys(this.stopping.signal).then(({ keys, damaged }) => {
      this.damaged = new Set(damaged);
      for (const subject of damaged) this.found.add(subject);
      if (damaged.length > 0) this.log.error(`${damaged.length} of ${keys} persons' keys in the vault are damaged. ${advice}`);
    }, (error: unknown) => this.log.warn({ error: String(error) }, 'whether persons’ keys open could not be tried'));
  }

  /** Then tries everybody whom the log knows, beside whatever else goes on: a key that was lost is seen by this alone. */
  tryPeople(names: AsyncIterable<readonly string[]>): void {
    this.trying = this.trying.then(async () => {
      let [people, without] = [0, 0];
      for await (const page of names) {
        if (this.stopping.signal.aborted) return;
        const opened = await this.keys.open(page);
        const lost = page.filter((_, index) => opened[index] === unreadable).map(subjectOf);
        for (const subject of lost) this.found.add(subject);
        people += page.length;
        without += lost.filter((subject) => !this.damaged.has(subject)).length;
      }
      if (without > 0) this.log.error(`${without} of ${people} persons have no key in the vault, or one that does not open their name. ${advice}`);
    }).catch((error: unknown) => this.log.warn({ error: String(error) }, 'whether everybody has a key could not be tried'));
  }
  /** Throws `Damaged` where the vault knows nobody of many in the log. */
  async assertOwn(names: AsyncIterable<readonly string[]>): Promise<void> {
    let people = 0;
    for await (const page of names) {
      people += page.length;
      if (page.length > 0 && (await this.keys.open(page)).some((each) => each !== unreadable)) return;
    }
    if (people >= many) {
      throw new Damaged(`none of the ${people} people in the log can be read with the keys in the vault: this vault belongs to another city, or has lost its keys. Nothing was changed. `
        + 'Put the city\'s own vault and master key back, with its keys.db-wal; or restore the last backup (lyceum restore; on engines by the server\'s own means)');
    }
  }

  async open(sealed: readonly string[]): Promise<readonly Opened[]> {
    const opened = await this.keys.open(sealed);
    if (opened.includes(unreadable)) this.note(sealed.filter((_, index) => opened[index] === unreadable));
    return opened;
  }
  async forget(subject: string): Promise<void> {
    await this.keys.forget(subject);
    this.found.delete(subject);
  }
  async close(): Promise<void> {
    this.stopping.abort();
    await this.trying;
    await this.keys.close();
  }

  seal(...asked: Parameters<Keys['seal']>) { return this.keys.seal(...asked); }
  tryKeys(...asked: Parameters<Keys['tryKeys']>) { return this.keys.tryKeys(...asked); }
  forgotten() { return this.keys.forgotten(); }
  claim(...asked: Parameters<Keys['claim']>) { return this.keys.claim(...asked); }
  confirm(...asked: Parameters<Keys['confirm']>) { return this.keys.confirm(...asked); }
  holder(...asked: Parameters<Keys['holder']>) { return this.keys.holder(...asked); }
  release(...asked: Parameters<Keys['release']>) { return this.keys.release(...asked); }

  private note(sealed: readonly string[]): void {
    const before = this.found.size;
    for (const text of sealed) this.found.add(subjectOf(text));
    if (before === 0) this.log.error(`personal data were asked for that can't be read: a key in the vault, or a sealed text, is damaged. ${advice}`);
  }
}

/** A text's second part is whose it is. */
const subjectOf = (sealed: string): string => sealed.split('.')[1] ?? '';
