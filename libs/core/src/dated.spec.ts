import { describe, expect, it } from '@jest/globals';
import { firstDay, lastStart, startOn, valueOn, type Dated } from './dated.ts';

/** Recorded in this order: the third sets right the first, the last was recorded late. */
const posts: Dated<string> = [{ from: '2026-01-05', value: 'clerk' }, { from: '2026-03-02', value: 'lead' }, { from: '2026-01-05', value: 'typist' }, { from: '2026-02-02', value: 'deputy' }];

describe('dated values', () => {
  it.each([['2026-01-04', undefined], ['2026-01-05', 'typist'], ['2026-02-01', 'typist'], ['2026-02-02', 'deputy'], ['2026-03-01', 'deputy'], ['2026-12-31', 'lead']])('hold from their day on: %s', (day, value) =>
    expect(valueOn(posts, day)).toBe(value));
  it('say since when they hold', () => expect([startOn(posts, '2026-02-28'), startOn(posts, '2026-01-01')]).toEqual(['2026-02-02', undefined]));
  it('know their first and last start', () => expect([firstDay(posts), lastStart(posts), firstDay([]), lastStart([])]).toEqual(['2026-01-05', '2026-03-02', '', '']));
});
