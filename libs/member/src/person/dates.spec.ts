import { describe, expect, it } from '@jest/globals';
import { readDate } from './dates.ts';

describe('dates', () => {
  it.each([
    ['2008-07-01', '2008-07-01'], ['2008年7月1日', '2008-07-01'], ['20080701', '2008-07-01'], ['2008/7/1', '2008-07-01'], ['2008.7.1', '2008-07-01'],
    ['２００８．７．１', '2008-07-01'], ['2008/7/1 0:00', '2008-07-01'], ['44355', '2021-06-08'], ['36526', '2000-01-01'], ['2008年 7月 1日', '2008-07-01'],
  ])('are read however they are written: %s', (cell, day) => expect(readDate(cell).value).toBe(day));
  it.each([['2008.07', '2008-07'], ['2008年7月', '2008-07'], ['200807', '2008-07'], ['2008-7', '2008-07']])('without a day stay a month: %s', (cell, month) => expect(readDate(cell).value).toBe(month));
  it('of 2008.1 may mean October, and ask', () => expect(readDate('2008.1')).toEqual({ value: '2008-01', notes: [{ severity: 'guess', code: 'date-october', was: '2008.1', now: '2008-01' }] }));
  it.each(['2008-02-30', '2008.13', '2008', '08.07', '七月', '99999', '1899-01-01', '=1+1'])('that are none are left out, with a warning: %s', (cell) =>
    expect(readDate(cell)).toEqual({ notes: [{ severity: 'warning', code: 'date-unreadable', was: cell }] }));
  it('may be none', () => expect([readDate(''), readDate('-'), readDate('无')]).toEqual([{ notes: [] }, { notes: [] }, { notes: [] }]));
});
