import { randomUUID } from 'node:crypto';
import type { EventDefinition, Recorded } from '@lyceum/core/event';
import { assertWithin, LostEnd, NewerRelease, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { inTodaysShape } from '@lyceum/event-store/folds';
import type { Message, MessageBus } from './message-bus.ts';
import type { RelayState } from './relay-state.ts';

const leaseMilliseconds = 10_000;
const longestPause = 5000;

/**
 * Publishes what is committed, at least once, in order per stream. One relay at a time holds the lease; the fence guards its checkpoint,
 * so that a relay that was believed dead can only repeat messages.
 */
export class Relay {
  private readonly holder = randomUUID();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failure: Error | null = null;

  constructor(private readonly store: EventStore, private readonly bus: MessageBus, private readonly state: RelayState, private readonly vocabulary: ReadonlyMap<string, EventDefinition>) {}

  start(): void { this.running = this.run(); }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.release();
  }
  private async release(): Promise<void> {
    await this.state.release(this.holder).catch(() => undefined); // where that is away, the lease runs out by itself
  }

  /** Throws the reason why messages wait. */
  async healthy(): Promise<void> { if (this.failure) throw this.failure; }

  /** Resolves when everything committed was delivered, by whichever process relays, with what reactors appended meanwhile. */
  async idle(): Promise<void> {
    while ((await this.state.checkpoint()) < (await this.store.head())) await pause(2, this.stopping.signal);
    await this.bus.idle();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted;) {
      const turn = new AbortController();
      const renewal = setInterval(() => this.acquire().then((fence) => { if (fence === null) turn.abort(); }, () => turn.abort()), leaseMilliseconds / 3);
      try {
        const fence = await this.acquire();
        if (fence === null) {
          this.failure = null; // somebody else relays
          await pause(leaseMilliseconds / 3, signal);
          continue;
        }
        const position = await this.state.checkpoint();
        await assertWithin(this.store, position, 'the relay');
        if (position === (await this.store.head())) this.failure = null; // nothing waits
        await this.store.subscribe(position, async (batch) => { await this.pass(batch, fence); failures = 0; }, AbortSignal.any([signal, turn.signal]));
      } catch (error) {
        this.failure = error instanceof Error ? error : new Error(String(error));
        if (error instanceof LostEnd) return; // a log that lost its end would soon look whole again
        if (error instanceof NewerRelease) return await this.release(); // to one that can read it
        await pause(Math.min(longestPause, 100 * 2 ** failures++), signal);
      } finally {
        clearInterval(renewal);
      }
    }
  }

  private async acquire(): Promise<number | null> {
    return (await this.state.acquire(this.holder, Date.now(), leaseMilliseconds))?.fence ?? null;
  }

  private async pass(batch: readonly Stored[], fence: number): Promise<void> {
    await this.bus.publish(batch.map((stored) => messageOf(inTodaysShape(this.vocabulary, stored))));
    const last = batch.at(-1)!.position;
    if (!(await this.state.save(last, fence))) throw new Error('another relay has taken over');
    this.failure = null;
  }
}

/** A release goes the way of the key that it releases, to whichever replica handles that key, and in its order. */
export const messageOf = (event: Recorded): Message => ({ key: event.type === 'MessagesReleased' ? (event.data as { key: string }).key : event.stream, event });

const pause = (milliseconds: number, signal: AbortSignal) => new Promise<void>((resolve) => {
  if (signal.aborted) return resolve();
  const done = () => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
  const timer = setTimeout(done, milliseconds);
  signal.addEventListener('abort', done);
});
