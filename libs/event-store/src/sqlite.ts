import { mkdirSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import { explained, isSqlite } from '@lyceum/sqlite/errors';
import { inspectWal } from '@lyceum/sqlite/wal';
import { assertAppend, countOf, damagedAt, opened, positionOf, remedy } from './envelope.ts';
import { Damaged, EventStore, Unavailable, type Append, type Kind, type Stored, type Identity } from './event-store.ts';
import { Ends, follow } from './follow.ts';
import { SqliteAppender } from './sqlite-appender.ts';
import { Look, type Looking } from './sqlite-log-look.ts';
import { checksum } from './sqlite-row.mjs';
import { verifyFile } from './sqlite-verify.ts';

/** Below this much free space the store calls itself unhealthy; bytes. */
const leastSpace = 64 * 2 ** 20;
/** How soon appends of another process are noticed. */
const pollMilliseconds = 50;
/** A file of fewer bytes is looked at in less time than the rest of a start takes: a third of a second. */
const longFrom = 64 * 2 ** 20;

const none: Promise<readonly Kind[]> = Promise.resolve([]);
type Row = { position: number; text: string; crc: number };
/** `long`: from how many bytes on a log is read before it was looked at whole. */
type Opening = Looking & { readonly folder: string; readonly long?: number | undefined };

/**
 * One log in one SQLite file, for any number of processes. Appends go to a writer thread that commits in groups; reads run on the caller's
 * thread. `notice` says what `open` found half written and cut.
 */
export class SqliteEventStore extends EventStore {
  private readonly ends = new Ends(() => this.head(), pollMilliseconds);
  private readonly select: ReturnType<typeof statements>;
  private readonly atOnce: <T>(read: () => T) => T;
  private look: Look | null = null;
  private closing: Promise<void> | null = null;

  private constructor(
    readonly file: string, readonly identity: Identity, readonly notice: string | null,
    private readonly appender: SqliteAppender | null, private readonly db: Database.Database,
  ) {
    super();
    this.select = statements(db);
    this.atOnce = db.transaction((read: () => unknown) => read()) as typeof this.atOnce; // made once: making it costs more than running it
    if (appender) appender.moved = (end) => this.moved(end);
  }

  /** Throws `Damaged` where the file is not what was written, which all of it is looked at for; `Unavailable` where it can't be opened, or looked at. */
  static async open(opening: Opening): Promise<SqliteEventStore> {
    const failed = Promise.withResolvers<never>();
    const store = await SqliteEventStore.opening({ ...opening, told: failed.reject });
    try { await Promise.race([store.sound, failed.promise]); } catch (error) { await store.close(); throw error; }
    return store;
  }

  /**
   * The same for whoever has other things to do while the file is looked at, until which appends wait. It can be read: what is read is compared with its
   * checksum in any case. Nobody is to be answered from a short one before `kinds` has answered, which of a long one says nothing until more is known.
   */
  static async opening({ folder, long = longFrom, ...looking }: Opening): Promise<SqliteEventStore> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'log.db');
    const notice = inspectWal(file, remedy);
    const store = SqliteEventStore.reading(file, notice, await SqliteAppender.open(file));
    try {
      store.look = new Look(file, store.alone(() => store.select.last.get() ?? 0), statSync(file).size >= long, looking);
    } catch (error) { await store.close(); throw error; }
    return store;
  }

  /** The log of a folder that another thread has open, without a writer of its own: to read and to follow it. */
  static beside({ folder }: { folder: string }): SqliteEventStore { return SqliteEventStore.reading(join(folder, 'log.db'), null, null); }

  private static reading(file: string, notice: string | null, appender: SqliteAppender | null): SqliteEventStore {
    const db = new Database(file, { readonly: true, timeout: 5000 });
    const read = db.prepare('select value from meta where key = ?').pluck();
    return new SqliteEventStore(file, { log: String(read.get('log')), epoch: Number(read.get('epoch')) }, notice, appender, db);
  }

  /** Resolves when all of the file was looked at. Rejects with `Damaged` where it is not what was written; does not settle where it is closed before that is known. */
  get sound(): Promise<readonly Kind[]> { return this.look?.sound ?? none; }
  /** Those that were there when it was opened. */
  override kinds(): Promise<readonly Kind[]> { return this.look?.long ? Promise.race([this.sound, none]) : this.sound; }

  async append(append: Append): Promise<{ readonly position: Position }> {
    const { look, appender } = this;
    if (!appender || !look) throw new Error('this log is open for reading only: append to it where it was opened');
    if (!look.passed) await look.wait();
    if (this.closing) throw new Unavailable('the event store is closed');
    if (appender.failure) throw appender.failure;
    assertAppend(append);
    return appender.append(append, this.identity);
  }

  async readStream(stream: string, { from = 0, asOf }: { from?: number; asOf?: Position } = {}): Promise<readonly Stored[]> {
    // The usual questions: has anything come since what is remembered, and is anything there at all? They need no moment of their own: an answer that
    // something is there is read again below. That nothing is there, both tables must say.
    if (asOf === undefined && this.alone(() => from > (this.select.revision.get(stream) ?? -1) && (from > 0 || this.select.any.get(stream) === undefined))) return [];
    return this.together(() => {
      const revision = this.select.revision.get(stream) ?? -1;
      const rows = this.select.stream.all(stream, from, asOf === undefined ? Number.MAX_SAFE_INTEGER : countOf(asOf));
      const events = rows.map(checked);
      const foreign = events.findIndex((event, index) => event.stream !== stream || event.revision !== from + index);
      if (foreign >= 0) throw damagedAt(rows[foreign]!.position, `it stands where revision ${from + foreign} of ${stream} should be`);
      if (asOf === undefined && from + events.length !== Math.max(revision + 1, from)) {
        throw new Damaged(`${this.file}: ${stream} should end at revision ${revision}, but ${events.length} events from revision ${from} were found. ${remedy}`);
      }
      return events;
    });
  }

  async readLog({ after, before, backwards = false, asOf, limit = 500 }: Parameters<EventStore['readLog']>[0]): Promise<readonly Stored[]> {
    return this.together(() => {
      const head = this.count();
      const low = after === undefined ? 0 : countOf(after);
      const high = Math.min(before === undefined ? head : countOf(before) - 1, asOf === undefined ? head : countOf(asOf), head);
      const rows = this.select[backwards ? 'backwards' : 'forwards'].all(low, high, limit);
      const [start, step] = backwards ? [high, -1] : [low + 1, 1];
      const missing = rows.findIndex(({ position }, index) => position !== start + step * index);
      if (missing >= 0) throw damagedAt(start + step * missing, 'it is missing');
      if (rows.length < Math.min(limit, high - low)) throw damagedAt(start + step * rows.length, 'it is missing');
      return rows.map(checked);
    });
  }

  async readAt(positions: readonly Position[]): Promise<readonly Stored[]> {
    const counts = [...new Set(positions.map(countOf))].sort((a, b) => a - b);
    return this.together(() => counts.flatMap((count) => this.select.at.get(count) ?? []).map(checked));
  }

  async head(): Promise<Position> {
    const count = this.count();
    return count === 0 ? '' : positionOf(count);
  }

  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return follow(after, next, signal, { read: (position, limit) => this.readLog({ after: position, limit }), wait: (beyond, until) => this.ends.wait(beyond, until) });
  }

  /** Told by whoever knows sooner than it is noticed here that another thread or process has appended up to a position. */
  moved(end: Position): void { this.ends.moved(end); }

  async healthy(): Promise<void> {
    if (this.closing) throw new Unavailable('the event store is closed');
    if (this.failure) throw this.failure;
    const { bavail, bsize } = await statfs(this.file);
    if (bavail * bsize < leastSpace) throw new Unavailable(`${this.file}: only ${Math.floor(bavail * bsize / 2 ** 20)} MB are free on its disk; make room`);
  }

  /** Walks the whole file; throws `Damaged`. Takes about ten seconds for a million events, and this thread with it: for a process of its own. */
  async verify(): Promise<{ readonly events: number; readonly streams: number }> {
    return verifyFile(this.file, this.identity);
  }

  /** Drains: what was asked before is answered first. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      this.ends.close(new Unavailable('the event store is closed'));
      await this.look?.stop();
      this.db.close(); // before the writer's connection, which as the last one folds the write-ahead log into the file
      await this.appender?.close();
    })();
    return this.closing;
  }

  private get failure(): Error | null { return this.look?.fault ?? this.appender?.failure ?? null; }

  private count(): number {
    return this.alone(() => this.select.head.get()!);
  }

  /** Several statements, in one transaction, so that what is read together is of one moment. */
  private together<T>(read: () => T): T {
    return this.alone(() => (this.db.inTransaction ? read() : this.atOnce(read)));
  }
  private alone<T>(read: () => T): T {
    if (!this.db.open) throw new Unavailable('the event store is closed');
    try {
      return read();
    } catch (error) {
      throw isSqlite(error) ? explained(error, this.file, remedy) : error;
    }
  }
}

const statements = (db: Database.Database) => ({
  head: db.prepare<[], number>('select position from head').pluck(),
  last: db.prepare<[], number | null>('select max(position) from event').pluck(),
  revision: db.prepare<[string], number>('select revision from stream where name = ?').pluck(),
  any: db.prepare<[string], number>('select 1 from event where stream = ? limit 1').pluck(),
  stream: db.prepare<[string, number, number], Row>('select position, text, crc from event where stream = ? and revision >= ? and position <= ? order by revision'),
  forwards: db.prepare<[number, number, number], Row>('select position, text, crc from event where position > ? and position <= ? order by position limit ?'),
  backwards: db.prepare<[number, number, number], Row>('select position, text, crc from event where position > ? and position <= ? order by position desc limit ?'),
  at: db.prepare<[number], Row>('select position, text, crc from event where position = ?'),
});

const checked = ({ position, text, crc }: Row): Stored => {
  if (checksum(position, text) !== crc) throw damagedAt(position, 'its checksum differs');
  return opened(position, text);
};
