import { describe, expect, it } from '@jest/globals';
import { ordeal } from './testing/ordeal.ts';

/** A few rounds of what kill.faults.ts does a hundred times. */
describe('the whole city, killed under load', () => {
  it('loses nothing that it acknowledged, does nothing twice, and stops in order', async () => {
    const { acknowledged, events } = await ordeal({ rounds: 3 });
    expect(acknowledged).toBeGreaterThan(30);
    expect(events).toBeGreaterThan(acknowledged);
  }, 180_000);
});
