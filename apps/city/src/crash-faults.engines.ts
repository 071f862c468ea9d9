// engines: PostgreSQL, Kafka, Redis
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fleet } from './testing/fleet.ts';
import { unsound } from './testing/soundness.ts';

/** Two replicas of everything, of which some die without a word; each ends in the one check. */
let fleet: Fleet;
beforeAll(async () => { fleet = await Fleet.start({ replicas: { activity: 2, assessment: 2, dashboards: 2, member: 1 } }); });
afterAll(() => fleet?.stop());

describe('a service that is killed under load', () => {
  it.each([
    ['activity', 'takes commands'],
    ['assessment', 'reacts'],
    ['dashboards', 'projects'],
  ])('%s, which %s: its twin goes on, and whoever comes after it makes up for what it left', async (name) => {
    await fleet.under(async (load) => {
      await fleet.kill(fleet.of(name)[0]!);
      await load.more(30);
      await fleet.kill(fleet.of(name)[0]!); // nobody does its work now
      if (name === 'activity') await setTimeout(500); else await load.more(30);
      await Promise.all([fleet.start(name), fleet.start(name)]);
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

describe('a service that is told to stop under load', () => {
  it('answers what is under way, ends with 0, and loses nothing that was acknowledged', async () => {
    await fleet.under(async (load) => {
      for (const name of ['activity', 'assessment', 'dashboards']) {
        const began = Date.now();
        expect([name, await fleet.end(fleet.of(name)[0]!)]).toEqual([name, 0]);
        expect(Date.now() - began).toBeLessThan(20_000);
        await load.more(20);
      }
    });
    expect(await fleet.unsound()).toEqual([]);
  });
});

describe('the check itself', () => {
  it('misses a command that was acknowledged and is not there (control)', async () => {
    const [first] = fleet.acknowledged;
    expect(await unsound(fleet.env, [...fleet.acknowledged, { ...first!, position: '9999999999999999' }], [])).toEqual([expect.stringContaining('was acknowledged at 9999999999999999, where it is not')]);
    expect(await unsound(fleet.env, fleet.acknowledged.slice(1), [])).toEqual([expect.stringContaining('was acknowledged to nobody')]);
  });
});
