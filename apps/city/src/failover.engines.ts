// engines: PostgreSQL, Kafka, Redis
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCity } from '../../../tools/engines/city.ts';
import { startPair, type Pair } from '../../../tools/engines/postgres-pair.ts';
import { eventually } from './testing/eventually.ts';
import { Fleet } from './testing/fleet.ts';
import { lyceum, startService, type Service } from './testing/services.ts';
import { wholeLog } from './testing/soundness.ts';

/** A city whose log has a standby that is not waited for; rows, keys and logins are on a server of their own, which keeps what it has. */
let pair: Pair, fleet: Fleet;
const names = ['member', 'activity', 'assessment', 'dashboards', 'audit'];
beforeAll(async () => {
  pair = await startPair();
  fleet = await Fleet.start({ replicas: Object.fromEntries(names.slice(1).map((name) => [name, 1])), engines: async () => {
    const city = await startCity();
    return { ...city, env: { ...city.env, LYCEUM_LOG_URL: pair.url } };
  } });
});
afterAll(async () => {
  await fleet?.stop();
  await pair?.stop();
});
const plan = () => {
  const { office, unitId, day } = fleet.town;
  return office.at(fleet.of('activity')[0]!.address).post('/api/study-sessions', { unitId, form: 'weekly-collective', title: '第二课', day, start: '14:00', minutes: 60, place: '会议室' });
};

describe('a standby that was behind when it took over', () => {
  it('is refused by every service, running or started, until the log has its next epoch; then rows are made anew, and are what a replay makes of them', async () => {
    await fleet.under((load) => load.more(30));
    expect(await fleet.unsound()).toEqual([]);
    await pair.cut();
    const [kept, sound] = [await wholeLog(fleet.env), fleet.acknowledged.length];
    await fleet.under((load) => load.more(30));
    expect(await fleet.unsound()).toEqual([]); // so that rows have come further than the standby
    expect((await wholeLog(fleet.env)).length).toBeGreaterThan(kept.length + 30);

    await pair.failOver();
    expect(await eventually(plan, ({ json }) => json?.['code'] === 'log-damaged')).toMatchObject({ status: 503, json: { code: 'log-damaged' } });
    const unready = ({ address }: Service) => fetch(`${address}/readyz`).then(({ status }) => status);
    for (const service of fleet.running) {
      expect([service.name, await eventually(() => unready(service), (status) => status === 503)]).toEqual([service.name, 503]);
      const why = /ends at 0*\d+, but events up to 0*\d+ .*next epoch/; // told when it has asked the new server, which may be after it missed the old one
      expect([service.name, await eventually(async () => service.log(), (log) => why.test(log))]).toEqual([service.name, expect.stringMatching(why)]);
    }
    await expect(startService('dashboards', fleet.env)).rejects.toThrow(/epoch/);
    for (const service of [...fleet.running]) await fleet.kill(service);

    expect(lyceum(fleet.env, 'epoch', '--city')).toMatchObject({ status: 0 });
    await Promise.all(names.map((name) => fleet.start(name)));
    fleet.acknowledged.splice(sound); // what the primary alone had is lost: nothing but a standby that is waited for keeps it
    expect(await fleet.unsound()).toEqual([]);
    expect((await wholeLog(fleet.env)).slice(0, kept.length)).toEqual(kept);
    expect((await plan()).status).toBe(201);
  }, 300_000);
});
