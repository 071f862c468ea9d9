// engines: PostgreSQL, Kafka, Redis, MongoDB-wire
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openAdapters } from '@lyceum/city/adapters';
import { readSettings } from '@lyceum/city/settings';
import { ManualClock } from '@lyceum/jobs/clock';
import { SettlingJobs, startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { now, onFiles, toldOf, type Asked } from './testing/equal-boards.ts';

/** A small city and a few weeks: the stand-in looks through a whole collection for each question. */
const asked: Asked = { size: 'brief', units: 4, people: 24, figures: 40, moments: ['2026-05-21T08:30:00.000Z', '2026-05-28T16:00:00.000Z'] };

describe('a city with its log on PostgreSQL, and its rows, keys and logins on MongoDB', () => {
  let engines: CityEngines, mongo: Engine;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-solo-'));
    mongo = await startMongo();
    engines = await startCity();
  }, 600_000);
  afterAll(async () => {
    await engines?.stop();
    await mongo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the same boards, figures and learning files as one on files, over the same weeks', async () => {
    const [here, there] = [new ManualClock(now), new ManualClock(now)];
    const [rows, vault] = [await freshDatabase(mongo), await freshDatabase(mongo)];
    const adapters = await openAdapters('solo', readSettings({ ...engines.env, LYCEUM_ROWS_URL: rows.at, LYCEUM_VAULT_URL: vault.at }), there);
    const solo = await toldOf(await onFiles(folder, here), here, asked);
    const city = await toldOf({ ...adapters, jobs: new SettlingJobs(adapters.jobs, engines.redis.url, there) }, there, asked);
    expect(Object.keys(city)).toEqual(Object.keys(solo));
    for (const [path, told] of Object.entries(city)) expect({ path, told }).toEqual({ path, told: solo[path] });
    await rows.remove();
    await vault.remove();
  }, 900_000);
});
