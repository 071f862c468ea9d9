import type { EventDefinition, Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { EventStore } from '@lyceum/event-store/event-store';
import type { ReadStore } from './read-store.ts';

/** Reads the log in its order into rows; knows how far it is. */
export class Projector {
  constructor(readonly store: EventStore, readonly reads: ReadStore, readonly projections: readonly Projection[], readonly vocabulary: ReadonlyMap<string, EventDefinition>) {}
  /** Prepares tables and starts following the log. */
  async start(): Promise<void> { throw new Error('to be written'); }
  async stop(): Promise<void> {}
  /** The position up to which all rows are written. */
  position(): Position { return ''; }
  /** False where the rows of that event were not there in time. */
  async waitFor(_position: Position, _milliseconds: number): Promise<boolean> { return false; }
}
