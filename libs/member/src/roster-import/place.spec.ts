import { expect, it } from '@jest/globals';
import { place, type UnitChoice } from './place.ts';
import { UnitIndex } from './units.ts';

const units = new UnitIndex([{ unitId: 'city', name: '市局', path: ['市局'] }, { unitId: 'crew', name: '机务班', path: ['市局', '北台', '机务班'] }]);
const placed = (paths: readonly string[], choices: Readonly<Record<string, UnitChoice>> = {}) =>
  place(paths.map((unit, row) => ({ row, values: { name: '李明', unit }, notes: [] })), units, new Map(Object.entries(choices)));
const long = '第一发射台/机务二班';

it('asks about a unit that the tree lacks, and tells which other units of the list may be meant by its name alone', () => {
  expect(placed([long, '机务二班', '第一发射台(原总控室)/机务二班', '新媒体中心']).newUnits.map(({ path, longer }) => [path, longer]))
    .toEqual([[long, []], ['机务二班', [long]], ['第一发射台(原总控室)/机务二班', []], ['新媒体中心', []]]);
});
it('takes the name alone for the one unit of the list that ends in it, once that is to be created, as if it were there', () => {
  const { placed: [first, second], newUnits } = placed([long, '机务二班'], { [long]: 'create' });
  expect(newUnits.map(({ path }) => path)).toEqual([long]);
  expect([second!.place, second!.newUnit, second!.values.unit]).toEqual([first!.place, long, long]);
  expect(second!.notes).toMatchObject([{ code: 'unit-short', severity: 'mended', was: '机务二班', now: long }]);
});
it('goes on asking where several end in it, or where somebody decided otherwise', () => {
  const several = placed([long, '第二发射台/机务二班', '机务二班'], { [long]: 'create', '第二发射台/机务二班': 'create' });
  expect(several.newUnits.map(({ path, longer }) => [path, longer.length])).toEqual([[long, 0], ['第二发射台/机务二班', 0], ['机务二班', 2]]);
  expect(several.placed[2]!.notes).toMatchObject([{ code: 'unit-unknown' }]);
  expect(placed([long, '机务二班'], { [long]: 'create', '机务二班': { unitId: 'crew' } }).placed[1]).toMatchObject({ unitId: 'crew' });
  expect(placed([long, '机务二班'], { [long]: 'create', '机务二班': 'create' }).placed[1]).toMatchObject({ newUnit: '机务二班' });
});
it('puts two spellings of a unit that is to be created into one place', () => {
  const other = '第一发射台(原总控室)/机务二班';
  const { placed: [a, b] } = placed([long, other], { [long]: 'create', [other]: 'create' });
  expect(a!.place).toBe(b!.place);
});
