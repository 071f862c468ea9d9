import type { AllStreamSubscription } from '@kurrent/kurrentdb-client';
import type { Damaged } from './event-store.ts';
import { foundOf, type KurrentConnection } from './kurrentdb-connection.ts';
import { lettingGo } from './kurrentdb-standing.ts';

const longestPause = 5000;

type Ears = {
  /** Something was appended here. */
  readonly moved: (count: number) => void;
  /** It listens (again): what was appended before is not told. */
  readonly listening: () => void;
  /** It was cut off; it tries again by itself. */
  readonly cutOff: () => void;
  readonly harmed: (error: Damaged) => void;
};

/**
 * A live subscription to the log that wakes those who wait for it, made again whenever it breaks. What they get they read themselves, from the
 * position where they stand: nothing is lost where the server, the network or this subscription loses something.
 */
export class Watch {
  private subscription: AllStreamSubscription | null = null;
  private timer: NodeJS.Timeout | undefined;
  private pause = 50;
  private closed = false;

  constructor(private readonly connection: KurrentConnection, private readonly ears: Ears) { this.subscribe(); }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.subscription?.unsubscribe().catch(() => {});
  }

  private subscribe(): void {
    const subscription = this.connection.watch();
    this.subscription = subscription;
    subscription.on('confirmation', () => { this.pause = 50; this.ears.listening(); });
    subscription.on('data', ({ event }) => {
      if (!event) return;
      const found = foundOf(event);
      const harm = lettingGo(this.connection, found);
      if (harm) this.ears.harmed(harm);
      else this.ears.moved(found.count);
    });
    let over = false;
    const again = () => {
      if (over || this.closed) return;
      over = true;
      subscription.destroy();
      this.ears.cutOff();
      this.timer = setTimeout(() => this.subscribe(), this.pause);
      this.pause = Math.min(this.pause * 2, longestPause);
    };
    for (const sign of ['error', 'end', 'close'] as const) subscription.on(sign, again);
  }
}
