import { setTimeout } from 'node:timers/promises';
import { BACKWARDS, END, FORWARDS, isCommandError, KurrentDBClient, START, StreamNotFoundError, streamNameFilter, eventTypeFilter, type AllStreamSubscription, type AppendRecordInput, type AppendRecordsResult, type ConsistencyCheck, type Filter, type RecordedEvent } from '@kurrent/kurrentdb-client';
import { BadPosition, Damaged, Unavailable } from './event-store.ts';
import { positionOf } from './envelope.ts';

/** The server's first version whose appends take checks on streams that they don't write. */
const leastVersion = '26.1';
/** What is said of streams rather than in them: that their events may go, or are gone. */
export const saidOfStreams = eventTypeFilter({ prefixes: ['$metadata', '$streamDeleted'] });

/** A record as it was read, `stream` by the server's name. `count`: where it begins in the log, in bytes; commit and prepare are one since all that is appended here commits itself. */
export type Found = { readonly count: number; readonly stream: string; readonly revision: number; readonly type: string; readonly data: Buffer | Record<string, unknown> };
type Place = number | 'start' | 'end';
/** A client, and how many calls are under way through it. */
type Line = { readonly client: KurrentDBClient; calls: number };
type Direction = { readonly backwards?: boolean; readonly filter?: Filter };

/**
 * The streams and positions of one log on a KurrentDB server, through its client; every failure in the port's words. Reads ask the leader, as appends do.
 * A server may hold several logs, each by its name (`?log=…` in the address, else `lyceum`): a stream is `<log>/<stream>`, what the adapter keeps beside
 * the events `<log>.…`; the server's own streams begin with `$`.
 */
export class KurrentConnection {
  private readonly address: string;
  private readonly log: string;
  private readonly events: Filter;
  private line: Line;
  private readonly former = new Set<Line>();

  constructor(url: string) {
    ({ address: this.address, log: this.log } = connectable(url));
    this.events = streamNameFilter({ prefixes: [`${this.log}/`] });
    this.line = this.lineToLeader();
  }

  streamOf(name: string): string { return `${this.log}/${name}`; }
  beside(name: string): string { return `${this.log}.${name}`; }
  /** The log's name of a server's stream; undefined for those that are not of its events. */
  nameOf(stream: string): string | undefined { return stream.startsWith(`${this.log}/`) ? stream.slice(this.log.length + 1) : undefined; }

  /** Throws `AppendConsistencyViolationError` as the client does. */
  async append(records: AppendRecordInput[], checks: ConsistencyCheck[]): Promise<AppendRecordsResult> {
    try { return await this.through((client) => client.appendRecords(records, checks)); } catch (error) { throw explained(error as Error, '; whether it was recorded is not known, repeat it with the same key'); }
  }

  /** Throws where the server is away, or too old for what is asked of it: an append of nothing tells, and leaves nothing. A server that takes the call and is silent is away. */
  async greet(milliseconds = 10_000): Promise<void> {
    const answered = new AbortController();
    const silent = setTimeout(milliseconds, undefined, { signal: answered.signal }).then(() => { throw new Unavailable(`KurrentDB: no answer within ${milliseconds / 1000} s`); });
    try { await Promise.race([this.through((client) => client.appendRecords([], [])), silent]); } catch (error) {
      if (error instanceof Unavailable) throw error;
      if (isCommandError(error as Error) && (error as { code?: unknown }).code === invalidArgument) return;
      throw explained(error as Error);
    } finally { answered.abort(); }
  }

  /** `from` is a revision, inclusive in both directions. */
  async readStream(stream: string, from: Place, { backwards = false, limit = Infinity } = {}): Promise<Found[]> {
    const fromRevision = from === 'start' ? START : from === 'end' ? END : BigInt(from);
    try {
      return await this.through((client) =>
        gathered(client.readStream(stream, { fromRevision, direction: backwards ? BACKWARDS : FORWARDS, requiresLeader: true, ...(limit === Infinity ? {} : { maxCount: limit }) })));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return [];
      throw explained(error as Error);
    }
  }

  /** Events of the log (or what `filter` lets through): forwards from a position on, backwards from before it. Throws `BadPosition`. */
  async readAll(from: Place, limit: number, { backwards = false, filter = this.events }: Direction = {}): Promise<Found[]> {
    try { return await this.page(from, limit, { backwards, filter }); } catch (error) {
      if (typeof from !== 'number' || !(error instanceof Unavailable)) throw error;
      // Of a position at which no record begins the client says no more than of a server that is away. So: is it away, and does it answer now?
      await this.page('end', 1, { backwards: true, filter: this.events });
      return this.page(from, limit, { backwards, filter }).catch(() => { throw new BadPosition(positionOf(from)); });
    }
  }

  /** What is appended from now on, and changes of streams' metadata. It ends with the client that it was begun on. */
  watch(): AllStreamSubscription {
    const filter = streamNameFilter({ prefixes: [`${this.log}/`, `$$${this.log}/`, `$$${this.log}.`] });
    return this.line.client.subscribeToAll({ fromPosition: END, filter, requiresLeader: true });
  }

