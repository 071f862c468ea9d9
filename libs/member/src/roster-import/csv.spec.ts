import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csv, inert } from '@lyceum/core/csv';
import { decode } from '../roster-sheet/decode.ts';
import { template } from './csv.ts';
import { readHeadings } from '../roster-sheet/headings.ts';
import { readSheet } from '../roster-sheet/sheet.ts';
import { cellsBy } from '../roster-sheet/check.ts';

describe('exported cells', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])('that would be formulas are inert: %j', (cell) => expect(inert(cell)).toMatch(/^"?'/));
  it('of long numbers are text for a spreadsheet', () => expect(inert('000000199003071239')).toBe('"000000199003071239\t"'));
  it('of codes that read as numbers are text too', () => expect(inert('2345E678')).toBe('"2345E678\t"'));
  it('are quoted where they must be', () => expect(inert('a"b,c')).toBe('"a""b,c"'));
  it.each([';', '|', '\t'])('are quoted where some program ends a cell at %j: what stands behind it would begin one', (mark) => expect(inert(`李四${mark}=1+1`)).toBe(`"李四${mark}=1+1"`));
  it('come back as they were, but for the mark and the tab', () => fc.assert(fc.asyncProperty(
    fc.array(fc.string({ unit: fc.constantFrom(...'=+-@＝＠\'",;王芳0123456789Xx\n'), minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text), { minLength: 5, maxLength: 5 }), async (cells) => {
      const headings = ['姓名', '职务', '层级', '单位', '手机'];
      const { lines } = await readSheet(decode(new TextEncoder().encode(csv([headings, cells]))).text);
      const read = cellsBy(readHeadings(headings))(lines[0]!.cells);
      expect((['name', 'post', 'tier', 'unit', 'phone'] as const).map((field) => read(field).replace(/\t$/, ''))).toEqual(cells.map((cell) => (/^'[=+\-@＝＠]/.test(cell) ? cell.slice(1) : cell)));
    }), { numRuns: 150 }));
});

describe('the template', () => {
  it.each(['zh', 'en'] as const)('is one that the import reads, without any person: %s', async (language) => {
    const { encoding, text } = decode(new TextEncoder().encode(template(language)));
    const sheet = await readSheet(text);
    expect([encoding, sheet.headingRow, sheet.lines]).toEqual(['utf-8 with mark', 2, []]);
    expect(readHeadings(sheet.headings).map(({ field }) => field)).toEqual(['name', 'idNumber', 'unit', 'post', 'tier', 'employment', 'party', 'joinedParty', 'phone', 'otherPhone']);
  });
});
