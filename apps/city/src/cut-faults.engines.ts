// engines: PostgreSQL, Kafka, Redis
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fleet } from './testing/fleet.ts';
import { layLines, type Lines } from './testing/lines.ts';

/** Neither end of a cut line is told; both wait for answers that never come. Each cut ends in the one check. */
let lines: Lines, fleet: Fleet;
beforeAll(async () => {
  lines = await layLines();
  process.stdout.write(`lines are cut by: ${lines.how}\n`);
  fleet = await Fleet.start({ replicas: { activity: 1, assessment: 1, dashboards: 1 }, engines: lines.engines, start: lines.start });
});
afterAll(async () => {
  await fleet?.stop();
  await lines?.remove();
});

describe('a line that is cut under load', () => {
  it('to Kafka: holds up no command; what waited is published when the line is mended', async () => {
    await fleet.under(async (load) => {
      lines.cut('kafka');
      await load.more(60);
      await setTimeout(8000);
      lines.mend('kafka');
    });
    expect(await fleet.unsound()).toEqual([]);
  });

  it('to PostgreSQL: commands are refused or late, and none is lost or doubled', async () => {
    const { troubles } = await fleet.under(async (load) => {
      lines.cut('postgres');
      await setTimeout(8000);
      lines.mend('postgres');
      await load.more(30);
    });
    expect(troubles).toBeGreaterThan(0);
    expect(await fleet.unsound()).toEqual([]);
  });
});
