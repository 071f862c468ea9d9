import { describe, expect, it } from '@jest/globals';
import { pathOf, UnitIndex } from './units.ts';

const unit = (unitId: string, ...path: string[]) => ({ unitId, name: path.at(-1)!, path });
const index = new UnitIndex([
  unit('city', '市局'), unit('hq', '市局', '市局机关'), unit('office', '市局', '市局机关', '办公室'), unit('tech', '市局', '技术处'),
  unit('north', '市局', '北台'), unit('crew', '市局', '北台', '机务班'), unit('watch', '市局', '北台', '值机组'), unit('north-tech', '市局', '北台', '技术处'),
  unit('south', '市局', '南台'), unit('south-crew', '市局', '南台', '机务班'), unit('old', '市局', '总控室'), unit('hub', '市局', '微波总站（卫星站）'),
]);
const found = (path: string) => { const result = index.find(path); return 'unitId' in result ? result.unitId : result; };

describe('units', () => {
  it.each([['市局/北台/机务班', 'crew'], ['北台/机务班', 'crew'], ['北台机务班', 'crew'], ['北台-机务班', 'crew'], [' 北台 / 机务班 ', 'crew'], ['北台＞机务班', 'crew'], ['市局', 'city']])(
    'are found by their path, however it is joined: %s', (path, unitId) => expect(found(pathOf(path))).toBe(unitId));
  it('are found by a short name that only one has', () => expect(index.find('办公室')).toEqual({ unitId: 'office', how: 'short' }));
  it('just below the top are found by their name, even if others have it further down', () => expect(index.find('技术处')).toEqual({ unitId: 'tech', how: 'exact' }));
  it('of a name that several have are asked for', () => expect(found('机务班')).toMatchObject({ ambiguous: true, nearest: [{ unitId: 'crew', path: '市局/北台/机务班' }, { unitId: 'south-crew' }] }));
  it('are found behind old names in brackets', () => {
    expect(found(pathOf('北台（原总控室）/机务班'))).toBe('crew');
    expect(found(pathOf('新名（原总控室）'))).toBe('old');
  });
  it('whose own name has brackets are found with them and without', () => expect([found(pathOf('微波总站（卫星站）')), found('微波总站')]).toEqual(['hub', 'hub']));
  it('in two columns are one path', () => expect(pathOf('北台', '机务班')).toBe('北台/机务班'));
  it('that do not exist have the nearest suggested', () => expect(found('北台/机务一班')).toMatchObject({ ambiguous: false, nearest: [{ unitId: 'crew' }, { unitId: 'south-crew' }] }));
  it('that are like none have nothing suggested', () => expect(found('离退休干部管理服务中心')).toEqual({ nearest: [], ambiguous: false }));
  it.each(['市局机关', '局机关', '机关', '本级', '市局本级', '本局', '市局'])('that may be the agency itself, of which a roster leaves out the name, have that suggested first: %s', (path) => {
    const agency = new UnitIndex([unit('agency', '临江市广电局'), unit('committee', '临江市广电局', '机关党委'), unit('office', '临江市广电局', '办公室')]);
    const first = (sought: string) => (agency.find(sought) as { nearest: readonly { unitId: string }[] }).nearest[0]?.unitId;
    expect([first(path), first(`${path}/技术处`)]).toEqual(['agency', undefined]);
  });
  it('that are called 市局机关 are what is so called, where there is such a unit', () => expect(index.find('市局机关')).toEqual({ unitId: 'hq', how: 'exact' }));
  describe('that a list calls otherwise', () => {
    const tree = [unit('agency', '临江市广电局'), unit('office', '临江市广电局', '办公室'), unit('staff', '临江市广电局', '人事科'), unit('tech', '临江市广电局', '技术处'), unit('north', '临江市广电局', '北台'), unit('crew', '临江市广电局', '北台', '机务班')];
    const after = (decisions: Record<string, string>) => new UnitIndex(tree, [], decisions);
    const children = { '局里/综合办': 'office', '局里/人事教育处': 'staff' };
    const made = (index: UnitIndex, path: string) => { const { parentId, names } = index.placeFor(path); return [parentId, names]; };

    it('are known by those below it that were decided about: others go there, are found there, and it is suggested itself', () => {
      const index = after(children);
      expect([made(index, '局里/宣传处/一组'), made(index, '局里(本部)/宣传处')]).toEqual([['agency', ['宣传处', '一组']], ['agency', ['宣传处']]]);
      expect(index.find('局里/技术处')).toEqual({ unitId: 'tech', how: 'implied' });
      expect(index.find('局里/机务班')).not.toHaveProperty('unitId'); // not right below it
      expect(index.find('局里')).toMatchObject({ nearest: [{ unitId: 'agency' }] });
      expect(made(after({ ...children, '局里/局领导': 'agency' }), '局里/宣传处')).toEqual(['agency', ['宣传处']]);
    });
    it('are known by what was decided about itself, before those below it', () => {
      expect(made(after({ ...children, 局里: 'north' }), '局里/宣传处')).toEqual(['north', ['宣传处']]);
      expect(made(after({ ...children, 局里: 'create' }), '局里/宣传处')).toEqual([undefined, ['局里', '宣传处']]);
    });
    it('are not known where those below it lie here and there, or nowhere any more', () => {
      for (const elsewhere of [{ ...children, '局里/值班组': 'crew' }, { '局里/综合办': 'gone' }, { '局里/局领导': 'agency' }, { '局里/综合办': 'create' }]) expect(made(after(elsewhere as Record<string, string>), '局里/宣传处')).toEqual([undefined, ['局里', '宣传处']]);
    });
    it('are known though the tree writes brackets and blanks as it likes', () => {
      const index = new UnitIndex([unit('agency', '临江 广电局（市台）'), unit('office', '临江 广电局（市台）', '办公室'), unit('tech', '临江 广电局（市台）', '技术处')], [], { '局里/综合办': 'office' });
      expect([made(index, '局里/宣传处'), index.find('局里/技术处')]).toEqual([['agency', ['宣传处']], { unitId: 'tech', how: 'implied' }]);
    });
    it('are their own where there is one called so', () => expect(made(after({ '北台/综合办': 'office' }), '北台/宣传处')).toEqual(['north', ['宣传处']]));
  });
  it('that are to be created go below the nearest that exists', () => {
    expect(index.placeFor('北台/新班/一组')).toEqual({ parentId: 'north', above: ['市局', '北台'], names: ['新班', '一组'] });
    expect(index.placeFor('新媒体中心')).toEqual({ parentId: undefined, above: ['市局'], names: ['新媒体中心'] });
    expect(index.placeFor(pathOf('东台（原总控室）/机务班'))).toEqual(index.placeFor('东台/机务班')); // two ways to write it make one
  });
  it('above the scope may stand in a path, but are not answered', () => {
    const scope = new UnitIndex([unit('north', '北台'), unit('crew', '北台', '机务班')], ['市局']);
    expect([scope.find('市局/北台/机务班'), scope.find('机务班'), scope.find('市局')]).toEqual([{ unitId: 'crew', how: 'exact' }, { unitId: 'crew', how: 'exact' }, { nearest: [], ambiguous: false }]);
  });
});
