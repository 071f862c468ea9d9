import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Position } from '@lyceum/core/event';
import { explained, type SqliteError } from '@lyceum/sqlite/errors';
import { conflictOf, halves, positionOf, remedy, type Halves, type Outcome } from './envelope.ts';
import { Unavailable, type Append, type Identity } from './event-store.ts';

/** Marks the file as one of ours: "Lyce". */
const kind = 0x4c796365;
/** So many appends are sent to the writer without waiting for the turn's end, so that it works while more are prepared. */
const early = 16;

type Waiting = { readonly append: Append; readonly resolve: (answer: { position: Position }) => void; readonly reject: (error: Error) => void };
type Request = { readonly checks: readonly (string | number)[]; readonly events: readonly Halves[] };
type Answer = 'ready' | { outcomes: Outcome[] } | { failed: SqliteError & { appends: number } };

/** Hands appends to the writer's thread of a log file, several at once, and answers each as it turned out. */
export class SqliteAppender {
  private readonly waiting: Waiting[] = [];
  private outbox: Request[] = [];
  private closing = false;
  private readonly exited: Promise<void>;
  /** Why nothing is appended any more. */
  failure: Error | null = null;
  /** Is told each new end of the log. */
  moved: (end: Position) => void = () => undefined;

  private constructor(private readonly file: string, private readonly writer: Worker) {
    this.exited = new Promise((resolve) => { writer.once('exit', () => { this.lost(new Error('the writer has ended')); resolve(); }); });
    writer.on('message', (answer: Answer) => this.answered(answer));
    writer.on('error', (error) => this.lost(error));
  }

  /** Makes the file where there is none. */
  static async open(file: string): Promise<SqliteAppender> {
    const meta = { log: randomUUID(), epoch: '0' };
    const writer = new Worker(new URL('./sqlite-writer.mjs', import.meta.url), { workerData: { file, kind, meta }, execArgv: [] });
    const first = await new Promise<Answer>((resolve, reject) => { writer.once('message', resolve); writer.once('error', reject); });
    if (first === 'ready') return new SqliteAppender(file, writer);
    await writer.terminate();
    throw 'failed' in first ? explained(first.failed, file, remedy) : new Error('the writer answered before it was asked');
  }

  append(append: Append, identity: Identity): Promise<{ readonly position: Position }> {
    return new Promise((resolve, reject) => {
      this.outbox.push({ checks: Object.entries(append.checks).flat(), events: append.events.map((event) => halves(event, identity)) });
      this.waiting.push({ append, resolve, reject });
      if (this.outbox.length === early) this.send();
      else if (this.outbox.length === 1) setImmediate(() => this.send());
    });
  }

  /** What was asked before is answered first. */
  async close(): Promise<void> {
    this.closing = true;
    this.send();
    this.writer.postMessage('close');
    await this.exited;
  }

  private send(): void {
    const requests = this.outbox;
    this.outbox = [];
    if (requests.length > 0) this.writer.postMessage(requests);
  }

  private answered(answer: Answer): void {
    if (answer === 'ready') return;
    if ('failed' in answer) {
      const error = explained(answer.failed, this.file, remedy);
      for (const { reject } of this.waiting.splice(0, answer.failed.appends)) reject(error);
      return;
    }
    const answered = this.waiting.splice(0, answer.outcomes.length);
    this.moved(positionOf(Math.max(...answer.outcomes.map((outcome) => (typeof outcome === 'number' ? outcome : 0)))));
    answer.outcomes.forEach((outcome, index) => {
      const { append, resolve, reject } = answered[index]!;
      if (typeof outcome === 'number') resolve({ position: positionOf(outcome) });
      else reject(conflictOf(append, outcome));
    });
  }

  private lost(error: Error): void {
    if (!this.closing) this.failure ??= new Unavailable(`${this.file}: the writer has stopped (${error.message}); restart the service`);
    for (const { reject } of this.waiting.splice(0)) reject(new Unavailable(`whether it was recorded is not known, repeat it with the same key (${error.message})`));
  }
}
