import type { Clock } from '@lyceum/jobs/clock';
import type { Jobs } from '@lyceum/jobs/jobs';
import type { JobSource, Tools } from './context.ts';

const minute = 60_000;
const ahead = 5 * minute;
/** How far back it looks for what may have been missed: at a start before the last event of the log, and where the clock went back. */
const behind = 35 * 24 * 60 * minute;

/** Asks the sources again and again what is due, and hands it to the jobs. What it asked for already is the jobs' business to know. */
export class Timers {
  private readonly running: { timer?: NodeJS.Timeout; round: Promise<void> } = { round: Promise.resolve() };
  private asked = '';

  constructor(
    private readonly sources: readonly JobSource[], private readonly jobs: Jobs, private readonly clock: Clock, private readonly tools: Omit<Tools, 'now'>,
    private readonly failed: (source: string, error: unknown) => void,
  ) {}

  /** `since`: when the log was last written to, as an instant; empty for an empty log. */
  async start(since: string): Promise<void> {
    for (const source of this.sources) await this.jobs.work(source.name, (job) => source.run({ ...this.tools, now: this.clock.now() }, job));
    this.asked = plus(since === '' || since > this.clock.now() ? this.clock.now() : since, -behind);
    this.running.timer = setInterval(() => void this.ask(), minute);
    void this.ask();
  }
  async stop(): Promise<void> {
    clearInterval(this.running.timer);
    await this.running.round;
  }

  /** One round; a source that fails is asked about the same time again. */
  ask(): Promise<void> {
    this.running.round = this.running.round.then(async () => {
      const now = this.clock.now();
      const to = plus(now, ahead);
      if (this.asked > now) this.asked = plus(now, -behind); // the clock was ahead, and what was asked then is not over
      let whole = true;
      for (const source of this.sources) {
        try {
          await this.jobs.schedule(await source.due({ ...this.tools, now }, this.asked, to));
        } catch (error) {
          whole = false;
          this.failed(source.name, error);
        }
      }
      if (whole) this.asked = plus(now, -ahead); // rows may lag: the last minutes are asked about twice
    });
    return this.running.round;
  }
}

const plus = (instant: string, milliseconds: number) => new Date(Date.parse(instant) + milliseconds).toISOString();
