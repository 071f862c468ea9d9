import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { activityContext } from '@lyceum/activity/activity.context';
import { smallCity } from '@lyceum/activity/testing/small-city';
import { HostileJobs, lateness } from '@lyceum/jobs/hostile';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import type { Context } from '@lyceum/nest-kit/context';
import { assessmentContext } from '../assessment.context.ts';

const sundayNight = '2026-03-08T15:59:59.000Z', monday = '2026-03-08T16:00:00.000Z';
const whenLate = new Date(Date.parse(monday) + lateness).toISOString();

let rings: string[];
/** The control: a timer that sends no command, but counts for itself. */
const bell: Context = {
  name: 'bell', projections: [], reactions: [], controllers: [],
  jobs: [{ name: 'bell', due: async (_, from, to) => (monday > from && monday <= to ? [{ id: 'bell/1', name: 'bell', dueAt: monday, data: {} }] : []), run: async ({ now }, { dueAt }) => { rings.push(`${dueAt} at ${now}`); } }],
};

describe('the end of a week, on timers that forget, come late and fire twice', () => {
  let city: Awaited<ReturnType<typeof smallCity>>;
  beforeEach(async () => { rings = []; city = await smallCity([activityContext, assessmentContext, bell], undefined, { jobsBy: (clock) => new HostileJobs(clock) }); });
  afterEach(() => city.close());

  const at = async (instant: string) => {
    city.clock.set(instant);
    await city.host.tick();
    await (city.host.adapters.jobs as InProcessJobs).runDue();
    await city.host.settle();
  };

  it('is judged once, as of its end, where a timer that only counts rings twice', async () => {
    const rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };
    const olga = await city.logIn('olga');
    expect((await olga.post('/api/policies', { unitId: 'city', title: '每周集中学习', rule, basis: '学习制度第三条', effectiveFrom: '2026-01-05' })).status).toBe(201);
    await city.host.settle();
    const judged = async () => (await city.host.adapters.events.readStream('cadence-station-2026-W10')).map(({ type, occurredAt }) => [type, occurredAt]);
    for (const instant of [sundayNight, monday]) { // forgotten, then asked for again
      await at(instant);
      expect([await judged(), rings]).toEqual([[], []]);
    }
    for (const instant of [whenLate, '2026-03-08T16:03:00.000Z', '2026-03-09T16:00:00.000Z']) {
      await at(instant);
      expect([await judged(), rings]).toEqual([[['CadenceMissed', monday]], Array(2).fill(`${monday} at ${whenLate}`)]);
    }
  });
});
