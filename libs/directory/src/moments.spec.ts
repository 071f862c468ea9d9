import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '@lyceum/core/canonical';
import { granted, temporaryDirectory, type TemporaryDirectory } from './testing/temporary-directory.ts';

let city: TemporaryDirectory;
beforeEach(async () => { city = await temporaryDirectory(); });
afterEach(() => city.close());

describe('positionAt', () => {
  /** The definition itself: the last position up to which nothing was recorded later. */
  const plainly = async (instant: string) => {
    let last = '';
    for (const { position, recordedAt } of await city.events.readLog({ limit: 10_000 })) { if (recordedAt > instant) break; last = position; }
    return last;
  };
  const at = async (...instants: string[]) => { for (const instant of instants) { city.clock.set(instant); await city.happen(granted('ada', 'auditor', 'city')); } };

  it('is what was recorded by then, to the millisecond, over minutes, days and months', async () => {
    await at('2026-03-06T09:05:01.000Z', '2026-03-06T09:05:01.500Z', '2026-03-06T09:07:00.000Z', '2026-03-06T23:59:59.999Z', '2026-03-07T00:00:00.000Z', '2026-05-31T12:00:00.000Z', '2027-01-01T00:00:00.000Z');
    for (const instant of ['2020-01-01T00:00:00.000Z', '2026-03-06T02:00:00.000Z', '2026-03-06T09:05:01.000Z', '2026-03-06T09:05:01.499Z', '2026-03-06T09:05:30.000Z', '2026-03-06T09:06:00.000Z', '2026-03-06T12:00:00.000Z',
      '2026-03-06T23:59:59.999Z', '2026-03-07T00:00:00.000Z', '2026-04-01T00:00:00.000Z', '2026-05-31T12:00:00.000Z', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'])
      expect([instant, await city.directory.positionAt(instant)]).toEqual([instant, await plainly(instant)]);
    expect(await city.directory.positionAt('2026-03-06T17:05:01+08:00')).toBe(await plainly('2026-03-06T09:05:01.000Z'));
    expect(await city.directory.positionAt('2026-03-06T09:05:01Z')).toBe(await plainly('2026-03-06T09:05:01.000Z'));
  });
  it('does not go back where the clock did', async () => {
    await at('2026-03-06T09:05:00.000Z', '2026-03-06T10:00:00.000Z', '2026-03-06T09:01:00.000Z', '2026-03-06T09:05:30.000Z', '2026-03-06T10:00:30.000Z', '2026-03-06T09:59:00.000Z');
    for (const instant of ['2026-03-06T09:00:00.000Z', '2026-03-06T09:01:00.000Z', '2026-03-06T09:05:00.000Z', '2026-03-06T09:05:45.000Z', '2026-03-06T09:30:00.000Z', '2026-03-06T10:00:00.000Z', '2026-03-06T10:00:15.000Z', '2026-03-06T11:00:00.000Z'])
      expect([instant, await city.directory.positionAt(instant)]).toEqual([instant, await plainly(instant)]);
  });
  it('counts events whose rows are not there yet', async () => {
    await city.projector.stop();
    city.clock.set('2026-03-08T00:00:00.000Z');
    await city.events.append({
      checks: { late: 'none' },
      events: [{ stream: 'late', id: 'late', type: 'RoleGranted', data: granted('m', 'auditor', 'city').data as Json, version: 1, occurredAt: city.clock.now(), recordedAt: city.clock.now(), actor: 'setup', unit: 'city', correlation: 'x', causation: null, command: 'x', bodyHash: '' }],
    });
    for (const instant of ['2026-03-07T00:00:00.000Z', '2026-03-08T00:00:00.000Z']) expect(await city.directory.positionAt(instant)).toBe(await plainly(instant));
  });
});
