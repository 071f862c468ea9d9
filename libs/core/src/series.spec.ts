import { describe, expect, it } from '@jest/globals';
import { seriesDays } from './series.ts';

describe('a series', () => {
  it('finds every Friday of a year', () => {
    const days = seriesDays({ weekday: 5, from: '2026-01-01', until: '2026-12-31' });
    expect([days.length, days[0], days.at(-1)]).toEqual([52, '2026-01-02', '2026-12-25']);
  });
  it('includes both ends', () => expect(seriesDays({ weekday: 5, from: '2026-03-06', until: '2026-03-13' })).toEqual(['2026-03-06', '2026-03-13']));
  it('leaves out the days skipped', () =>
    expect(seriesDays({ weekday: 5, from: '2026-02-13', until: '2026-02-27', skip: ['2026-02-20'] })).toEqual(['2026-02-13', '2026-02-27']));
  it('knows Sunday as the seventh day', () => expect(seriesDays({ weekday: 7, from: '2026-03-02', until: '2026-03-08' })).toEqual(['2026-03-08']));
  it('knows Monday as the first', () => expect(seriesDays({ weekday: 1, from: '2026-03-03', until: '2026-03-09' })).toEqual(['2026-03-09']));
  it.each([['2026-03-07', '2026-03-12'], ['2026-03-13', '2026-03-06'], ['2026-12-31', '2026-01-01']])('is empty from %s until %s', (from, until) =>
    expect(seriesDays({ weekday: 5, from, until })).toEqual([]));
});
