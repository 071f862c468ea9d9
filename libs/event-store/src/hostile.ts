import type { Position } from '@lyceum/core/event';
import { Conflict, EventStore, Unavailable, type Append, type Stored } from './event-store.ts';

/**
 * A store for others' tests, as unkind as the port allows: it answers late, an append meets a conflict that is gone when it is repeated, or is
 * recorded although the caller hears that the store is away, and a subscriber's batches end elsewhere each time. `random` gives numbers in [0, 1).
 */
export class HostileEventStore extends EventStore {
  constructor(private readonly store: EventStore, private readonly random: () => number) { super(); }

  get identity() { return this.store.identity; }

  async append(append: Append): Promise<{ readonly position: Position }> {
    await this.late();
    const [stream, expected] = Object.entries(append.checks)[0]!;
    if (this.random() < 0.15) throw new Conflict(stream, expected, typeof expected === 'number' ? expected + 1 : expected === 'none' ? 0 : 'none');
    const answer = await this.store.append(append);
    await this.late();
    if (this.random() < 0.05) throw new Unavailable('the answer was lost; whether it was recorded is not known');
    return answer;
  }
  async readStream(...asked: Parameters<EventStore['readStream']>): Promise<readonly Stored[]> { await this.late(); return this.store.readStream(...asked); }
  async readLog(options: Parameters<EventStore['readLog']>[0]): Promise<readonly Stored[]> { await this.late(); return this.store.readLog(options); }
  async readAt(positions: readonly Position[]): Promise<readonly Stored[]> { await this.late(); return this.store.readAt(positions); }
  async head(): Promise<Position> { await this.late(); return this.store.head(); }

  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return this.store.subscribe(after, async (batch) => {
      for (let from = 0; from < batch.length && !signal.aborted;) {
        const to = from + 1 + Math.floor(this.random() * 7);
        await this.late();
        await next(batch.slice(from, to));
        from = to;
      }
    }, signal);
  }
  healthy(): Promise<void> { return this.store.healthy(); }
  close(): Promise<void> { return this.store.close(); }

  private late(): Promise<void> { return new Promise((resolve) => setTimeout(resolve, this.random() * 3)); }
}
