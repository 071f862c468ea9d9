import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, instantIn } from '@lyceum/core/calendar';
import { ManualClock } from '@lyceum/jobs/clock';
import { temporaryHost, type TemporaryHost } from '@lyceum/nest-kit/testing';
import { contexts } from './contexts.ts';
import { demoPassword } from './demo-city/accounts.ts';
import { Tally } from './demo-city/tally.ts';
import { tellYear } from './testing/year-by-http.ts';
import { Visitor } from './testing/visitor.ts';

/** The story of a year, told by requests alone: here ten weeks of it; all fifty-two in `city-postgres.engines.ts`, on files and on engines. */
const now = '2026-06-03T02:00:00.000Z';
let made: TemporaryHost, told: Awaited<ReturnType<typeof tellYear>>, leader: Visitor, unitId: string;
beforeAll(async () => {
  const clock = new ManualClock(now);
  made = await temporaryHost({ contexts, clock, http: { idleMinutes: 31 * 24 * 60 } });
  const address = `http://127.0.0.1:${await made.host.listen(0)}`;
  told = await tellYear(made.host, clock, address, { now, random: 47, weeks: 10 });
  leader = new Visitor(address, { account: 'leader', password: demoPassword }, { requests: 100_000, position: '' });
  unitId = (await leader.get('/api/me') as unknown as { scopeRoots: [{ unitId: string }] }).scopeRoots[0].unitId;
}, 180_000);
afterAll(() => made?.close());

describe('a city of which everything came by a request', () => {
  it('shows what somebody else counts of its weeks', async () => {
    const { city, weeks } = told;
    const [from, to] = [weeks[0]!.monday, addDays(weeks.at(-1)!.monday, 6)];
    const tally = new Tally(city);
    for (const week of weeks) {
      const judgedAt = instantIn(addDays(week.monday, 7), '00:00');
      tally.add(week, judgedAt <= now ? judgedAt : null);
    }
    const expected = tally.expect('agency', from, to, now);
    for (const name of ['held', 'late', 'missed', 'mended'] as const) {
      expect(expected[name]).toBeGreaterThan(0);
      expect([name, (await leader.get(`/api/figures/${encodeURIComponent(`${name}/unit:${unitId}/${from}..${to}`)}`))['value']]).toEqual([name, expected[name]]);
    }
  });

  it('has a unit with its new name, one in its new place, and somebody without a name', async () => {
    const { items: units } = await leader.get('/api/units') as unknown as { items: { unitId: string; name: string; parentId: string | null }[] };
    expect(units.filter(({ parentId }) => parentId === unitId)).toHaveLength(2);
    expect(units.map(({ name }) => name)).toContain('东城融媒体台');
    const { items: people } = await leader.get('/api/members?limit=100') as unknown as { items: { name: string | null }[] };
    expect([people.length, people.filter(({ name }) => name === null).length]).toEqual([28, 1]);
  });
});