  async close(): Promise<void> { await Promise.all([this.line, ...this.former].map(({ client }) => client.dispose())); }

  private async page(from: Place, limit: number, { backwards, filter }: Required<Direction>): Promise<Found[]> {
    const fromPosition = from === 'start' ? START : from === 'end' ? END : { commit: BigInt(from), prepare: BigInt(from) };
    try {
      return await this.through((client) => gathered(client.readAll({ fromPosition, maxCount: limit, direction: backwards ? BACKWARDS : FORWARDS, filter, requiresLeader: true })));
    } catch (error) { throw explained(error as Error); }
  }

  private lineToLeader(): Line { return { client: KurrentDBClient.connectionString(this.address), calls: 0 }; }

  /** One call by the client of now. The client knows the answer of a node that lost an election to older calls only, and would go on asking the same node: the next call has another. */
  private async through<T>(call: (client: KurrentDBClient) => Promise<T>): Promise<T> {
    const { line } = this;
    line.calls++;
    try { return await call(line.client); } catch (error) {
      if (line === this.line && /not the leader|not leader/i.test((error as Error).message)) {
        this.former.add(line);
        this.line = this.lineToLeader();
      }
      throw error;
    } finally {
      line.calls--;
      if (line.calls === 0 && this.former.delete(line)) void line.client.dispose(); // the last of its calls is done
    }
  }
}

const [invalidArgument, resourceExhausted] = [3, 8]; // of gRPC

const explained = (error: Error, unsure = ''): Error => {
  const said = `KurrentDB: ${error.message}`;
  if (!isCommandError(error)) return typeof (error as { code?: unknown }).code === 'number' || /failed to discover/i.test(error.message) ? new Unavailable(said + unsure, { cause: error }) : error;
  switch (error.type) {
    case 'append-consistency-violation': return error;
    case 'unsupported': return new Error(`KurrentDB: this server can't append to several streams with checks on others; it needs KurrentDB ${leastVersion} or later`, { cause: error });
    case 'access-denied': return new Unavailable('KurrentDB: access denied. The user in the address must be one who may read $all and write every stream: one of $admins, or one whom the default ACL in $settings names', { cause: error });
    case 'stream-deleted': case 'stream-tombstoned': return new Damaged(`${said}: somebody deleted a stream of the log on the server. Stop every service and restore the last backup`, { cause: error });
    case 'append-record-size-exceeded': case 'maximum-append-size-exceeded': case 'transaction-max-size-exceeded': return new Error(`${said}: raise the server's MaxAppendSize and MaxAppendEventSize, or record less at once`, { cause: error });
    default: return error.code === invalidArgument || error.code === resourceExhausted ? new Error(`${said}: the server takes no such request, also if it is repeated`, { cause: error }) : new Unavailable(said + unsure, { cause: error });
  }
};

/** The address as the client wants it: without the scheme's old name, to the leader, which alone takes appends, and without its half second of waiting before it connects. */
const connectable = (url: string): { readonly address: string; readonly log: string } => {
  const [place, query = ''] = url.replace(/^esdb/, 'kurrentdb').split('?') as [string, string?];
  const options = new Map(query.split('&').filter(Boolean).map((pair) => [pair.split('=')[0]!.toLowerCase(), pair]));
  const preferred = options.get('nodepreference');
  if (preferred && !/=leader$/i.test(preferred)) throw new Error(`KurrentDB: ${preferred} is of no use here: appends, and what is read after them, need the leader; leave it out`);
  const log = options.get('log')?.slice('log='.length) ?? 'lyceum';
  if (!/^[a-z][a-z0-9]{0,39}$/.test(log)) throw new Error(`KurrentDB: log=${log} can't name a log: it must be small letters and digits, at most 40`);
  options.delete('log');
  for (const pair of ['nodePreference=leader', 'discoveryInterval=100']) if (!options.has(pair.split('=')[0]!.toLowerCase())) options.set(pair, pair);
  return { address: `${place}?${[...options.values()].join('&')}`, log };
};

/** What a client handed over. Throws where it has no place in the log: servers before 26.1 leave that out of streams. */
export const foundOf = ({ streamId, revision, type, data, position }: RecordedEvent): Found => {
  const count = Number(position?.commit ?? -1n);
  if (!Number.isSafeInteger(count) || count < 0 || position!.prepare !== position!.commit) throw new Error(`KurrentDB: ${streamId}@${revision} has no position of its own; it needs KurrentDB ${leastVersion} or later, and a log that was written by this program`);
  return { count, stream: streamId, revision: Number(revision), type, data: data instanceof Uint8Array ? Buffer.from(data) : data as Record<string, unknown> };
};

const gathered = async (events: AsyncIterable<{ event?: RecordedEvent }>): Promise<Found[]> => {
  const found: Found[] = [];
  for await (const { event } of events) if (event) found.push(foundOf(event));
  return found;
};
