import { setTimeout } from 'node:timers/promises';
import { Unavailable } from '@lyceum/event-store/event-store';

type Closable = { close(): Promise<void> };
/** What a service rests on can't be opened, and waiting would not help. */
class Failed extends Error {}

/** Milliseconds. */
const firstPause = 250;
const longestPause = 5000;
const sayAgain = 30_000;

/**
 * Opens what a service rests on, side by side, each by the setting that names it. What is away is asked for again and again where `waits` is given,
 * which is told why; whatever else goes wrong is a wrong setting, and ends the opening with every such error.
 */
export class Opening {
  private readonly opened: Closable[] = [];
  private readonly pending = new Map<string, number>();
  private readonly said = new Map<string, { readonly why: string; readonly at: number }>();
  private readonly ending = new AbortController();

  constructor(private readonly waits?: (setting: string, why: string) => void) {}

  /** The settings whose servers are still missing. */
  get missing(): readonly string[] { return [...this.pending].flatMap(([setting, left]) => (left > 0 ? [setting] : [])); }

  async open<T extends Closable>(setting: string, work: () => Promise<T>): Promise<T> {
    this.count(setting, 1);
    try {
      const made = await this.patiently(setting, work);
      this.opened.unshift(made);
      this.count(setting, -1);
      return made;
    } catch (error) {
      if (error instanceof Failed) throw error; // of what this one rests on
      throw new Failed(`${setting}: ${textOf(error)}`, { cause: error });
    }
  }

  /** All of them; or everything that was opened is closed again. */
  async all<R extends object>(parts: { readonly [K in keyof R]: Promise<R[K]> | R[K] }): Promise<R> {
    const values = Object.values(parts) as unknown[];
    for (const value of values) if (value instanceof Promise) value.catch(() => this.giveUp());
    const settled = await Promise.allSettled(values);
    const faults = new Set(settled.flatMap((each) => (each.status === 'rejected' ? [textOf(each.reason)] : [])).filter((fault) => !fault.endsWith(gaveUp)));
    if (settled.every(({ status }) => status === 'fulfilled')) return Object.fromEntries(Object.keys(parts).map((key, index) => [key, (settled[index] as PromiseFulfilledResult<unknown>).value])) as R;
    for (const each of this.opened) await each.close().catch(() => undefined);
    throw new Error([...faults].join('\n') || gaveUp);
  }

  /** Ends the waiting: `all` then closes what was opened, and throws. */
  giveUp(): void { this.ending.abort(); }

  private count(setting: string, by: number): void { this.pending.set(setting, (this.pending.get(setting) ?? 0) + by); }

  private say(setting: string, why: string, waits: (setting: string, why: string) => void): void {
    const said = this.said.get(setting);
    if (said && said.why === why && Date.now() - said.at < sayAgain) return;
    this.said.set(setting, { why, at: Date.now() });
    waits(setting, why);
  }

  private async patiently<T>(setting: string, work: () => Promise<T>): Promise<T> {
    const { signal } = this.ending;
    for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 2)) {
      if (signal.aborted) throw new Error(gaveUp);
      try { return await work(); } catch (error) {
        if (!this.waits || !(error instanceof Unavailable)) throw error;
        this.say(setting, error.message, this.waits);
      }
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

const gaveUp = 'it was not waited for any longer';
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
