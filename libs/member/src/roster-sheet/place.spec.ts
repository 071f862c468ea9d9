import { describe, expect, it } from '@jest/globals';
import { mostNewUnits, place, placing, type UnitChoice } from './place.ts';
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

describe('a name alone that another branch has', () => {
  const tree = (...more: string[][]) => new UnitIndex([['市局'], ['市局', '办公室'], ['市局', '机关'], ['市局', '机关', '值机组'], ['市局', '北台'], ...more].map((path) => ({ unitId: path.join('-'), name: path.at(-1)!, path })));
  const put = (index: UnitIndex, paths: readonly string[], choices: Readonly<Record<string, UnitChoice>> = {}) => {
    const { placed: rows, newUnits } = place(paths.map((unit, row) => ({ row, values: { name: '李明', unit }, notes: [] })), index, new Map(Object.entries(choices)));
    return { places: rows.map(({ place: where }) => where), codes: rows.map(({ notes }) => notes[0]?.code), asked: newUnits.map(({ path, nearest, longer }) => [path, nearest.map(({ path: near }) => near), longer]) };
  };

  it.each([['办公室', '市局/办公室'], ['值机组', '市局/机关/值机组']])('is asked about where the list has it in its own: %s', (name, elsewhere) => {
    const own = `北台/${name}`;
    const { asked, codes } = put(tree(), [own, '北台/机务班', name]);
    expect(asked).toContainEqual([name, [elsewhere], [own]]);
    expect(codes[2]).toBe('unit-ambiguous');
  });
  it.each([['办公室', '市局-办公室'], ['值机组', '市局-机关-值机组']])('is the list’s own once that is to be created, and still when it is there; with a word, and unless somebody said otherwise: %s', (name, elsewhere) => {
    const own = `北台/${name}`, paths = [own, name];
    expect(put(tree(), paths, { [own]: 'create' })).toMatchObject({ places: [`+${own}`, `+${own}`], codes: [undefined, 'unit-of-list'] });
    const after = tree(['市局', '北台', name]);
    expect(put(after, paths, { [own]: 'create' })).toMatchObject({ places: [`市局-北台-${name}`, `市局-北台-${name}`], codes: [undefined, 'unit-of-list'], asked: [] });
    for (const index of [tree(), after]) expect(put(index, paths, { [own]: 'create', [name]: { unitId: elsewhere } })).toMatchObject({ places: [expect.anything(), elsewhere], codes: [undefined, 'unit-chosen'] });
  });
  it('is asked about where the tree has it in the branch of the list', () =>
    expect(put(tree(['市局', '北台', '办公室'], ['市局', '北台', '机务班']), ['北台/机务班', '办公室'])).toMatchObject({ asked: [['办公室', ['市局/北台/办公室', '市局/办公室'], []]] }));
  it('is found as ever in a list of several branches, in one of names alone, and where the own branch has none', () => {
    const index = tree(['市局', '南台'], ['市局', '南台', '机务班']);
    for (const paths of [['办公室', '北台/办公室', '南台/机务班'], ['办公室', '值机组'], ['办公室', '北台/机务班'], ['市局/办公室', '北台/办公室']]) {
      expect([paths, put(index, paths).places[0]]).toEqual([paths, '市局-办公室']);
    }
    expect(put(index, ['值机组', '北台/值机组', '南台/机务班'], { '北台/值机组': 'create' })).toMatchObject({ places: ['市局-机关-值机组', '+北台/值机组', '市局-南台-机务班'], codes: ['unit-short', undefined, undefined] });
  });
  it('that was said to be made is not taken for another of the list', () =>
    expect(put(tree(['市局', '第九组'], ['市局', '北台', '第九组']), ['北台/第九组', '第九组'], { '北台/第九组': 'create', '第九组': 'create' }).places).toEqual(['市局-北台-第九组', '市局-第九组']));
});

describe('a list that names another unit in each row', () => {
  const checked = (paths: readonly string[]) => paths.map((unit, row) => ({ row, values: { name: '李明', unit }, notes: [] }));
  const many = (count: number, path: (n: number) => string) => Array.from({ length: count }, (_, n) => path(n));
  const below = many(1900, (n) => `x${n}/机务班`);

  it('is placed path by path and row by row, and holds for none of them what others may mean by it', () => {
    const spellings = many(40_000, (n) => `机务班(r${n})`);
    let steps = 0;
    const begun = performance.now();
    for (const work = placing(checked([...spellings, ...below]), units, new Map()); ;) {
      const { done, value } = work.next();
      if (!done) { steps++; continue; }
      expect([value.placed.at(0), value.newUnits.length]).toMatchObject([{ place: 'crew' }, below.length]);
      break;
    }
    expect(steps).toBeGreaterThan(2 * (spellings.length + below.length)); // whoever runs it lets others work in between
    expect(performance.now() - begun).toBeLessThan(5000);
  });
  it('names ten of the units that are meant perhaps, and how many there are', () => {
    const { newUnits } = placed([...below, '市局/北台/机务一班', '第三班', ...many(30, (n) => `y${n}/第三班`)]);
    expect(newUnits.find(({ path }) => path === '第三班')).toMatchObject({ longer: many(10, (n) => `y${n}/第三班`), longerTotal: 30 });
    const tree = new UnitIndex([{ unitId: 'city', name: '市局', path: ['市局'] }, ...many(30, (n) => `n${n}`).map((name) => ({ unitId: name, name: '班', path: ['市局', '北台', name, '班'] })), { unitId: 'own', name: '班', path: ['市局', '班'] }]);
    const { newUnits: [asked] } = place(checked(['北台/n1/班', '北台/n2/班', '班']), tree, new Map());
    expect([asked!.path, asked!.nearest.length, asked!.nearest.at(-1)!.unitId]).toEqual(['班', 10, 'own']);
  });
  it('is refused where more are to be asked about than anybody answers, also where the tree has them elsewhere', () => {
    const astray = (count: number) => placed(['北台/机务组', '北台/市局', ...many(count, (n) => `市局(r${n})`)]);
    expect(astray(mostNewUnits - 2).newUnits).toHaveLength(mostNewUnits);
    expect(() => astray(mostNewUnits - 1)).toThrow('too-many-new-units');
  });
});
