import type { Position } from '@lyceum/core/event';

/** A lease and the number that outlives it: whoever holds a smaller fence is a zombie. */
export type Lease = { readonly fence: number; readonly until: number };

/** What a relay must remember between processes: who relays, and how far. For one log and epoch; another one starts from the beginning. */
export abstract class RelayState {
  /**
   * The lease, taken or renewed; null while somebody else holds it. Milliseconds since 1970. A lease that ends later than two of its lengths
   * from now was given by a clock that has been set back since, and holds nobody up.
   */
  abstract acquire(holder: string, now: number, milliseconds: number): Promise<Lease | null>;
  abstract release(holder: string): Promise<void>;
  abstract checkpoint(): Promise<Position>;
  /** False where the fence is no longer the newest: stop relaying. */
  abstract save(position: Position, fence: number): Promise<boolean>;
  /** Back to the beginning of the log; whoever relays finds at its next checkpoint that it has to begin anew. */
  abstract startAgain(): Promise<void>;
  abstract close(): Promise<void>;
}
