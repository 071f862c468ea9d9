import { Worker } from 'node:worker_threads';
import { explained, type SqliteError } from '@lyceum/sqlite/errors';
import { damagedAt, remedy } from './envelope.ts';
import { Damaged } from './event-store.ts';

/** `position`: of the event that it is; `null` where it is none alone. */
export type Wrong = { readonly position: number | null; readonly why: string };
export const damagedBy = (file: string, { position, why }: Wrong): Damaged => (position === null ? new Damaged(`${file} is not what was written: ${why}. ${remedy}`) : damagedAt(position, why));

/** A whole log file, on a thread of its own while the file is in use. */
export class CheckBeside {
  private readonly over: Promise<void>;
  private readonly thread: Worker;

  /** Tells `damaged` what it finds, and nothing where it finds nothing or can't look: whoever reads the file looks for itself. */
  constructor(file: string, damaged: (error: Damaged) => void) {
    this.thread = new Worker(new URL('./sqlite-check-thread.mjs', import.meta.url), { workerData: { checks: file }, execArgv: [] });
    this.thread.once('message', (found: { wrong: Wrong | null } | { failed: SqliteError }) => {
      const error = 'failed' in found ? explained(found.failed, file, remedy) : found.wrong && damagedBy(file, found.wrong);
      if (error instanceof Damaged) damaged(error);
    });
    this.thread.on('error', () => undefined); // unheard it would end the process, which has a log that nobody has found damaged
    this.over = new Promise((resolve) => { this.thread.once('exit', () => resolve()); });
  }

  stop(): Promise<void> {
    this.thread.postMessage('stop');
    return this.over;
  }
}
