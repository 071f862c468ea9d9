import type { Position } from '@lyceum/core/event';
import { assertAppend, countOf, damagedAt, opened, positionOf } from './envelope.ts';
import { BadPosition, EventStore, Unavailable, type Append, type Stored, type Identity } from './event-store.ts';
import { Ends, followServer } from './follow.ts';
import { KurrentConnection, type Found } from './kurrentdb-connection.ts';
import { begun, KurrentContinuity } from './kurrentdb-standing.ts';
import { Turns } from './kurrentdb-turns.ts';
import { Watch } from './kurrentdb-watch.ts';
import { commit } from './kurrentdb-writer.ts';

/** A net under the live subscription, which tells of appends at once. */
const pollMilliseconds = 2000;
const atOnce = 16;

/**
 * One log in a KurrentDB (26.1 or later), a node or a cluster, for any number of processes. An event is a record in the stream of its own name, its
 * data the canonical envelope; its position is where the record begins in the server's log. Durable is what a majority of the cluster has written.
 */
export class KurrentEventStore extends EventStore {
  private readonly ends = new Ends(() => this.head(), pollMilliseconds);
  private readonly turns = new Turns();
  private readonly continuity: KurrentContinuity;
  private readonly watch: Watch;
  private closing: Promise<void> | null = null;

  private constructor(private readonly connection: KurrentConnection, identity: Identity) {
    super();
    this.continuity = new KurrentContinuity(identity);
    this.watch = new Watch(connection, {
      moved: (count) => this.ends.moved(positionOf(count)),
      listening: () => { void this.head().then((end) => this.ends.moved(end), () => {}); },
      cutOff: () => { this.continuity.doubtful = true; },
      harmed: (error) => this.continuity.harmed(error),
    });
  }
  get identity(): Identity { return this.continuity.identity; }

  /** Refuses a server that is too old, and one whose streams' metadata would let events of the log go. */
  static async open({ url }: { url: string }): Promise<KurrentEventStore> {
    const connection = new KurrentConnection(url);
    try {
      await connection.greet();
      return new KurrentEventStore(connection, await begun(connection, async () => (await lastOf(connection))?.count ?? 0));
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  async append(append: Append): Promise<{ readonly position: Position }> {
    if (this.closing) throw new Unavailable('the event store is closed');
    assertAppend(append);
    assertNames(append);
    const writes = new Set(append.events.map(({ stream }) => stream));
    const looks = Object.keys(append.checks).filter((stream) => !writes.has(stream));
    const count = await this.turns.take(writes, looks, () => this.ask(() => commit(this.connection, append, this.identity)));
    this.continuity.saw(count);
    const position = positionOf(count);
    this.ends.moved(position);
    return { position };
  }

  async readStream(stream: string, { from = 0, asOf }: { from?: number; asOf?: Position } = {}): Promise<readonly Stored[]> {
    const last = asOf === undefined ? Infinity : countOf(asOf);
    const found = await this.read(() => this.connection.readStream(this.connection.streamOf(stream), from));
    return found.filter(({ count }) => count <= last).map((each, index) => {
      if (each.revision !== from + index) throw damagedAt(each.count, `it is revision ${each.revision} of ${stream} where ${from + index} is due, so events before it are gone`);
      return this.sealed(each);
    });
  }

  async readLog({ after = '', before, backwards = false, asOf, limit = 500 }: Parameters<EventStore['readLog']>[0]): Promise<readonly Stored[]> {
    const first = countOf(after);
    const end = await this.boundary(before, asOf);
    const last = end === 'end' ? Infinity : end;
    // One more than is asked for: the server begins forwards with the event at the position itself.
    const found = last <= first ? [] : await this.read(() => this.connection.readAll(backwards ? end : first === 0 ? 'start' : first, limit + 1, { backwards }));
    return found.filter(({ count }) => count > first && count < last).slice(0, limit).map((each) => this.sealed(each));
  }

  async readAt(positions: readonly Position[]): Promise<readonly Stored[]> {
    const counts = [...new Set(positions.map(countOf))].sort((a, b) => a - b);
    const events: Stored[] = [];
    for (let next = 0; next < counts.length; next += atOnce) {
      const some = await Promise.all(counts.slice(next, next + atOnce).map(async (count) => (await this.from(count, 1)).filter((found) => found.count === count)));
      events.push(...some.flat().map((found) => this.sealed(found)));
    }
    return events;
  }

  async head(): Promise<Position> {
    const last = await this.ask(() => lastOf(this.connection));
    return last ? positionOf(last.count) : '';
  }

  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return followServer(after, next, signal, { read: (position, limit) => this.readLog({ after: position, limit }), wait: (beyond, until) => this.ends.wait(beyond, until) }, () => this.closing !== null);
  }

  async healthy(): Promise<void> {
    if (this.closing) throw new Unavailable('the event store is closed');
    await this.continuity.check(this.connection);
  }

  /** Drains: what was asked before is answered first. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      this.ends.close(new Unavailable('the event store is closed'));
      await this.turns.drained();
      await this.watch.close();
      await this.connection.close();
    })();
    return this.closing;
  }

  /** Where what is asked for ends, itself excluded: at `before`, or at the first event behind `asOf`. */
  private async boundary(before: Position | undefined, asOf: Position | undefined): Promise<number | 'end'> {
    if (asOf === undefined || (before !== undefined && before <= asOf)) return before === undefined ? 'end' : countOf(before);
    const last = countOf(asOf);
    if (last === 0) return 0;
    const behind = (await this.read(() => this.connection.readAll(last, 2))).find(({ count }) => count > last);
    const end = behind?.count ?? 'end';
    return before !== undefined && (end === 'end' || countOf(before) < end) ? countOf(before) : end;
  }

  /** What stands at a position and behind it; nothing at one that this log never gave. */
  private async from(count: number, limit: number): Promise<readonly Found[]> {
    try { return await this.read(() => this.connection.readAll(count, limit)); } catch (error) {
      if (error instanceof BadPosition) return [];
      throw error;
    }
  }

  private async read(work: () => Promise<readonly Found[]>): Promise<readonly Found[]> {
    if (this.closing) throw new Unavailable('the event store is closed');
    return this.ask(work);
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    this.continuity.assertWhole();
    if (this.continuity.doubtful) await this.continuity.check(this.connection);
    try { return await work(); } catch (error) {
      if (error instanceof Unavailable) this.continuity.doubtful = true;
      throw error;
    }
  }

  private sealed({ count, stream, revision, data }: Found): Stored {
    if (!Buffer.isBuffer(data)) throw damagedAt(count, 'somebody else wrote it');
    const event = opened(count, data.toString('utf8'));
    if (this.connection.streamOf(event.stream) !== stream || event.revision !== revision) throw damagedAt(count, `it says it is ${event.stream}@${event.revision} but stands at ${stream}@${revision}`);
    this.continuity.saw(count);
    return event;
  }
}

const lastOf = async (connection: KurrentConnection): Promise<Found | undefined> => (await connection.readAll('end', 1, { backwards: true }))[0];

/** Within an append, the server takes names that differ only in their letters' case for one. */
const assertNames = ({ checks }: Append): void => {
  const names = Object.keys(checks);
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new Error(`an append to KurrentDB can't name streams that differ only in upper and lower case: ${names.join(', ')}`);
};
