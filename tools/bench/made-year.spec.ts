import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shanghaiDay } from '@lyceum/core/calendar';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { makeCity } from '@lyceum/solo/demo-city/city';
import { everything, now, seedTown, type Town } from '@lyceum/solo/demo-city/testing/town';
import { makeYear } from '@lyceum/solo/demo-city/year';
import { Filling, recordWeeks } from './made-year.ts';

const random = 47; // the seed of `seedTown`
const categories = ['study-session-', 'attendance-', 'learning-file-', 'cadence-', 'member-'];

describe('a log that is made fast', () => {
  let town: Town;
  let folder: string;
  beforeAll(async () => { town = await seedTown(); folder = mkdtempSync(join(tmpdir(), 'lyceum-made-')); }, 120_000);
  afterAll(async () => { await town.close(); rmSync(folder, { recursive: true, force: true }); });

  it('holds, stream by stream, what commands, reactors and judges record of the same year', async () => {
    const store = await SqliteEventStore.open({ folder });
    const filling = new Filling(store, 100);
    const city = makeCity('tiny', random);
    await recordWeeks(filling, city, [...makeYear(city, random + 1, shanghaiDay(now))], now, { reactions: true });
    await filling.end();
    const told = async (log: Parameters<typeof everything>[0]) => {
      const streams = new Map<string, object[]>();
      for (const { stream, type, version, data, id, command, unit, actor, occurredAt, causation } of await everything(log)) {
        if (!categories.some((category) => stream.startsWith(category)) || type === 'MemberRegistered') continue;
        const list = streams.get(stream) ?? [];
        if (list.length === 0) streams.set(stream, list);
        list.push({ type, version, data, id, command, unit, actor, occurredAt, causation });
      }
      return streams;
    };
    const [made, seeded] = [await told(store), await told(town.host.adapters.events)];
    await store.close();
    expect([...made.keys()].sort()).toEqual([...seeded.keys()].sort());
    for (const [stream, events] of seeded) expect([stream, made.get(stream)]).toEqual([stream, events]);
  });
});
