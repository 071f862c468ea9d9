// engines: PostgreSQL, Kafka, Redis
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './testing/eventually.ts';
import { Fleet } from './testing/fleet.ts';
import { reactForgetfully } from './testing/forgetful.ts';
import { lyceum } from './testing/services.ts';
import { faultsOf, wholeLog } from './testing/soundness.ts';

/** How long the broker is away, in seconds; a minute (LYCEUM_BROKER_AWAY_SECONDS=60) where somebody has the time. */
const away = Number(process.env['LYCEUM_BROKER_AWAY_SECONDS'] ?? 10);

/** Two replicas of everything. Each fault ends in the one check of all that happened so far; what does harm on purpose comes last. */
let fleet: Fleet;
beforeAll(async () => { fleet = await Fleet.start(); });
afterAll(() => fleet?.stop());
const names = ['assessment', 'dashboards', 'audit', 'activity']; // reacts, projects, keeps histories, takes commands
const backlog = async () => Number(/^lyceum_relay_backlog_events (\S+)$/m.exec(await (await fetch(`${fleet.of('activity')[0]!.address}/metrics`)).text())?.[1]);

describe('services that are killed under load', () => {
  it('leave their work to their twins, and what nobody did to whoever comes after them', async () => {
    await fleet.under(async (load) => {
      for (const name of [...names, ...names]) {
        await fleet.kill(fleet.of(name)[0]!);
        if (fleet.of('activity').length > 0) await load.more(30); // also where nobody reacts or projects
      }
      await setTimeout(500);
      await Promise.all([...names, ...names].map((name) => fleet.start(name)));
      await load.more(30);
    });
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe('PostgreSQL, killed under load', () => {
  it('loses nothing that was acknowledged, and every service goes on by itself when it is back', async () => {
    const { troubles } = await fleet.under(async (load) => {
      await fleet.city.postgres.kill();
      await setTimeout(3000);
      await fleet.city.postgres.restart();
      await load.more(30);
    });
    expect(troubles).toBeGreaterThan(0);
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe(`Kafka, killed under load and away for ${away} s`, () => {
  it('holds up no command; what waited is published, and nothing is lost or doubled', async () => {
    let waited = 0, since = 0;
    const { troubles, acknowledged } = await fleet.under(async (load) => {
      await fleet.city.kafka.kill();
      for (const until = Date.now() + away * 1000; Date.now() < until;) { await load.more(10); await setTimeout(500); }
      waited = await backlog();
      await fleet.city.kafka.restart();
      since = Date.now();
    });
    expect([troubles, waited > 50]).toEqual([0, true]);
    expect(await eventually(backlog, (waiting) => waiting === 0)).toBe(0);
    process.stdout.write(`Kafka was away for ${away} s: ${acknowledged} commands were acknowledged meanwhile and around it, ${waited} events waited (1000: as many or more), and were published ${((Date.now() - since) / 1000).toFixed(1)} s after it was back\n`);
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe('Redis, killed under load and away for five seconds', () => {
  it('holds up no command, and nothing is lost or doubled', async () => {
    const { troubles } = await fleet.under(async (load) => {
      await fleet.city.redis.kill();
      for (const until = Date.now() + 5000; Date.now() < until;) await load.more(10);
      await fleet.city.redis.restart();
      await load.more(30);
    });
    expect(troubles).toBe(0);
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe('services that are told to stop under load', () => {
  it('answer what is under way, end with 0, and lose nothing that was acknowledged', async () => {
    await fleet.under(async (load) => {
      for (const name of names) {
        const began = Date.now();
        expect([name, await fleet.end(fleet.of(name)[0]!)]).toEqual([name, 0]);
        expect(Date.now() - began).toBeLessThan(20_000);
        await load.more(20);
      }
    });
    expect(await fleet.unsound()).toEqual([]);
  });
});

/** Every message of the city's events again, as an operator asks for it; under load, since the next event is what tells the relay. */
const publishAllAgain = async () => {
  expect(lyceum(fleet.env, 'relay', 'again', '--city')).toMatchObject({ status: 0, answer: expect.stringContaining('published again from its beginning') });
  await fleet.under(async () => undefined);
  expect(await eventually(backlog, (waiting) => waiting === 0)).toBe(0);
};
const twice = /^AttendanceSigned at \d+ has [2-9] entries in a learning file$/;

describe('messages that come again', () => {
  it('change nothing, however many of them', async () => {
    await publishAllAgain();
    expect(await fleet.unsound()).toEqual([]);
  });

  it('are found out by the check, where a reactor guards against none (control)', async () => {
    for (const service of fleet.of('assessment')) await fleet.end(service);
    const forgetful = await reactForgetfully(fleet.city);
    try {
      await publishAllAgain();
      const faults = await eventually(async () => faultsOf(await wholeLog(fleet.env), fleet.acknowledged), (found) => found.some((fault) => twice.test(fault)));
      expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(twice)]));
    } finally { await forgetful.close(); }
  });
});

describe('the check itself', () => {
  it('misses a command that was acknowledged and is not there, and one that nobody sent (control)', async () => {
    const log = await wholeLog(fleet.env);
    const [first] = fleet.acknowledged;
    expect(faultsOf(log, [...fleet.acknowledged, { ...first!, position: '9999999999999999' }])).toContainEqual(expect.stringContaining('was acknowledged at 9999999999999999, where it is not'));
    expect(faultsOf(log, fleet.acknowledged.slice(1))).toContainEqual(expect.stringContaining('was acknowledged to nobody'));
    expect(faultsOf(log, fleet.acknowledged)).not.toContainEqual(expect.stringContaining('acknowledged'));
  });
});
