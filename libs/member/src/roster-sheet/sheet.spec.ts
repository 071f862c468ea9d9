import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Unreadable } from './decode.ts';
import { delimiterOf, limits, readSheet } from './sheet.ts';
import { heading, line, sheetOf } from './testing/rosters.ts';

const refusal = async (text: string) => { try { await readSheet(text); return 'read'; } catch (error) { return error instanceof Unreadable ? [error.code, error.details] : String(error); } };

describe('a sheet', () => {
  it('has its headings below title lines', async () => {
    const sheet = await readSheet(sheetOf(['某市广播电视局人员花名册'], ['（2026年3月）'], heading, line(1)));
    expect([sheet.headingRow, sheet.headings, sheet.lines.map(({ row }) => row)]).toEqual([3, heading, [4]]);
    expect(sheet.skipped.map(({ row, reason }) => [row, reason])).toEqual([[1, 'title'], [2, 'title']]);
  });
  it('skips what is no person, and says why', async () => {
    const { lines, skipped } = await readSheet(sheetOf(heading, line(1), ['', '小计：17人'], [], ['', '', '', '', ''], heading, line(2), ['合  计', '', '18'], ['填表人：（签字）', '', '', '审核人：（签字）'], ['注：以上为在编人员']));
    expect(lines.map(({ row }) => row)).toEqual([2, 7]);
    expect(skipped.map(({ row, reason }) => [row, reason])).toEqual([[3, 'subtotal'], [4, 'empty'], [5, 'empty'], [6, 'heading-again'], [8, 'subtotal'], [9, 'signature'], [10, 'signature']]);
  });
  it('keeps a person whose remark speaks of a total', async () => expect((await readSheet(sheetOf(heading, line(1, { remark: '合计' })))).lines).toHaveLength(1));
  it('counts rows as a spreadsheet does, also behind a line break inside quotes', async () => {
    const { lines } = await readSheet(sheetOf(heading, line(1, { remark: '2025年调入\n原单位：监测中心' }), line(2)));
    expect(lines.map(({ row }) => row)).toEqual([2, 3]);
    expect(lines[0]!.cells[11]).toBe('2025年调入\n原单位：监测中心');
  });
  it.each([[',', '姓名,单位\n甲,乙\n'], ['\t', '姓名\t单位\n甲,丙\t乙\n'], [';', '姓名;单位\n甲;乙\n'], [',', '姓名,单位\n"a;b;c;d",乙\n']])('is divided by %j', (delimiter, text) => expect(delimiterOf(text)).toBe(delimiter));
  it.each(['\r\n', '\n', '\r'])('may end its lines by %j', async (end) => expect((await readSheet(`姓名,单位${end}甲,乙${end}`)).lines).toEqual([{ row: 2, cells: ['甲', '乙'] }]));
  it('without headings is refused', async () => expect(await refusal('甲,乙\n丙,丁\n')).toEqual(['no-headings', { within: 30 }]));
  it('with a quote that never ends is refused, with the row', async () => expect(await refusal(`姓名,单位\n甲,乙\n丙,"丁\n${'戊,己\n'.repeat(50)}`)).toEqual(['quote-open', { row: 3 }]));
  it('with a quote inside a cell is read as it stands', async () => expect((await readSheet('姓名,单位\n甲,5"屏组\n')).lines[0]!.cells).toEqual(['甲', '5"屏组']));
  it('has its limits', async () => {
    expect(await refusal(`姓名,单位\n甲,${'长'.repeat(limits.cell + 1)}\n`)).toEqual(['cell-too-long', { row: 2, limit: limits.cell }]);
    expect(await refusal(`姓名,单位\n甲${',乙'.repeat(limits.columns)}\n`)).toEqual(['too-many-columns', { row: 2, limit: limits.columns }]);
    expect(await refusal(`姓名,单位\n${'甲,乙\n'.repeat(limits.rows)}`)).toEqual(['too-many-rows', { limit: limits.rows }]);
  });
  it('is not divided where a line is longer than any row', async () => {
    for (const [what, row] of [[`姓名,单位\r\n甲,乙\r\n${','.repeat(1_000_001)}`, 3], [`姓名,单位\r${','.repeat(1_000_001)}\r`, 2], [','.repeat(1_000_001), 1]] as const) {
      expect(await refusal(what)).toEqual(['cell-too-long', { row, limit: limits.cell }]);
    }
  });
  it('lets others work while it is read', async () => {
    let turns = 0;
    const turn = () => { turns++; immediate = setImmediate(turn); };
    let immediate = setImmediate(turn);
    await readSheet(sheetOf(heading, ...Array.from({ length: 3000 }, (_, n) => line(n))));
    clearImmediate(immediate);
    expect(turns).toBeGreaterThan(3);
  });
  it('lets others work as often where every sign begins a line', async () => {
    let turns = 0;
    const turn = () => { turns++; immediate = setImmediate(turn); };
    let immediate = setImmediate(turn);
    expect(await refusal(`姓名,单位${'\n'.repeat(16_000)}${'王芳,'.repeat(limits.columns)}王芳`)).toEqual(['too-many-columns', { row: 16_001, limit: limits.columns }]);
    clearImmediate(immediate);
    expect(turns).toBeGreaterThan(2); // each line costs its time, also an empty one
  });
  it('never loses a line', async () => {
    const cells = fc.array(fc.constantFrom('', '王芳', '小计', '填表人：', '10012345678', '姓名', 'a"b', 'x\ny', '=1+1'), { maxLength: 8 });
    await fc.assert(fc.asyncProperty(fc.array(cells, { maxLength: 30 }), async (rows) => {
      const { lines, skipped, headingRow } = await readSheet(sheetOf(heading, ...rows));
      expect([headingRow, ...lines.map(({ row }) => row), ...skipped.map(({ row }) => row)].sort((a, b) => a - b)).toEqual(Array.from({ length: rows.length + 1 }, (_, index) => index + 1));
    }), { numRuns: 100 });
  });
});
