import { setTimeout } from 'node:timers/promises';
import { Damaged, NewerRelease, Unavailable, type Kind } from './event-store.ts';
import { startCheck } from './sqlite-log-check.ts';

/** How long appends wait until a log was looked at; later ones are refused until it was. Whoever asks would rather know, and whoever stops a service has twenty seconds. */
const patience = 15_000;
/** Before a look that could not be made is tried again. */
const pause = 2_000;

/** What of a look is another's business. */
export type Looking = {
  /** Throws where its opener can't do with a log that holds these kinds of events. */
  readonly readable?: ((kinds: readonly Kind[]) => void) | undefined;
  /** Is told why a log could not be looked at, each time; and what is wrong with one that is read already. */
  readonly told?: ((error: Error) => void) | undefined;
  readonly check?: typeof startCheck | undefined;
};

/** The look at a whole log file, tried until it could be made, and the appends that wait for it. */
export class Look {
  /** The kinds of events that there are; rejects with `Damaged`, or with what `readable` threw. Where it is stopped before that is known, it never settles. */
  readonly sound: Promise<readonly Kind[]>;
  /** Whether anything may be appended. */
  passed = false;
  /** What is wrong with the log, or why it could not be looked at the last time. */
  fault: Error | null = null;
  private readonly gate = Promise.withResolvers<void>();
  private readonly stopping = new AbortController();
  private running: ReturnType<typeof startCheck> | undefined;

  /** Of a `long` log one need not wait for `sound` before it is read. */
  constructor(private readonly file: string, private readonly end: number, readonly long: boolean, private readonly looking: Looking) {
    this.gate.promise.catch(() => undefined); // nobody need wait
    AbortSignal.timeout(patience).addEventListener('abort', () => this.gate.reject(new Unavailable(`${file}: it is still being looked at, and nothing can be recorded until that is over; try again`)));
    this.sound = this.run();
    this.sound.catch(() => undefined);
  }

  /** For an append. Rejects with why it may not be made, also where that is so only for now. */
  wait(): Promise<void> { return this.fault ? Promise.reject(this.fault) : this.gate.promise; }

  /** What waits is refused. */
  async stop(): Promise<void> {
    this.gate.reject(new Unavailable('the event store is closed'));
    this.stopping.abort();
    await this.running?.stop();
  }

  private async run(): Promise<readonly Kind[]> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        return await this.once();
      } catch (error) {
        if (signal.aborted) break;
        const final = error instanceof Damaged || error instanceof NewerRelease;
        this.fault = final || error instanceof Unavailable ? error : new Unavailable(`${this.file}: it could not be looked at (${String(error)})`);
        this.gate.reject(this.fault);
        if (!final || this.long) this.looking.told?.(this.fault);
        if (final) throw error;
      }
      await this.running?.stop();
      await setTimeout(pause, undefined, { signal }).catch(() => undefined);
    }
    return new Promise(() => undefined);
  }

  private async once(): Promise<readonly Kind[]> {
    const { readable, check = startCheck } = this.looking;
    this.running = check(this.file, this.end);
    const kinds = await this.running.sound;
    readable?.(kinds);
    [this.passed, this.fault] = [true, null];
    this.gate.resolve();
    return kinds;
  }
}
