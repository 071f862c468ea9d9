import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from './clock.ts';
import type { Job, Jobs } from './jobs.ts';

const monday = '2026-03-09T00:00:00.000Z';
const later = '2026-03-09T00:00:01.000Z';
const job = (id: string, dueAt = monday): Job => ({ id, name: 'week-end', dueAt, data: { unit: id } });

/** What every adapter of the port must hold. `settle` resolves when what is due by the clock has run. */
export const jobsSuite = (name: string, open: (clock: ManualClock) => Promise<{ jobs: Jobs; settle: () => Promise<void> }>) => describe(`jobs: ${name}`, () => {
  const opened: Jobs[] = [];
  const start = async (at = monday) => {
    const clock = new ManualClock(at);
    const { jobs, settle } = await open(clock);
    opened.push(jobs);
    const ran: Job[] = [];
    return { clock, jobs, settle, ran };
  };
  afterEach(async () => { for (const jobs of opened.splice(0)) await jobs.close(); });

  it('runs a job when it is due, not before, with its data', async () => {
    const { clock, jobs, settle, ran } = await start('2026-03-08T23:59:59.000Z');
    await jobs.work('week-end', async (due) => { ran.push(due); });
    await jobs.schedule([job('u1')]);
    await settle();
    expect(ran).toEqual([]);
    clock.set(monday);
    await settle();
    expect(ran).toEqual([job('u1')]);
  });

  it('runs a job once, however often it is scheduled', async () => {
    const { clock, jobs, settle, ran } = await start();
    await jobs.work('week-end', async (due) => { ran.push(due); });
    await jobs.schedule([job('u1'), job('u1')]);
    await settle();
    await jobs.schedule([job('u1')]);
    clock.set(later);
    await settle();
    expect(ran).toHaveLength(1);
  });

  it('keeps a job for a worker that comes later', async () => {
    const { jobs, settle, ran } = await start();
    await jobs.schedule([job('u1')]);
    await settle();
    await jobs.work('week-end', async (due) => { ran.push(due); });
    await settle();
    expect(ran).toHaveLength(1);
  });

  it('does again in its time, and once, what it did by a clock that was ahead', async () => {
    const { clock, jobs, settle, ran } = await start('2026-04-06T09:00:00.000Z');
    await jobs.work('week-end', async (due) => { ran.push(due); });
    const counts: number[] = [];
    for (const now of [clock.now(), '2026-03-08T23:59:58.000Z', monday, later]) {
      clock.set(now);
      await jobs.schedule([job('u1')]);
      await settle();
      counts.push(ran.length);
    }
    expect(counts).toEqual([1, 1, 2, 2]);
  });

  it('tries a failed job again, says so meanwhile, and does not hold up others', async () => {
    const { clock, jobs, settle, ran } = await start();
    let broken = true;
    await jobs.work('week-end', async (due) => { if (broken && due.id === 'u1') throw new Error('away'); ran.push(due); });
    await jobs.schedule([job('u1'), job('u2')]);
    await settle();
    expect(ran.map(({ id }) => id)).toEqual(['u2']);
    await expect(jobs.healthy()).rejects.toThrow('away');
    broken = false;
    clock.set('2026-03-09T00:10:00.000Z');
    await settle();
    expect(ran.map(({ id }) => id)).toEqual(['u2', 'u1']);
    await expect(jobs.healthy()).resolves.toBeUndefined();
  });
});
