import { randomUUID } from 'node:crypto';
import type { Position } from '@lyceum/core/event';
import { configOf, Postgres, type Row } from '@lyceum/postgres/postgres';
import { assertAppend, conflictOf, countOf, damagedAt, halves, opened, positionOf } from './envelope.ts';
import { EventStore, Unavailable, type Append, type Kind, type Stored, type Identity } from './event-store.ts';
import { Ends, followServer } from './follow.ts';
import { Continuity } from './postgres-continuity.ts';
import { assertDurable } from './postgres-durable.ts';
import { PostgresWriter } from './postgres-writer.ts';
import * as sql from './postgres.sql.ts';

/** How soon appends of another process are noticed. */
const pollMilliseconds = 40;
const last = Number.MAX_SAFE_INTEGER;

/**
 * One log in one PostgreSQL database, for any number of processes; `url` may name a schema by `?options=-c search_path=…`. Durable means
 * durable on the server: what survives the loss of its disk is the matter of synchronous replication.
 */
export class PostgresEventStore extends EventStore {
  private readonly ends = new Ends(() => this.head(), pollMilliseconds);
  private readonly writer: PostgresWriter;
  private closing: Promise<void> | null = null;

  private constructor(private readonly server: Postgres, config: ReturnType<typeof configOf>, private readonly continuity: Continuity) {
    super();
    this.writer = new PostgresWriter(config, (query) => continuity.check(query));
  }
  get identity(): Identity { return this.continuity.identity; }

  /** `connections`: for reading, at most so many at once; one more appends. */
  static async open({ url, connections = 4 }: { url: string; connections?: number }): Promise<PostgresEventStore> {
    let continuity: Continuity | undefined;
    const server = new Postgres({ url, connections, greet: async (query) => continuity?.check(query) });
    try {
      continuity = new Continuity(await prepare(server));
      return new PostgresEventStore(server, configOf(url), continuity);
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  async append(append: Append): Promise<{ readonly position: Position }> {
    if (this.closing) throw new Unavailable('the event store is closed');
    this.continuity.assertWhole();
    assertAppend(append);
    const outcome = await this.writer.append(Object.entries(append.checks), append.events.map((event) => halves(event, this.identity)), append.events);
    if (typeof outcome !== 'number') throw conflictOf(append, outcome);
    this.continuity.saw(outcome);
    const position = positionOf(outcome);
    this.ends.moved(position);
    return { position };
  }

  async readStream(stream: string, { from = 0, asOf }: { from?: number; asOf?: Position } = {}): Promise<readonly Stored[]> {
    const events = await this.events(sql.stream, [stream, from, asOf === undefined ? last : countOf(asOf)]);
    const foreign = events.find((event, index) => event.stream !== stream || event.revision !== from + index);
    if (foreign) throw damagedAt(countOf(foreign.position), `it stands among the revisions of ${stream}, out of order`);
    return events;
  }

  async readLog({ after, before, backwards = false, asOf, limit = 500 }: Parameters<EventStore['readLog']>[0]): Promise<readonly Stored[]> {
    return this.events(backwards ? sql.backwards : sql.forwards, [after === undefined ? 0 : countOf(after), before === undefined ? last : countOf(before), asOf === undefined ? last : countOf(asOf), limit]);
  }

  async readAt(positions: readonly Position[]): Promise<readonly Stored[]> { return this.events(sql.at, [positions.map(countOf)]); }

  async head(): Promise<Position> {
    const [row] = await this.query<{ position: string }>(sql.head);
    const count = Number(row!.position);
    this.continuity.saw(count);
    return count === 0 ? '' : positionOf(count);
  }

  /** All that were ever to be appended since a release that notes them. */
  override kinds(): Promise<readonly Kind[]> { return this.query<Row & Kind>(sql.kinds); }

  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return followServer(after, next, signal, { read: (position, limit) => this.readLog({ after: position, limit }), wait: (beyond, until) => this.ends.wait(beyond, until) }, () => this.closing !== null);
  }

  async healthy(): Promise<void> {
    if (this.closing) throw new Unavailable('the event store is closed');
    await this.continuity.check(this.server.query);
  }

  /** Drains: what was asked before is answered first. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      this.ends.close(new Unavailable('the event store is closed'));
      await this.writer.close();
      await this.server.close();
    })();
    return this.closing;
  }

  private async events(text: string, values: unknown[]): Promise<Stored[]> {
    const rows = await this.query<{ position: string; text: string }>(text, values);
    return rows.map((row) => {
      this.continuity.saw(Number(row.position));
      return opened(Number(row.position), row.text);
    });
  }

  private async query<R extends Row>(text: string, values: unknown[] = []): Promise<R[]> {
    if (this.closing) throw new Unavailable('the event store is closed');
    this.continuity.assertWhole();
    return this.server.query<R>(text, values);
  }
}

/** Makes the tables where they are missing; refuses a server that would call an append durable when it is not. */
const prepare = (server: Postgres): Promise<Identity> => server.shape(async (query, statements) => {
  assertDurable(new Map((await query<{ name: string; setting: string }>(sql.settings)).map(({ name, setting }) => [name, setting])));
  await statements(sql.schema);
  for (const pair of [['log', randomUUID()], ['epoch', '0']]) await query(sql.makeMeta, pair);
  const meta = new Map((await query<{ key: string; value: string }>(sql.meta)).map(({ key, value }) => [key, value]));
  return { log: meta.get('log')!, epoch: Number(meta.get('epoch')) };
});
