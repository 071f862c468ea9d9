import { createHash } from 'node:crypto';
import pg from 'pg';
import { Damaged, Unavailable } from '@lyceum/event-store/event-store';

export type Row = pg.QueryResultRow;
/** Rows of one statement. Its text is written in the code and prepared once a connection; data are values, `$1` and on. */
export type Query = <R extends Row>(text: string, values?: readonly unknown[]) => Promise<R[]>;

export type PostgresOptions = {
  /** May name a schema: `?options=-c search_path=…`. Services that share a database have a schema each. */
  readonly url: string;
  /** At most so many at once; who comes later waits five seconds at most. */
  readonly connections?: number;
  /** Looks at a new connection before it is used; what it throws is what the caller of a query gets, and the connection is dropped. */
  readonly greet?: (query: Query) => Promise<void>;
};

const patience = 5000; // milliseconds for a connection
const longest = 30_000; // milliseconds for one statement
const lifetime = 1800; // seconds: then a connection is made anew, so that load moves on after a fail-over
/** One number for whoever makes tables, so that processes that start together take turns. */
const schemaLock = 5_498_722_310;

/** How any client of a server is set up: nothing waits for ever. */
export const configOf = (url: string): pg.ClientConfig =>
  ({ connectionString: url, connectionTimeoutMillis: patience, query_timeout: longest, statement_timeout: longest, keepAlive: true, application_name: 'lyceum' });

/** A pool of connections that are made when needed, and made again after they broke. Throws `Unavailable` while the server is away. */
export class Postgres {
  private readonly pool: pg.Pool;
  private closing: Promise<void> | null = null;

  constructor({ url, connections = 8, greet }: PostgresOptions) {
    const onConnect = greet && ((client: pg.ClientBase) => greet(queryOf(client)));
    this.pool = new pg.Pool({ ...configOf(url), max: connections, idleTimeoutMillis: 30_000, maxLifetimeSeconds: lifetime, ...(onConnect ? { onConnect } : {}) });
    this.pool.on('error', ignored); // an idle connection that breaks is replaced
  }

  readonly query: Query = (text, values) => this.lend((client) => queryOf(client)(text, values));

  /**
   * All of it or nothing, READ COMMITTED: a statement sees what was committed when it began. `first` goes with `begin`, and `last` with `commit`,
   * on one way to the server each; both are statements without values.
   */
  transaction<T>(first: string, work: (query: Query, commit: (last: string) => Promise<void>) => Promise<T>): Promise<T> {
    return this.lend(async (client) => {
      await run(client, `begin; ${first}`);
      let committed = false;
      const made = await work(queryOf(client), async (last) => { await run(client, `${last}; commit`); committed = true; });
      if (!committed) await run(client, 'commit');
      return made;
    });
  }

  /** Makes or drops tables: nobody else does so meanwhile. `statements` sends many in one text. Whoever uses a server does this first; refuses one that is too old. */
  shape<T>(work: (query: Query, statements: (text: string) => Promise<void>) => Promise<T>): Promise<T> {
    return this.lend(async (client) => {
      const [{ version }] = (await queryOf(client)<{ version: string }>("select current_setting('server_version_num') as version")) as [{ version: string }];
      assertNewEnough(version);
      await run(client, `begin; select pg_advisory_xact_lock(${schemaLock})`);
      const made = await work(queryOf(client), (text) => run(client, text));
      await run(client, 'commit');
      return made;
    });
  }

  /** Rewrites tables without what was deleted from them, so that no copy of it stays in their files. */
  rewrite(...tables: readonly string[]): Promise<void> {
    return this.lend(async (client) => { for (const table of tables) await run(client, `vacuum (full) ${table}`); });
  }

  /** Waits for what is under way. */
  close(): Promise<void> { return (this.closing ??= this.pool.end()); }

  /** Whatever goes wrong, the connection is dropped: nothing of it is left half done, and the next one is fresh. */
  private async lend<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (this.closing) throw new Unavailable('PostgreSQL: the connections were closed');
    let client: pg.PoolClient;
    try { client = await this.pool.connect(); } catch (error) { throw explained(error); }
    let done = false;
    client.on('error', ignored);
    try {
      const made = await work(client);
      done = true;
      return made;
    } finally {
      client.off('error', ignored);
      client.release(!done);
    }
  }
}

/** A connection that breaks between two statements says so by an event, which would end the process if nobody listened; the next statement fails by itself. */
const ignored = (): void => {};
const names = new Map<string, string>();
/** Statements are prepared under a name that follows from their text. */
export const queryOf = (client: pg.ClientBase): Query => async (text, values = []) => {
  let name = names.get(text);
  if (!name) names.set(text, (name = createHash('sha256').update(text).digest('base64url').slice(0, 40)));
  try { return (await client.query({ name, text, values: [...values] })).rows; } catch (error) { throw explained(error); }
};
const run = async (client: pg.ClientBase, statements: string): Promise<void> => {
  try { await client.query(statements); } catch (error) { throw explained(error); }
};

/** Where the server, and not the statement, is what is wrong: connection, resources, shutting down, read-only after a fail-over. */
const away = /^(08|53|57P|25006$)/;
/** A page or an index of its files is not what it wrote. */
const corrupt = /^XX00[12]$/;
/** What the driver throws, as the ports' errors: the server's own faults are for a caller to repeat, others for us to mend. */
export const explained = (error: unknown): Error => {
  if (error instanceof Unavailable || error instanceof Damaged) return error; // of who greets
  if (error instanceof pg.DatabaseError && corrupt.test(error.code ?? '')) return new Damaged(`PostgreSQL: ${error.message}. The server has found a damaged page of its files: stop every service, keep what it holds, and restore the last backup`);
  if (error instanceof pg.DatabaseError && !away.test(error.code ?? '')) return error;
  if (error instanceof Error && /^(SASL|Invalid URL)/.test(error.message)) return error; // the address, and no server, is wrong
  const { message, code } = error as { message?: string; code?: string };
  return new Unavailable(`PostgreSQL: ${message || code || String(error)}; see whether the server runs, can be reached, and is the primary`);
};

const oldest = 14; // major version of PostgreSQL
/** `version`: the server's server_version_num. */
export const assertNewEnough = (version: string): void => {
  const major = Math.floor(Number(version) / 10_000);
  if (!(major >= oldest)) throw new Error(`PostgreSQL ${major} is too old: ${oldest} or later is wanted`);
};

/** A text as SQL writes it, for the few statements that can't have values. */
export const literal = (text: string): string => pg.escapeLiteral(text);
