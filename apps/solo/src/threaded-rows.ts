import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Position } from '@lyceum/core/event';
import { Unavailable } from '@lyceum/event-store/event-store';
import type { RowsWanted } from '@lyceum/nest-kit/host';
import { Rows, type Progress } from '@lyceum/read-store/rows';
import { errorOf, type Asked, type Told } from './rows-messages.ts';

const pause = 1000; // milliseconds, before a thread that ended is followed by another
const over = -1; // the number of a thread that has ended
type Options = { readonly root: string; /** Of the thread; absent: those of this process. */ readonly execArgv?: string[] };

/**
 * Rows of a data folder that a thread of their own makes, so that neither requests nor rows wait for the other. Rows are read here. A thread
 * that ends unasked is followed by another, which goes on where the rows are.
 */
export class ThreadedRows extends Rows {
  private thread: Worker;
  private known: readonly Progress[] = [];
  private unread: Error | null = null;
  private running = false;
  private stopping = false;
  private starting = Promise.withResolvers<void>();

  constructor(private readonly wanted: RowsWanted, private readonly options: Options) {
    super(wanted.events);
    this.thread = this.open(); // at once: it loads its program while this one is still getting ready
  }

  async start(): Promise<void> {
    for (const projection of this.wanted.projections) await this.wanted.reads.prepare(projection);
    if (this.thread.threadId === over) this.thread = this.open();
    this.starting = Promise.withResolvers<void>();
    this.ask('start');
    await this.starting.promise;
    this.running = true;
    const made = new Set(this.known.map(({ name, version }) => `${name} v${version}`));
    const missing = this.wanted.projections.filter(({ name, version }) => !made.has(`${name} v${version}`));
    if (missing.length > 0) throw new Error(`nobody makes the rows of ${missing.map(({ name }) => name).join(', ')}: list them in projections.ts`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    if (this.thread.threadId === over) return;
    const ended = new Promise((resolve) => { this.thread.once('exit', resolve); });
    this.ask('stop');
    await ended;
  }

  progress(): readonly Progress[] { return this.known; }
  protected away(): Error | null { return this.unread; }

  override waitFor(position: Position, milliseconds: number): Promise<boolean> {
    if (position > this.position()) this.ask({ look: position });
    return super.waitFor(position, milliseconds);
  }

  private ask(asked: Asked): void { this.thread.postMessage(asked); }

  private open(): Worker {
    const { root, execArgv } = this.options;
    const thread = new Worker(new URL('./rows-worker.ts', import.meta.url), { workerData: { root }, ...(execArgv ? { execArgv } : {}) });
    let why: unknown = 'unasked';
    thread.on('message', (told: Told) => this.told(told)).on('error', (error) => { why = error; }).once('exit', () => this.ended(why));
    return thread;
  }

  private told(told: Told): void {
    if ('started' in told) return told.started ? this.starting.reject(errorOf(told.started)) : this.starting.resolve();
    for (const name of told.changed) this.wanted.changed({ name }); // before anybody who waits for it looks
    this.known = told.progress.map((each) => ({ ...each, error: each.error && errorOf(each.error) }));
    this.unread = told.away && errorOf(told.away);
    this.announce();
  }

  private ended(why: unknown): void {
    if (this.stopping) return;
    this.unread = new Unavailable(`the thread that makes rows has ended: ${String(why)}`);
    this.starting.promise.catch(() => undefined); // a start that nobody waits for any more
    this.starting.reject(this.unread);
    if (this.running) void this.again();
  }

  /** What came since the thread ended is read when the next one starts. */
  private async again(): Promise<void> {
    await setTimeout(pause);
    if (this.stopping) return;
    try { await this.start(); } catch (error) {
      this.unread = error as Error;
      if (this.thread.threadId !== over) return this.again(); // one that has ended says so itself
    }
  }
}
