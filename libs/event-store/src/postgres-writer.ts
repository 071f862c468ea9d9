import pg from 'pg';
import { explained, queryOf, type Query } from '@lyceum/postgres/postgres';
import type { Halves, Outcome } from './envelope.ts';
import { Damaged, Unavailable, type Expectation, type Kind } from './event-store.ts';
import { noteKinds } from './postgres-kinds.ts';
import * as sql from './postgres.sql.ts';

type Request = {
  readonly checks: readonly (readonly [string, Expectation])[];
  readonly events: readonly Halves[];
  readonly kinds: readonly Kind[];
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
};

const most = 512;
const longestPause = 5000;

/** The one writer of a process: what waits goes to the server in one call. Its connection is made when needed, and made again after it broke. */
export class PostgresWriter {
  private queue: Request[] = [];
  private client: pg.Client | null = null;
  private running: Promise<void> | null = null;
  private failures = 0;
  private retryAt = 0;
  /** Kinds of events that this connection's server has noted. */
  private noted = new Set<string>();

  /** `greet` looks at each new connection before it is used. */
  constructor(private readonly config: pg.ClientConfig, private readonly greet: (query: Query) => Promise<void>) {}

  append(checks: readonly (readonly [string, Expectation])[], events: readonly Halves[], kinds: readonly Kind[]): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.queue.push({ checks, events, kinds, resolve, reject });
      this.running ??= new Promise<void>((turn) => { setImmediate(turn); }).then(() => this.run());
    });
  }

  async close(): Promise<void> {
    await this.running;
    await this.client?.end();
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.gather();
      try {
        const outcomes = await this.send(batch);
        batch.forEach(({ resolve }, index) => resolve(outcomes[index]!));
      } catch (error) {
        for (const { reject } of batch) reject(error as Error);
      }
      await new Promise((resolve) => { setImmediate(resolve); }); // those who were just answered may ask again for the next call
    }
    this.running = null; // in the same turn as the last look at the queue: who comes next starts it again
  }

  /** As many requests as don't depend on each other; those that do wait for a next call, in their order. */
  private gather(): Request[] {
    const batch: Request[] = [];
    const rest: Request[] = [];
    const [checked, written, ids] = [new Set<string>(), new Set<string>(), new Set<string>()];
    for (const request of this.queue) {
      const depends = batch.length === most
        || request.checks.some(([stream]) => written.has(stream))
        || request.events.some(({ stream, id }) => checked.has(stream) || ids.has(id));
      for (const [stream] of request.checks) checked.add(stream);
      for (const { stream, id } of request.events) { written.add(stream); ids.add(id); }
      (depends ? rest : batch).push(request);
    }
    this.queue = rest;
    return batch;
  }

  private async send(batch: readonly Request[]): Promise<Outcome[]> {
    const checks = batch.flatMap((request, index) => request.checks.map(([stream, expected]) => [index, stream, expected === 'none' ? -1 : expected === 'exists' ? -2 : expected] as const));
    const events = batch.flatMap((request, index) => request.events.map((event) => ({ index, ...event })));
    const client = this.client ?? (await this.connect());
    try {
      await noteKinds(queryOf(client), this.noted, batch.flatMap(({ kinds }) => kinds));
      const { rows } = await client.query<{ request: number; last: string | null; conflict: string; actual: string }>({
        name: 'append', text: sql.append,
        values: [
          checks.map(([index]) => index), checks.map(([, stream]) => stream), checks.map(([, , expected]) => expected),
          events.map(({ index }) => index), events.map(({ stream }) => stream), events.map(({ id }) => id), events.map(({ before }) => before), events.map(({ after }) => after),
        ],
      });
      const outcomes: Outcome[] = [];
      for (const { request, last, conflict, actual } of rows) outcomes[request] = last === null ? { stream: conflict, actual: Number(actual) } : Number(last);
      return outcomes;
    } catch (error) {
      this.abandon(client);
      throw new Unavailable(`PostgreSQL: ${(error as Error).message}; whether it was recorded is not known, repeat it with the same key`);
    }
  }

  private async connect(): Promise<pg.Client> {
    if (Date.now() < this.retryAt) throw new Unavailable('PostgreSQL is away; it is tried again within seconds');
    const client = new pg.Client(this.config);
    client.on('error', () => this.abandon(client)); // without a listener a server that goes away ends the process
    try {
      await client.connect();
      await client.query(sql.session);
      await this.greet(queryOf(client));
    } catch (error) {
      this.abandon(client);
      if (error instanceof Damaged) throw error;
      this.retryAt = Date.now() + Math.min(longestPause, 50 * 2 ** this.failures++);
      throw explained(error);
    }
    this.failures = 0;
    this.noted = new Set();
    this.client = client;
    return client;
  }

  private abandon(client: pg.Client): void {
    if (this.client === client) this.client = null;
    client.end().catch(() => {});
  }
}
