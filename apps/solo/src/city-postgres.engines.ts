// engines: PostgreSQL, Kafka, Redis
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@lyceum/jobs/clock';
import { startCity, type CityEngines } from '../../../tools/engines/city.ts';
import { now, onFiles, toldOf, type Asked } from './testing/equal-boards.ts';

const asked: Asked = { size: 'tiny', units: 7, people: 40, figures: 100, moments: ['2026-03-18T08:30:00.000Z', '2026-04-30T00:00:00.000Z', '2026-05-11T16:00:00.000Z'] };

describe('a city on PostgreSQL, Kafka and Redis', () => {
  let engines: CityEngines;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lyceum-solo-'));
    engines = await startCity();
  });
  afterAll(async () => {
    await engines.stop();
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
