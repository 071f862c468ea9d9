import { expect, it } from '@jest/globals';
import { cellsBy, checkRow } from './check.ts';
import { readHeadings } from './headings.ts';
import { heading, line, type Cells } from './testing/rosters.ts';

const check = (cells: Cells) => checkRow({ row: 2, cells: line(1, cells) }, cellsBy(readHeadings(heading)), { today: '2026-03-06' });

it('refuses a row of which a cell has no end, names the cell, and works on none of them', () => {
  const { values, notes } = check({ name: 'Ａ'.repeat(3300), post: '员'.repeat(501), phone: '１'.repeat(9999) });
  expect(values).toEqual({});
  expect(notes).toEqual([['name', 'Ａ'.repeat(20)], ['post', '员'.repeat(20)], ['phone', '１'.repeat(20)]].map(([field, was]) => ({ field, severity: 'error', code: 'cell-endless', was, now: '500' })));
});
it('reads a row whose cells are as long as may be, and remarks of any length', () => {
  expect(check({ remark: '长'.repeat(9000) }).notes.map(({ code }) => code)).toEqual([]);
  expect(check({ post: '员'.repeat(500) }).notes.map(({ code }) => code)).not.toContain('cell-endless');
});
