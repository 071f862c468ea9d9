import { describe, expect, it } from '@jest/globals';
import { Warning } from './check.ts';
import { assertRetention } from './doctor-engines.ts';

const day = 86_400_000;
describe('the retention of a topic', () => {
  it('is seven days', () => expect(() => assertRetention('t', 7 * day)).not.toThrow());
  it.each([[-1, 't keeps events for ever'], [30 * day, 't keeps events 30 days'], [7 * day + 1, 'set retention.ms of t to 604800000']])('is a fault where personal data would stay: %d', (milliseconds, why) => {
    expect(() => assertRetention('t', milliseconds)).toThrow(why);
    expect(() => assertRetention('t', milliseconds)).not.toThrow(Warning);
  });
  it('is unwise where it is shorter', () => expect(() => assertRetention('t', day / 2)).toThrow(new Warning('t keeps events 0.5 days: a reactor that is away for longer misses some; set retention.ms of t to 604800000')));
});
