import { setTimeout } from 'node:timers/promises';
import { EventStore, type Stored } from '@lyceum/event-store/event-store';
import { at, type AccountEvent } from '../examples.ts';

/** A log in an array, read in batches of a few events; it goes away when told to. */
export class ArrayLog extends EventStore {
  readonly identity = { log: 'log', epoch: 0 };
  readonly events: Stored[] = [];
  subscriptions = 0;
  away = false;
  constructor(private readonly atOnce = 3) { super(); }

  add(...facts: AccountEvent[]): string {
    for (const fact of facts) this.events.push(at(this.events.length + 1, fact) as Stored);
    return this.events.at(-1)!.position;
  }
  override async readLog({ after = '', limit = 500 }: { after?: string; limit?: number }) {
    if (this.away) throw new Error('the log is away');
    return this.events.filter(({ position }) => position > after).slice(0, limit);
  }
  override async readAt(positions: readonly string[]) { return this.events.filter(({ position }) => positions.includes(position)); }
  override async head() { return this.events.at(-1)?.position ?? ''; }
  override async subscribe(after: string, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal) {
    this.subscriptions++;
    for (let from = after; !signal.aborted;) {
      const batch = await this.readLog({ after: from, limit: this.atOnce });
      if (batch.length > 0) await next(batch); else await setTimeout(1);
      from = batch.at(-1)?.position ?? from;
    }
  }
  override async append(): Promise<never> { throw new Error('not in this double'); }
  override async readStream(): Promise<never> { throw new Error('not in this double'); }
  override async healthy() {}
  override async close() {}
}
