import type { Clock } from './clock.ts';
import { InProcessJobs } from './in-process.ts';
import type { Job } from './jobs.ts';

/** How late a job fires, in milliseconds of the clock. */
export const lateness = 90_000;

/** Timers for others' tests, as unkind as the port allows: what is scheduled is forgotten until it is asked for again, fires late, and then twice at once. */
export class HostileJobs extends InProcessJobs {
  private readonly heard = new Map<string, Job>();

  constructor(clock: Clock) { super(clock, 60_000); }

  override async schedule(jobs: readonly Job[]): Promise<void> {
    const again = jobs.filter(({ id }) => this.heard.has(id));
    for (const job of jobs) this.heard.set(job.id, job);
    await super.schedule(again.map((job) => ({ ...job, dueAt: new Date(Date.parse(job.dueAt) + lateness).toISOString() })));
  }
  override async work(name: string, run: (job: Job) => Promise<void>): Promise<void> {
    await super.work(name, async ({ id }) => {
      const job = this.heard.get(id)!; // as it was asked for, with its own time
      await Promise.all([run(job), run(job)]);
    });
  }
}
