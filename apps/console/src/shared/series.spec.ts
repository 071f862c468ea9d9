import { describe, expect, it } from '@jest/globals';
import { seriesDays } from './series.ts';

describe('the days of a series', () => {
  it('begin on the first such weekday and count both ends', () => expect(seriesDays(5, '2026-03-02', '2026-03-20')).toEqual(['2026-03-06', '2026-03-13', '2026-03-20']));
  it('are none where the dates leave no room, or are missing', () => expect([seriesDays(5, '2026-03-07', '2026-03-12'), seriesDays(5, '', '2026-03-12')]).toEqual([[], []]));
  it('stop at 120', () => expect(seriesDays(1, '2020-01-01', '2030-01-01')).toHaveLength(120));
});
