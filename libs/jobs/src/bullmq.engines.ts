// engines: Redis
import { afterAll, beforeAll } from '@jest/globals';
import type { Engine } from '../../../tools/engines/process.ts';
import { startRedis } from '../../../tools/engines/redis.ts';
import { BullMqJobs } from './bullmq.ts';
import { jobsSuite } from './suite.ts';

let engine: Engine;
let opened = 0;
beforeAll(async () => { engine = await startRedis(); });
afterAll(() => engine.stop());

jobsSuite('BullMQ', async (clock) => ({
  jobs: await BullMqJobs.open({ url: engine.url, clock, prefix: `test${opened++}`, pause: 100 }),
  settle: () => new Promise((resolve) => setTimeout(resolve, 1200)),
}));
