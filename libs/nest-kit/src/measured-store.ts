import { EventStore, type Append } from '@lyceum/event-store/event-store';
import type { Telemetry } from './telemetry.ts';

/** The log as it is, with a clock beside its appends: how long it takes until one is durable, whoever asked for it. */
export class MeasuredEventStore extends EventStore {
  constructor(private readonly store: EventStore, private readonly telemetry: Telemetry) { super(); }

  get identity() { return this.store.identity; }
  async append(append: Append) {
    const began = performance.now();
    try { return await this.store.append(append); } finally { this.telemetry.appended((performance.now() - began) / 1000); }
  }
  readStream(...asked: Parameters<EventStore['readStream']>) { return this.store.readStream(...asked); }
  readLog(...asked: Parameters<EventStore['readLog']>) { return this.store.readLog(...asked); }
  readAt(...asked: Parameters<EventStore['readAt']>) { return this.store.readAt(...asked); }
  head() { return this.store.head(); }
  subscribe(...asked: Parameters<EventStore['subscribe']>) { return this.store.subscribe(...asked); }
  override kinds() { return this.store.kinds(); }
  healthy() { return this.store.healthy(); }
  close() { return this.store.close(); }
}
