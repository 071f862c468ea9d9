import { patiently } from '@lyceum/nest-kit/patiently';

type Closable = { close(): Promise<void> };
/** What a service rests on can't be opened, and waiting would not help. */
class Failed extends Error {}

const sayAgain = 30_000; // milliseconds

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
      const made = await patiently(work, (why) => this.goesOn(setting, why), this.ending.signal);
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
  giveUp(): void { this.ending.abort(new Error(gaveUp)); }

  private count(setting: string, by: number): void { this.pending.set(setting, (this.pending.get(setting) ?? 0) + by); }

  private goesOn(setting: string, why: string): boolean {
    if (!this.waits) return false;
    const said = this.said.get(setting);
    if (said && said.why === why && Date.now() - said.at < sayAgain) return true;
    this.said.set(setting, { why, at: Date.now() });
    this.waits(setting, why);
    return true;
  }
}

const gaveUp = 'it was not waited for any longer';
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
