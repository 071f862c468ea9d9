import { expect, it } from '@jest/globals';
import { ManualClock } from './clock.ts';
import { InProcessJobs } from './in-process.ts';
import { jobsSuite } from './suite.ts';

jobsSuite('in process', async (clock) => {
  const jobs = new InProcessJobs(clock, 60_000);
  return { jobs, settle: () => jobs.runDue() };
});

it('does again in its time what it did before, by a clock that was ahead', async () => {
  const clock = new ManualClock('2026-03-06T09:00:00.000Z');
  const jobs = new InProcessJobs(clock, 60_000);
  const job = { id: 'week/10', name: 'week', dueAt: '2026-03-08T16:00:00.000Z', data: {} };
  const done: string[] = [];
  await jobs.work('week', async () => { done.push(clock.now()); });
  for (const now of ['2026-04-06T09:00:00.000Z', '2026-03-06T10:00:00.000Z', '2026-03-08T16:00:01.000Z', '2026-03-08T16:01:00.000Z']) {
    clock.set(now);
    await jobs.schedule([job]);
    await jobs.runDue();
  }
  expect(done).toEqual(['2026-04-06T09:00:00.000Z', '2026-03-08T16:00:01.000Z']);
  await jobs.close();
});
