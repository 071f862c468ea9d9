import { Jobs, type Job } from './jobs.ts';
import type { Clock } from './clock.ts';

type Waiting = { job: Job; at: string; failures: number };

/** Timers of one process, by the clock that it is given. What is lost with the process is scheduled again from the projection of what is due. */
export class InProcessJobs extends Jobs {
  private readonly waiting = new Map<string, Waiting>();
  /** When they were due. */
  private readonly done = new Map<string, string>();
  private readonly workers = new Map<string, (job: Job) => Promise<void>>();
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private lastFailure: { job: Job; error: Error } | null = null;

  /** `tick`: how often it looks what is due, in milliseconds. `pauses`: seconds before a failed job is tried again. */
  constructor(private readonly clock: Clock, tick = 1000, private readonly pauses: readonly number[] = [1, 5, 30, 300]) {
    super();
    this.timer = setInterval(() => void this.runDue(), tick);
    this.timer.unref();
  }

  async schedule(jobs: readonly Job[]): Promise<void> {
    const now = this.clock.now();
    for (const [id, dueAt] of this.done) if (dueAt > now) this.done.delete(id); // by a clock that was ahead: it is done in its time as well
    for (const job of jobs) if (!this.waiting.has(job.id) && !this.done.has(job.id)) this.waiting.set(job.id, { job, at: job.dueAt, failures: 0 });
  }
  async work(name: string, run: (job: Job) => Promise<void>): Promise<void> {
    if (this.workers.has(name)) throw new Error(`jobs named ${name} have a worker already`);
    this.workers.set(name, run);
  }

  /** Runs what is due by the clock, in the order of due times; one round at a time. */
  runDue(): Promise<void> {
    this.running = this.running.then(() => this.round());
    return this.running;
  }

  async healthy(): Promise<void> {
    if (this.lastFailure) throw new Error(`job ${this.lastFailure.job.id} failed and will be tried again: ${this.lastFailure.error.message}`);
  }
  async close(): Promise<void> {
    clearInterval(this.timer);
    this.waiting.clear();
    await this.running;
  }

  private async round(): Promise<void> {
    const now = this.clock.now();
    const due = [...this.waiting.values()].filter(({ job, at }) => at <= now && this.workers.has(job.name)).sort((a, b) => (a.at < b.at ? -1 : 1));
    for (const entry of due) {
      const { job } = entry;
      try {
        await this.workers.get(job.name)!(job);
        this.waiting.delete(job.id);
        this.done.set(job.id, job.dueAt);
        if (this.lastFailure?.job.id === job.id) this.lastFailure = null;
      } catch (error) {
        const seconds = this.pauses[Math.min(entry.failures++, this.pauses.length - 1)]!;
        entry.at = new Date(Date.parse(now) + seconds * 1000).toISOString();
        this.lastFailure = { job, error: error instanceof Error ? error : new Error(String(error)) };
      }
    }
  }
}
