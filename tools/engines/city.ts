import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { openAdapters } from '@lyceum/city/adapters';
import { readSettings } from '@lyceum/city/settings';
import type { Clock } from '@lyceum/jobs/clock';
import { Jobs, type Job } from '@lyceum/jobs/jobs';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import { startKafka, type KafkaOptions } from './kafka.ts';
import { startPostgres, type PostgresOptions } from './postgres.ts';
import { ownFolder, type Engine } from './process.ts';
import { startRedis, type RedisOptions } from './redis.ts';

export type CityEngines = {
  readonly postgres: Engine; readonly kafka: Engine; readonly redis: Engine;
  /** What a service of a city is started with, as its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What a service runs on, as it would be in a city, but for the clock and `other` settings; with jobs that can be waited for. */
  adapters(service: string, clock: Clock, other?: Readonly<Record<string, string>>): Promise<Adapters & { readonly jobs: SettlingJobs }>;
  stop(): Promise<void>;
};

/** PostgreSQL, Kafka and Redis, each its own, for one city. */
export const startCity = async ({ postgres: forPostgres, kafka: forKafka, redis: forRedis }: { postgres?: PostgresOptions; kafka?: KafkaOptions; redis?: RedisOptions } = {}): Promise<CityEngines> => {
  const started = await Promise.allSettled([startPostgres(forPostgres), startKafka(forKafka), startRedis(forRedis)]);
  const engines = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    for (const engine of engines) await engine.stop();
    throw failed.reason;
  }
  const [postgres, kafka, redis] = engines as [Engine, Engine, Engine];
  const folder = ownFolder('city');
  const masterKey = join(folder, 'master.key');
  writeFileSync(masterKey, randomBytes(32).toString('base64'), { mode: 0o600 });
  const env = {
    LYCEUM_LOG_URL: postgres.url, LYCEUM_ROWS_URL: postgres.url, LYCEUM_VAULT_URL: postgres.url, LYCEUM_MASTER_KEY_FILE: masterKey,
    LYCEUM_KAFKA_BROKERS: kafka.url, LYCEUM_REDIS_URL: redis.url, LYCEUM_FILES: join(folder, 'files'),
  };
  return {
    postgres, kafka, redis, env,
    adapters: async (service, clock, other = {}) => {
      const adapters = await openAdapters(service, readSettings({ ...env, ...other }), clock);
      return { ...adapters, jobs: new SettlingJobs(adapters.jobs, redis.url, clock) };
    },
    stop: async () => {
      for (const engine of engines) await engine.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/**
 * Jobs on BullMQ under a clock that is set by hand: `runDue` wakes what the clock says is due, since Redis counts by its own, and waits
 * until it is done.
 */
class SettlingJobs extends Jobs {
  private readonly open = new Map<string, Job>();
  private readonly done = new Set<string>();
  private readonly queues = new Map<string, Queue>();
  constructor(private readonly jobs: Jobs, private readonly url: string, private readonly clock: Clock) { super(); }

  async schedule(jobs: readonly Job[]): Promise<void> {
    for (const job of jobs) if (!this.done.has(job.id)) this.open.set(job.id, job);
    await this.jobs.schedule(jobs);
  }
  work(name: string, run: (job: Job) => Promise<void>): Promise<void> {
    this.queues.set(name, new Queue(name, { connection: { url: this.url }, prefix: 'lyceum' }));
    return this.jobs.work(name, async (job) => {
      await run(job);
      this.done.add(job.id);
      this.open.delete(job.id);
    });
  }
  async runDue(): Promise<void> {
    const due = () => [...this.open.values()].filter(({ dueAt }) => dueAt <= this.clock.now());
    for (const queue of this.queues.values()) {
      for (const firing of await queue.getDelayed()) if ((firing.data as Job).dueAt <= this.clock.now()) await firing.promote().catch(() => undefined); // it may have begun by itself
    }
    for (const late = Date.now() + 60_000; due().length > 0;) {
      if (Date.now() > late) throw new Error(`jobs that are due were not done: ${due().map(({ id }) => id).join(', ')}`);
      await new Promise((resolve) => { setTimeout(resolve, 5); });
    }
  }
  healthy(): Promise<void> { return this.jobs.healthy(); }
  async close(): Promise<void> {
    await this.jobs.close();
    for (const queue of this.queues.values()) await queue.close();
  }
}
