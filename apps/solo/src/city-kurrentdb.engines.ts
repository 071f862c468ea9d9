// engines: PostgreSQL, Kafka, Redis, KurrentDB-wire
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@lyceum/jobs/clock';
import { startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { startKurrent } from '../../../tools/engines/kurrentdb.ts';
import { now, onFiles, toldOf, type Asked } from './testing/equal-boards.ts';

const asked: Asked = { size: 'tiny', units: 7, people: 40, figures: 100, moments: ['2026-03-18T08:30:00.000Z', '2026-05-11T16:00:00.000Z'] };

describe('a city whose log is in KurrentDB', () => {
  let engines: CityEngines;
  let kurrent: Awaited<ReturnType<typeof startKurrent>>;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-solo-'));
    [engines, kurrent] = await Promise.all([startCity(), startKurrent()]);
    Object.assign(engines.env, { LYCEUM_LOG_URL: kurrent.url });
  });
  afterAll(async () => {
    await engines.stop();
    await kurrent.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('shows the same boards, figures and learning files as one on files, over the same year', async () => {
    const [here, there] = [new ManualClock(now), new ManualClock(now)];
    const solo = await toldOf(await onFiles(folder, here), here, asked);
    const city = await toldOf(await engines.adapters('solo', there), there, asked);
    expect(Object.keys(city)).toEqual(Object.keys(solo));
    for (const [path, told] of Object.entries(city)) expect({ path, told }).toEqual({ path, told: solo[path] });
  });
});
