import { setTimeout } from 'node:timers/promises';
import { DelayedError, Queue, Worker, type Job as Firing } from 'bullmq';
import { Redis } from 'ioredis';
import { Unavailable } from '@lyceum/event-store/event-store';
import type { Clock } from './clock.ts';
import { Jobs, type Job } from './jobs.ts';

/** Milliseconds for Redis to answer, and between two looks whether it is there. */
const patience = 3000;
const step = 100;

/**
 * BullMQ on Redis: timers that several processes share. Losing Redis loses nothing, for what is due is scheduled again from projections.
 * Redis must run with `maxmemory-policy noeviction`.
 */
export class BullMqJobs extends Jobs {
  private readonly queues = new Map<string, Queue>();
  private readonly workers: Worker[] = [];
  private readonly failures = new Map<string, string>();

  private constructor(private readonly url: string, private readonly connection: Redis, private readonly clock: Clock, private readonly prefix: string, private readonly pause: number) { super(); }

  /** `pause`: milliseconds before a failed job is tried again; it doubles each time. Throws `Unavailable` while Redis is away. */
  static async open({ url, clock, prefix = 'lyceum', pause = 1000 }: { url: string; clock: Clock; prefix?: string; pause?: number }): Promise<BullMqJobs> {
    const connection = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
    let why: Error | undefined;
    connection.on('error', (error) => { why = error; }); // ioredis connects again by itself; `healthy` tells
    try { await connection.connect(); } catch (error) {
      connection.disconnect();
      throw explained(why ?? error);
    }
    return new BullMqJobs(url, connection, clock, prefix, pause);
  }

  /** Throws at once while Redis is away: what is due is asked of projections again. */
  async schedule(jobs: readonly Job[]): Promise<void> {
    if (jobs.length > 0) this.assertThere();
    const now = Date.parse(this.clock.now());
    for (const job of jobs) {
      const delay = Math.max(0, Date.parse(job.dueAt) - now);
      const added = this.add(job, delay);
      const late = new AbortController();
      try {
        await Promise.race([added, setTimeout(patience, undefined, { signal: late.signal }).then(() => { throw new Unavailable('Redis does not answer; timers wait'); })]);
      } finally { late.abort(); }
    }
  }

  private async add(job: Job, delay: number): Promise<void> {
    const queue = this.queue(job.name);
    if (delay > 0) {
      const before = await queue.getJob(idOf(job.id));
      if (await before?.isCompleted()) await before!.remove(); // by a clock that was ahead: it is done in its time as well
    }
    await queue.add(job.name, job, {
      jobId: idOf(job.id), delay, attempts: 1_000_000, backoff: { type: 'exponential', delay: this.pause, jitter: 0.2 }, removeOnComplete: { age: 90 * 24 * 3600 },
    });
  }

  async work(name: string, run: (job: Job) => Promise<void>): Promise<void> {
    const worker = new Worker<Job>(name, (firing, token) => this.fire(firing, token, run), { connection: { url: this.url, maxRetriesPerRequest: null }, prefix: this.prefix });
    worker.on('failed', (job, error) => { if (job) this.failures.set(job.data.id, error.message); });
    worker.on('error', () => {}); // it connects again by itself
    this.workers.push(worker);
    await worker.waitUntilReady();
  }

  async healthy(): Promise<void> {
    this.assertThere();
    for (const [id, message] of this.failures) throw new Error(`job ${id} failed and will be tried again: ${message}`);
  }

  /** Waits for jobs under way; not for a Redis that is away. */
  async close(): Promise<void> {
    let left = false;
    const leaving = Promise.allSettled(this.workers.map((worker) => worker.close())).then(() => Promise.allSettled([...this.queues.values()].map((queue) => queue.close()))).then(() => { left = true; });
    for (let away = 0; !left && away < patience; away = this.connection.status === 'ready' ? 0 : away + step) await Promise.race([leaving, setTimeout(step)]);
    this.connection.disconnect();
  }

  private assertThere(): void {
    if (this.connection.status !== 'ready') throw new Unavailable(`Redis is away (${this.connection.status}); timers wait`);
  }

  /** Redis counts by its own clock; ours decides whether it is time. */
  private async fire(firing: Firing<Job>, token: string | undefined, run: (job: Job) => Promise<void>): Promise<void> {
    const wait = Date.parse(firing.data.dueAt) - Date.parse(this.clock.now());
    if (wait > 0) {
      await firing.moveToDelayed(Date.now() + Math.min(wait, this.pause), token);
      throw new DelayedError();
    }
    await run(firing.data);
    this.failures.delete(firing.data.id);
  }

  private queue(name: string): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue(name, { connection: { url: this.url, maxRetriesPerRequest: 1 }, prefix: this.prefix });
      queue.on('error', () => {});
      this.queues.set(name, queue);
    }
    return queue;
  }
}

/** What Redis itself answers, a wrong password, is for somebody to mend; everything else is that it is away. */
const explained = (error: unknown): Error => {
  const { name, message } = error as Error;
  return name === 'ReplyError' ? (error as Error) : new Unavailable(`Redis: ${message}; see whether the server runs and can be reached`);
};

/** BullMQ keeps `:` for itself in job ids. */
const idOf = (id: string) => id.replaceAll(':', '_');
