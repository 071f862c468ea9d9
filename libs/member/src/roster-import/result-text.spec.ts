import { expect, it } from '@jest/globals';
import type { ImportResult } from './import-state.ts';
import { inOneGo, type Steps } from '../roster-sheet/in-turns.ts';
import { resultOf, textOf } from './result-text.ts';

const result = (rows: number): ImportResult => ({
  encoding: 'utf-8', headings: [], headingRow: 1, sample: [['李\n明']], skipped: [], newUnits: [],
  decisions: Array.from({ length: rows }, (_, row) => ({ row, state: 'ok', action: 'new', values: { name: '李\n明' }, notes: [], changes: [] })),
});
const count = (steps: Steps<unknown>) => { let made = 0; while (!steps.next().done) made++; return made; };

it.each([0, 1, 1000, 1001, 2500])('a result of any length is the same again: %s rows', (rows) => expect(inOneGo(resultOf(inOneGo(textOf(result(rows)))))).toEqual(result(rows)));
it('a long one is written and read page by page, so that others work in between', () => {
  const long = result(20_000);
  expect([count(textOf(long)), count(resultOf(inOneGo(textOf(long))))]).toEqual([19, 19]);
});
