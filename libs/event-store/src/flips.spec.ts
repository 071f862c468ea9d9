import { describe, expect, it } from '@jest/globals';
import { SqliteEventStore } from './sqlite.ts';
import { flipBits } from './testing/flips.ts';

/** Some bits; `npm run test:faults` flips hundreds. */
describe('a log in whose file one bit flipped', () => {
  it('is refused, or reads as before', async () => {
    const { refused, same, otherwise } = await flipBits(20, (folder) => SqliteEventStore.open({ folder }));
    expect(otherwise).toEqual([]);
    expect([refused, same]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(refused, same)).toBeGreaterThan(0);
  }, 60_000);

  it('would be opened, and not read as before, if nobody looked at it', async () => {
    const { otherwise } = await flipBits(20, (folder) => SqliteEventStore.opening({ folder }));
    expect(otherwise).not.toEqual([]);
  }, 60_000);
});
