import { Worker } from 'node:worker_threads';
import type { SqliteError } from '@lyceum/sqlite/errors';

export { sumOf } from './sqlite-check-thread.mjs'; // for other packages, which are handed TypeScript only

const first = 10_000; // milliseconds, after a start that has enough to do
const daily = 24 * 60 * 60_000;

/** A file of rows, read over whole on a thread of its own while it is in use: soon after it was opened, and then once a day. */
export class ReadOver {
  private timer: NodeJS.Timeout;
  private thread: Worker | null = null;
  private over: Promise<void> = Promise.resolve();

  /** Tells `found` what SQLite would say of damage, or why the file can't be read. */
  constructor(private readonly file: string, private readonly found: (error: SqliteError) => void, soon = first) {
    this.timer = this.after(soon);
  }

  stop(): Promise<void> {
    clearTimeout(this.timer);
    this.thread?.postMessage('stop');
    return this.over;
  }

  private after(milliseconds: number): NodeJS.Timeout { return setTimeout(() => this.begin(), milliseconds).unref(); }

  private begin(): void {
    this.timer = this.after(daily);
    if (this.thread) return; // of yesterday
    const thread = (this.thread = new Worker(new URL('./sqlite-check-thread.mjs', import.meta.url), { workerData: { rows: this.file }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } }));
    thread.on('message', (error: SqliteError | null) => { if (error) this.found(error); });
    thread.on('error', () => undefined); // unheard it would end the process, whose rows nobody has found damaged
    this.over = new Promise((resolve) => { thread.once('exit', () => { this.thread = null; resolve(); }); });
  }
}
