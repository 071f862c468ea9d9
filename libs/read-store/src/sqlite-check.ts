import { Worker } from 'node:worker_threads';
import { Unavailable } from '@lyceum/event-store/event-store';
import type { SqliteError } from '@lyceum/sqlite/errors';

export { sumOf } from './sqlite-check-thread.mjs'; // for other packages, which are handed TypeScript only

/** Milliseconds: until what nobody has asked for is looked at too, when a start has enough to do; and from one reading of the whole file to the next. */
export type Pace = { readonly soon?: number; readonly again?: number };
const usual = { soon: 3_000, again: 24 * 60 * 60_000 };

/** A file of rows, read over on a thread of its own while it is in use: each projection before its first row is answered, all of them once a day. */
export class ReadOver {
  private readonly pace: Required<Pace>;
  /** What nobody has looked at since the file was opened; with whoever waits for it. */
  private readonly unread: Map<string, PromiseWithResolvers<void> | null>;
  private readonly asked: string[] = [];
  private due: string[] = [];
  private looking: string | null = null;
  private thread: Worker | null = null;
  private readonly ended = new Set<Promise<void>>();
  private timer: NodeJS.Timeout;
  private stopped = false;

  /** `names`: what there is to look at, in that order. Tells `explained` what SQLite would say of damage, or why the file can't be read. */
  constructor(private readonly file: string, unread: readonly string[], private readonly names: () => readonly string[], private readonly explained: (error: SqliteError) => unknown, pace: Pace = {}) {
    this.pace = { ...usual, ...pace };
    this.unread = new Map(unread.map((name) => [name, null]));
    this.timer = this.after(this.pace.soon, () => [...this.unread.keys()]);
  }

  /** Resolves when a projection was looked at; nothing to wait for where it was already, or where it was made by this process. */
  sound(name: string): Promise<void> | undefined {
    const waiting = this.unread.get(name);
    if (waiting === undefined) return undefined;
    if (waiting) return waiting.promise;
    const asked = Promise.withResolvers<void>();
    this.unread.set(name, asked);
    this.asked.push(name);
    this.next();
    return asked.promise;
  }

  /** What stood under this name is gone: there is nothing to look at. */
  dropped(name: string): void {
    this.unread.get(name)?.resolve();
    this.unread.delete(name);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const waiting of this.unread.values()) waiting?.reject(new Unavailable(`${this.file} is being closed`));
    this.end();
    await Promise.all(this.ended);
  }

  private after(milliseconds: number, names: () => readonly string[]): NodeJS.Timeout {
    return setTimeout(() => {
      this.timer = this.after(this.pace.again, this.names);
      if (this.due.length > 0) return; // of yesterday
      try { this.due = [...names()]; } catch { return; } // it is damaged, which whoever asked has noted
      this.next();
    }, milliseconds).unref();
  }

  private next(): void {
    if (this.looking !== null || this.stopped) return;
    const name = this.asked.shift() ?? this.due.shift();
    if (name === undefined) { if (this.unread.size === 0) this.end(); return; }
    this.looking = name;
    (this.thread ??= this.begun()).postMessage(name);
  }

  private looked(name: string, error: unknown): void {
    this.looking = null;
    if (error === null) this.dropped(name);
    else if (this.unread.has(name)) {
      this.unread.get(name)?.reject(error);
      this.unread.set(name, null); // whoever asks next has it looked at again
    }
    this.next();
  }

  private end(): void {
    this.thread?.postMessage(null);
    this.thread = null;
  }

  private begun(): Worker {
    const thread = new Worker(new URL('./sqlite-check-thread.mjs', import.meta.url), { workerData: { rows: this.file }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } });
    let why: unknown = 'unasked';
    thread.on('message', (error: SqliteError | null) => this.looked(this.looking!, error && this.explained(error)));
    thread.on('error', (error) => { why = error; }); // unheard it would end the process, whose rows nobody has found damaged
    const ended = new Promise<void>((resolve) => {
      thread.once('exit', () => {
        this.ended.delete(ended);
        if (this.thread === thread) {
          this.thread = null;
          if (this.looking !== null) this.looked(this.looking, new Unavailable(`${this.file} could not be looked at (${String(why)})`));
        }
        resolve();
      });
    });
    this.ended.add(ended);
    return thread;
  }
}
