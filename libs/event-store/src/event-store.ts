import { beginning, type Envelope, type Position } from '@lyceum/core/event';
import type { Json } from '@lyceum/core/canonical';

/** What a stream must be at when an append commits. A number is the last revision. */
export type Expectation = 'none' | 'exists' | number;

/** An event that asks to be appended; the store adds log, epoch, revision and position. */
export type Proposed = Omit<Envelope, 'log' | 'epoch' | 'revision' | 'position'> & { readonly type: string; readonly data: Json };

/** All of it or nothing. `checks` also name streams that it does not write; every stream that it writes must be named. */
export type Append = { readonly events: readonly Proposed[]; readonly checks: Readonly<Record<string, Expectation>> };

/** As it rests, in the shape of its own version. */
export type Stored = Envelope & { readonly type: string; readonly data: Record<string, Json> };

/** A stream was not where the append expected it; nothing was written. */
export class Conflict extends Error {
  constructor(readonly stream: string, readonly expected: Expectation, readonly actual: 'none' | number) {
    super(`${stream}: expected ${expected}, but it is at ${actual}`);
  }
}
/** The disk is full or the server is away: reads go on, appends do not. Becomes 503. */
export class Unavailable extends Error {}
/** What was made from the log can't be read any more; nothing is lost, and a restart makes it again. Becomes 503. */
export class DerivedDamaged extends Error {}
/** Whether a text is what positions look like; not whether the log has come there. */
export const isPosition = (text: string): boolean => /^\d{16}$/.test(text);
/** A position that no log of this kind gives: the caller's fault, where it came from outside. Becomes 422. */
export class BadPosition extends Error {
  constructor(readonly given: string) { super(`${JSON.stringify(given)} is not a position of this log`); }
}
/** Bytes at rest that are not what was written. Says where, and what to do. */
export class Damaged extends Error {}
/** The log ends before what was acknowledged or read. It would soon look whole again, so nobody goes on over it without a restart. */
export class LostEnd extends Damaged {}

/** The log holds what only a newer release writes: read on, a fact would be passed over. Becomes 503. */
export class NewerRelease extends Error {}

/** One kind of event, and where one of it stands, as far as that is known. */
export type Kind = { readonly type: string; readonly version: number; readonly position?: Position };

/** Which log, and which time since it was last restored or moved: rows made of another are not its own. */
export type Identity = { readonly log: string; readonly epoch: number };

/**
 * One log for a city. Appends resolve only when durable. A position is an opaque ordered string, not necessarily dense;
 * events become visible in the order of their positions, so that a subscriber never skips one.
 */
export abstract class EventStore {
  /** The log's id and epoch. */
  abstract readonly identity: Identity;
  /** Throws `Conflict`, `Unavailable`. An event id that is already in the log is a `Conflict` on its stream. */
  abstract append(append: Append): Promise<{ readonly position: Position }>;
  /** A stream's events in order; `from` a revision (inclusive), up to the position `asOf` (inclusive). An absent stream is empty. */
  abstract readStream(stream: string, options?: { from?: number; asOf?: Position }): Promise<readonly Stored[]>;
  /** At most `limit` events (default 500) after a position, or before it when `backwards`; both exclusive; up to `asOf` (inclusive). */
  abstract readLog(options: { after?: Position; before?: Position; backwards?: boolean; asOf?: Position; limit?: number }): Promise<readonly Stored[]>;
  /** Events by position, where they exist, in the order of positions. */
  abstract readAt(positions: readonly Position[]): Promise<readonly Stored[]>;
  /** The last position; `beginning` in an empty log. */
  abstract head(): Promise<Position>;
  /**
   * Calls `next` with batches, one call at a time, each event once, in order, gap-free, also for events that other processes append.
   * Goes on until the signal aborts; rejects when `next` throws or the store goes away for good.
   */
  abstract subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** The kinds of events that it holds, as far as that is known without reading all of it for this alone. */
  async kinds(): Promise<readonly Kind[]> { return []; }
  /** Free space, damage, connection: an error says what to do. */
  abstract healthy(): Promise<void>;
  abstract close(): Promise<void>;
}

/** Throws where a follower knows of events that the log does not have: it has lost its end, and what comes next would be passed over. */
export const assertWithin = async (store: EventStore, position: Position, follower: string): Promise<void> => {
  const head = await store.head();
  if (position <= head) return;
  throw new LostEnd(`${follower} came up to ${position}, but the log ends at ${head || 'its beginning'}: it has lost its end. Bring back the whole log, or restore it under its next epoch; what follows it is then made anew`);
};

/** The log, or what follows `after`, batch by batch in order, up to where it ends, or to `asOf`. */
export async function* batchesOf(store: Pick<EventStore, 'readLog'>, { after = beginning, limit = 2000, ...upTo }: { readonly after?: Position; readonly asOf?: Position; readonly limit?: number } = {}): AsyncGenerator<readonly Stored[], undefined> {
  for (let batch = await store.readLog({ after, limit, ...upTo }); batch.length > 0; batch = await store.readLog({ after: batch.at(-1)!.position, limit, ...upTo })) yield batch;
}
