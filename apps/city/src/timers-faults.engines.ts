// engines: Redis
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { BullMqJobs } from '@lyceum/jobs/bullmq';
import { SystemClock } from '@lyceum/jobs/clock';
import type { Job } from '@lyceum/jobs/jobs';
import { Timers } from '@lyceum/nest-kit/timers';
import type { Engine } from '../../../tools/engines/process.ts';
import { startRedis } from '../../../tools/engines/redis.ts';
import { eventually } from './testing/eventually.ts';

/** Timers rest in Redis, and what is due rests in rows: losing Redis loses nothing (law 12). */
let redis: Engine;
beforeAll(async () => { redis = await startRedis(); });
afterAll(() => redis?.stop());

const clock = new SystemClock();
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
let due: Job[], fired: string[], failures: string[], jobs: BullMqJobs, timers: Timers, prefix = 0;
const job = (id: string, dueAt: string): Job => ({ id, name: 'week-end', dueAt, data: {} });
/** What a service has of timers, over a source that answers as a projection does: what is due between two instants, asked again and again. */
const start = async () => {
  jobs = await BullMqJobs.open({ url: redis.url, clock, prefix: `faults${prefix}`, pause: 100 });
  const source = { name: 'week-end', due: async (_: unknown, from: string, to: string) => due.filter(({ dueAt }) => dueAt > from && dueAt <= to), run: async (_: unknown, { id }: Job) => { fired.push(id); } };
  timers = new Timers([source], jobs, clock, {} as ConstructorParameters<typeof Timers>[3], (name) => { failures.push(name); });
  await timers.start('');
};
const stop = async () => { await timers.stop(); await jobs.close(); };
const firedOnce = async (...ids: string[]) => { expect((await eventually(async () => [...fired].sort(), (found) => ids.every((id) => found.includes(id)))).join()).toBe(ids.sort().join()); };
beforeEach(() => { [due, fired, failures, prefix] = [[], [], [], prefix + 1]; });

describe('timers', () => {
  it('fire once after Redis was killed and came back, and are asked for again meanwhile', async () => {
    await start();
    due = [job('before', soon(-1000)), job('during', soon(1500))];
    await timers.ask();
    await firedOnce('before');
    await redis.kill();
    due.push(job('meanwhile', soon(500)));
    await expect(eventually(() => jobs.healthy().then(() => '', (error: Error) => error.message), (message) => message !== '')).resolves.toContain('Redis is away');
    await timers.ask();
    expect(failures).toEqual(['week-end']);
    await redis.restart();
    await eventually(() => jobs.healthy().then(() => true, () => false), Boolean);
    await timers.ask();
    await firedOnce('before', 'during', 'meanwhile');
    await stop();
  });

  it('are rebuilt where Redis has lost everything', async () => {
    await start();
    due = [job('waiting', soon(3000))];
    await timers.ask();
    const there = new Redis(redis.url);
    await there.flushall();
    there.disconnect();
    await timers.ask(); // as it does every minute
    await firedOnce('waiting');
    await stop();
  });

  it('would not be, if what is due was asked for only once (control)', async () => {
    await start();
    due = [job('waiting', soon(1000))];
    await timers.ask();
    const there = new Redis(redis.url);
    await there.flushall();
    there.disconnect();
    due = [];
    await timers.ask();
    expect(await eventually(async () => fired.length, (count) => count > 0, 4)).toBe(0);
    await stop();
  });

  it('are stopped in order, and soon, while Redis is away', async () => {
    await start();
    await redis.kill();
    due = [job('waiting', soon(-1000))];
    void timers.ask();
    const began = Date.now();
    await stop();
    expect(Date.now() - began).toBeLessThan(10_000);
    await redis.restart();
  });
});
