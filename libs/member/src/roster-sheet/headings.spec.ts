import { describe, expect, it } from '@jest/globals';
import { correctHeadings, headingScore, readHeadings } from './headings.ts';
import { heading } from './testing/rosters.ts';

const fields = (...cells: string[]) => readHeadings(cells).map(({ field }) => field);

describe('headings', () => {
  it('are found by synonyms', () => {
    expect(fields('姓名', '身份证号码', '所在单位/部门', '职务', '手机号码')).toEqual(['name', 'idNumber', 'unit', 'post', 'phone']);
    expect(fields('姓 名', '身份证号', '部门', '岗位', '联系电话')).toEqual(['name', 'idNumber', 'unit', 'post', 'phone']);
    expect(fields('Name', 'ID number', 'Unit', 'Position', 'Mobile')).toEqual(['name', 'idNumber', 'unit', 'post', 'phone']);
  });
  it('are found behind stars, blanks and remarks in brackets', () => expect(fields('*姓　名', '手机号（必填）', '政治面貌：')).toEqual(['name', 'phone', 'party']));
  it('of columns that are not kept are no field', () => expect(fields('序号', '性别', '备注')).toEqual([null, null, null]));
  it('may give the unit in two columns', () => expect(fields('单位', '科室')).toEqual(['unit', 'department']));
  it('count once; a second phone is the other phone', () => expect(fields('姓名', '姓名', '手机', '电话')).toEqual(['name', null, 'phone', 'otherPhone']));
  it('that somebody chose before are remembered by their name', () =>
    expect(readHeadings(['名称', '姓名', '工号'], { 名称: 'name', 工号: 'idNumber' }).map(({ field }) => field)).toEqual(['name', null, 'idNumber']));
  it('can be corrected, and a field has one column', () =>
    expect(correctHeadings(readHeadings(['姓名', '曾用名']), [{ column: 1, field: 'name' }]).map(({ field }) => field)).toEqual([null, 'name']));
  it('are not looked for at length in cells of nothing but brackets', () => {
    const begun = performance.now();
    for (const sign of ['(', '（', '[', '【']) expect(headingScore(Array.from({ length: 20 }, () => sign.repeat(10_000)))).toBe(0);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
  it('are told from people', () => expect([headingScore(heading), headingScore(['1', '王芳', '女', '000000199003071239', '北台', '机务员'])]).toEqual([12, 0]));
});
