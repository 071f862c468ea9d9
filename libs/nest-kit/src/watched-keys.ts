import type { Logger } from 'pino';
import { Keys, unreadable, type Opened } from '@lyceum/vault/vault';
import type { Telemetry } from './telemetry.ts';

const advice = 'Nobody of them was forgotten: they are shown as unreadable, and nothing is written for them, until their keys are brought back from a backup of keys; see docs/OPERATIONS.md';

/** The keys as they are, with an eye on those that don't open: the service's log says it once, and a figure how many there are. Nobody is named. */
export class WatchedKeys extends Keys {
  /** Whose data were found unreadable since this process began. */
  private readonly found = new Set<string>();
  private readonly stopping = new AbortController();
  private trying: Promise<void> = Promise.resolve();

  constructor(private readonly keys: Keys, private readonly log: Pick<Logger, 'error' | 'warn'>, telemetry: Telemetry) {
    super();
    telemetry.gauge('lyceum_damaged_keys', 'People and imports of whom this process has found the key, or what it sealed, damaged', () => this.found.size);
  }

  /** Tries every key, beside whatever else goes on. */
  tryAll(): void {
    this.trying = this.keys.tryKeys(this.stopping.signal).then(({ keys, damaged }) => {
      for (const subject of damaged) this.found.add(subject);
      if (damaged.length > 0) this.log.error(`${damaged.length} of ${keys} persons' keys in the vault are damaged. ${advice}`);
    }, (error: unknown) => this.log.warn({ error: String(error) }, 'whether persons’ keys open could not be tried'));
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

  /** A text's second part is whose it is. */
  private note(sealed: readonly string[]): void {
    const before = this.found.size;
    for (const text of sealed) this.found.add(text.split('.')[1] ?? '');
    if (before === 0) this.log.error(`personal data were asked for that can't be read: a key in the vault, or a sealed text, is damaged. ${advice}`);
  }
}
