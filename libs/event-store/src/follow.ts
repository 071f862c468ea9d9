import type { Position } from '@lyceum/core/event';
import { Unavailable, type Stored } from './event-store.ts';

const batch = 500;

type Source = {
  readonly read: (after: Position, limit: number) => Promise<readonly Stored[]>;
  /** Resolves when the log may have moved beyond a position, or the signal aborts; rejects when the store is gone for good. */
  readonly wait: (beyond: Position, signal: AbortSignal) => Promise<void>;
};

/** The loop under `subscribe`: hands on what comes after a position, one call at a time; then waits for more. */
export const follow = async (after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal, { read, wait }: Source): Promise<void> => {
  for (let position = after; !signal.aborted;) {
    const events = await read(position, batch);
    if (signal.aborted) return;
    if (events.length === 0) await wait(position, signal);
    else {
      await next(events);
      position = events.at(-1)!.position;
    }
  }
};

const longestPause = 5000;

/** Asks again, ever more seldom, while a server is away; `hopeless`: where it is no use. Answers nothing once the signal aborts. */
const insistently = async (read: () => Promise<readonly Stored[]>, signal: AbortSignal, hopeless: (error: unknown) => boolean): Promise<readonly Stored[]> => {
  for (let pause = 50; ; pause = Math.min(pause * 2, longestPause)) {
    try { return await read(); } catch (error) {
      if (signal.aborted) return [];
      if (hopeless(error)) throw error;
    }
    await new Promise<void>((resolve) => {
      const done = () => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
      const timer = setTimeout(done, pause);
      signal.addEventListener('abort', done);
    });
  }
};

/** The same loop over a server's log, which may be away for a while; not once the store was closed here. */
export const followServer = (after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal, { read, wait }: Source, closed: () => boolean): Promise<void> => {
  const hopeless = (error: unknown) => closed() || !(error instanceof Unavailable);
  return follow(after, next, signal, { read: (position, limit) => insistently(() => read(position, limit), signal, hopeless), wait });
};

type Sleeper = { readonly beyond: Position; readonly wake: () => void; readonly fail: (error: Error) => void };

/** Where subscribers sleep: woken at once by appends of this process (`moved`), and by asking for the end of the log for those of others. */
export class Ends {
  private readonly sleepers = new Set<Sleeper>();
  private timer: NodeJS.Timeout | undefined;
  private ended: Error | null = null;

  /** `head` may reject where the store is away for a while: then it is asked again. */
  constructor(private readonly head: () => Promise<Position>, private readonly milliseconds: number) {}

  wait(beyond: Position, signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      if (signal.aborted) return resolve();
      const leave = () => { this.sleepers.delete(sleeper); signal.removeEventListener('abort', sleeper.wake); };
      const sleeper: Sleeper = { beyond, wake: () => { leave(); resolve(); }, fail: (error) => { leave(); reject(error); } };
      signal.addEventListener('abort', sleeper.wake, { once: true });
      this.sleepers.add(sleeper);
      void this.look(); // what was appended since the subscriber read
    });
  }

  moved(end: Position): void { for (const { beyond, wake } of [...this.sleepers]) if (end > beyond) wake(); }

  close(error: Error): void {
    this.ended = error;
    clearTimeout(this.timer);
    for (const { fail } of [...this.sleepers]) fail(error);
  }

  private async look(): Promise<void> {
    clearTimeout(this.timer);
    try { this.moved(await this.head()); } catch { /* away: asked again below */ }
    clearTimeout(this.timer); // somebody else may have looked meanwhile
    if (!this.ended && this.sleepers.size > 0) this.timer = setTimeout(() => void this.look(), this.milliseconds);
  }
}
