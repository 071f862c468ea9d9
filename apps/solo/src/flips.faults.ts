import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { files, Flips } from './testing/flips.ts';

const times = Number(process.env['LYCEUM_ROUNDS'] ?? 20); // of each file

describe('a city that was stopped while one bit flipped', () => {
  let city: Flips;
  beforeAll(async () => { city = await Flips.make(); }, 300_000);
  afterAll(() => city.remove());

  it.each(files)(`answers as before, or says what is damaged: ${times} bits of %s`, async (file) => {
    const outcomes = await city.flip(file, times, 20261127);
    expect(outcomes.otherwise).toEqual([]);
    expect(outcomes.anew + outcomes.refused + outcomes.unreadable).toBeGreaterThan(times / 4);
  }, times * 30_000 + 60_000);

  it('would be found out where a figure was another', async () => expect(await city.forge()).toContain(' instead of '), 120_000);
});
