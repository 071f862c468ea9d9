import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Position } from '@lyceum/core/event';
import { assertAppend, countOf, damagedAt, halves, opened, positionOf, type Identity } from './envelope.ts';
import { Conflict, EventStore, Unavailable, type Append, type Expectation, type Stored } from './event-store.ts';
import { Ends, follow } from './follow.ts';
import { PostgresWriter } from './postgres-writer.ts';
import * as sql from './postgres.sql.ts';

/** How soon appends of another process are noticed. */
const pollMilliseconds = 40;
const longestPause = 5000;
const last = Number.MAX_SAFE_INTEGER;

/**
 * One log in one PostgreSQL database, for any number of processes; `url` may name a schema by `?options=-c search_path=…`. Durable means
 * durable on the server: what survives the loss of its disk is the matter of synchronous replication.
 */
export class PostgresEventStore extends EventStore {
  private readonly ends = new Ends(() => this.head(), pollMilliseconds);
  private readonly writer: PostgresWriter;
  private closing: Promise<void> | null = null;

  private constructor(private readonly pool: pg.Pool, config: pg.ClientConfig, readonly identity: Identity) {
    super();
    this.writer = new PostgresWriter(config);
  }

  static async open({ url }: { url: string }): Promise<PostgresEventStore> {
    const config: pg.ClientConfig = { connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 30_000, keepAlive: true, application_name: 'lyceum' };
    const pool = new pg.Pool({ ...config, max: 4, idleTimeoutMillis: 30_000 });
    pool.on('error', () => {}); // an idle connection that breaks is replaced; without a listener it would end the process
    try {
      return new PostgresEventStore(pool, config, await prepare(pool));
    } catch (error) {
      await pool.end();
      throw error instanceof Unavailable ? error : away(error);
    }
  }

  async append(append: Append): Promise<{ readonly position: Position }> {
    if (this.closing) throw new Unavailable('the event store is closed');
    assertAppend(append);
    const outcome = await this.writer.append(Object.entries(append.checks), append.events.map((event) => halves(event, this.identity)));
    if (typeof outcome !== 'number') {
      throw new Conflict(outcome.stream, append.checks[outcome.stream] as Expectation, outcome.actual === -1 ? 'none' : outcome.actual);
    }
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
    return Number(row!.position) === 0 ? '' : positionOf(Number(row!.position));
  }

  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return follow(after, next, signal, { read: (position, limit) => this.insistently(() => this.readLog({ after: position, limit }), signal), wait: (beyond, until) => this.ends.wait(beyond, until) });
  }

  async healthy(): Promise<void> {
    const [row] = await this.query<{ standby: boolean }>(sql.primary);
    if (row!.standby) throw new Unavailable('PostgreSQL: this server is a standby and takes no appends; connect to the primary');
  }

  /** Drains: what was asked before is answered first. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      this.ends.close(new Unavailable('the event store is closed'));
      await this.writer.close();
      await this.pool.end();
    })();
    return this.closing;
  }

  /** A server that is away for a while does not end a subscription. */
  private async insistently(read: () => Promise<readonly Stored[]>, signal: AbortSignal): Promise<readonly Stored[]> {
    for (let pause = 50; ; pause = Math.min(pause * 2, longestPause)) {
      try { return await read(); } catch (error) {
        if (signal.aborted) return [];
        if (this.closing || !(error instanceof Unavailable)) throw error;
      }
      await new Promise<void>((resolve) => {
        const done = () => { clearTimeout(timer); signal.removeEventListener('abort', done); resolve(); };
        const timer = setTimeout(done, pause);
        signal.addEventListener('abort', done);
      });
    }
  }

  private async events(text: string, values: unknown[]): Promise<Stored[]> {
    const rows = await this.query<{ position: string; text: string }>(text, values);
    return rows.map((row) => opened(Number(row.position), row.text));
  }

  private async query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    if (this.closing) throw new Unavailable('the event store is closed');
    try { return (await this.pool.query<R>({ name: text.length < 60 ? text : `read ${text.slice(-57)}`, text, values })).rows; } catch (error) { throw away(error); }
  }
}

/** Makes the tables where they are missing; refuses a server that would call an append durable when it is not. */
const prepare = async (pool: pg.Pool): Promise<Identity> => {
  const client = await pool.connect();
  try {
    const settings = new Map((await client.query<{ name: string; setting: string }>(sql.settings)).rows.map(({ name, setting }) => [name, setting]));
    for (const name of ['fsync', 'full_page_writes']) if (settings.get(name) === 'off') throw new Unavailable(`PostgreSQL: ${name} is off, so an append could be lost after it was acknowledged; turn it on`);
    if (settings.get('server_encoding') !== 'UTF8') throw new Unavailable(`PostgreSQL: the database is encoded as ${settings.get('server_encoding')}; create it with UTF8`);
    await client.query('begin');
    await client.query(sql.lockSchema);
    await client.query(sql.schema);
    for (const pair of [['log', randomUUID()], ['epoch', '0']]) await client.query(sql.makeMeta, pair);
    const meta = new Map((await client.query<{ key: string; value: string }>(sql.meta)).rows.map(({ key, value }) => [key, value]));
    await client.query('commit');
    return { log: meta.get('log')!, epoch: Number(meta.get('epoch')) };
  } finally { client.release(true); }
};

const away = (error: unknown) => new Unavailable(`PostgreSQL: ${error instanceof Error ? error.message : String(error)}; see whether the server runs and can be reached`);
