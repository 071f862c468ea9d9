import { describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from './sqlite.ts';
import { flipBits } from './testing/flips.ts';

describe('a log in whose file one bit flipped', () => {
  it('is refused, or reads as before: four hundred bits', async () => {
    const outcome = await flipBits(400, (folder) => SqliteEventStore.open({ folder }), 20261127);
    expect(outcome.otherwise).toEqual([]);
    expect(Math.min(outcome.refused, outcome.same)).toBeGreaterThan(0);
  }, 600_000);
});
