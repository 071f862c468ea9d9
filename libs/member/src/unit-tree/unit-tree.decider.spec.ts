import { describe, expect, it } from '@jest/globals';
import { specify } from '@lyceum/core/specify';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { unitTree } from './unit-tree.decider.ts';
import { city, create, harbour, move, moved, north, rename, renamed, tree } from './unit-tree.examples.ts';

const { given } = specify(unitTree);

describe('creating a unit', () => {
  it('starts with the root', () => given().when(create(city)).then(UnitCreated(city)));
  it('goes on below a parent', () => given(UnitCreated(city)).when(create(north)).then(UnitCreated(north)));
  it('refuses a second root', () => given(...tree).when(create({ ...city, unitId: 'other', name: '另一局' })).thenRefuses('root-exists'));
  it('refuses an id that is taken', () => given(...tree).when(create({ ...north, name: '新总台' })).thenRefuses('unit-exists'));
  it('refuses a parent that nobody knows', () => given(...tree).when(create({ ...north, unitId: 'n2', parentId: 'nowhere' })).thenRefuses('parent-unknown'));
  it('refuses a parent that was not there yet on that day', () =>
    given(...tree).when(create({ ...harbour, unitId: 'h2', name: '二台', parentId: 'south', from: '2020-06-01' })).thenRefuses('parent-unknown'));
  it('refuses a name that a sibling has', () => given(...tree).when(create({ ...north, unitId: 'n2' })).thenRefuses('unit-name-taken'));
  it('refuses a name that differs by blanks and full-width letters alone', () =>
    given(...tree, UnitCreated({ ...north, unitId: 'a', name: 'A台' })).when(create({ ...north, unitId: 'n2', name: 'Ａ 台' })).thenRefuses('unit-name-taken'));
  it('refuses a name that a sibling will have on a later day', () =>
    given(...tree, renamed('south', '新总台', '2027-01-01')).when(create({ ...north, unitId: 'n2', name: '新总台' })).thenRefuses('unit-name-taken'));
  it('refuses a first day more than a year ahead, as of a year that was mistyped', () => {
    const on = (from: string) => given(...tree).when(create({ ...harbour, unitId: 'h2', name: '二台', from }));
    on('2027-03-07').then(UnitCreated({ ...harbour, unitId: 'h2', name: '二台', from: '2027-03-07' }));
    on('2027-03-08').thenRefuses('unit-too-far-ahead');
  });
  it('allows one name under two parents', () =>
    given(...tree).when(create({ ...harbour, unitId: 'h2', parentId: 'south' })).then(UnitCreated({ ...harbour, unitId: 'h2', parentId: 'south' })));
});

describe('renaming a unit', () => {
  it('holds from a day on', () => given(...tree).when(rename('north', '第一总台', '2026-03-01')).then(renamed('north', '第一总台', '2026-03-01')));
  it('changes nothing where the name is the same', () => given(...tree).when(rename('north', '北总台', '2026-03-01')).thenNothing());
  it('sets right what was renamed by mistake from the same day', () =>
    given(...tree, renamed('north', '误', '2026-03-01')).when(rename('north', '北总台', '2026-03-01')).then(renamed('north', '北总台', '2026-03-01')));
  it('gives the old name free', () =>
    given(...tree, renamed('north', '第一总台', '2026-03-01')).when(rename('south', '北总台', '2026-03-01')).then(renamed('south', '北总台', '2026-03-01')));
  it('but not for days on which it was still held', () =>
    given(...tree, renamed('north', '第一总台', '2026-03-01')).when(rename('south', '北总台', '2026-02-28')).thenRefuses('unit-name-taken'));
  it('is refused where somebody else renamed it after one looked', () =>
    given(...tree, renamed('north', '第一总台', '2026-01-01')).when(rename('north', '第二总台', '2026-03-01', '北总台')).thenRefuses('changed-meanwhile'));
  it('holds where the name is still the one that was seen', () =>
    given(...tree).when(rename('north', '第二总台', '2026-03-01', '北总台')).then(renamed('north', '第二总台', '2026-03-01')));
  it('is refused where another name is coming that was not seen, and holds where it was', () => {
    const coming = [...tree, renamed('north', '第一总台', '2027-01-01')];
    given(...coming).when(rename('north', '第二总台', '2027-01-01', '北总台')).thenRefuses('change-coming');
    given(...coming).when(rename('north', '第二总台', '2027-01-01', '第一总台')).then(renamed('north', '第二总台', '2027-01-01'));
    given(...coming).when(rename('north', '第二总台', '2026-12-31', '北总台')).then(renamed('north', '第二总台', '2026-12-31'));
  });
  it('refuses a day before the unit was there', () => given(...tree).when(rename('south', '西总台', '2020-12-31')).thenRefuses('unit-unknown'));
});

describe('moving a unit', () => {
  it('says under whom it was until then, not under whom it was to come that day', () => {
    given(...tree, moved('harbour', 'north', 'south', '2027-01-01')).when(move('harbour', 'city', '2027-01-01')).then(moved('harbour', 'north', 'city', '2027-01-01'));
    given(...tree, moved('harbour', 'north', 'south', '2027-01-01')).when(move('harbour', 'north', '2027-01-01')).then(moved('harbour', 'south', 'north', '2027-01-01'));
    given(...tree).when(move('harbour', 'south', '2021-01-01')).then(moved('harbour', 'north', 'south', '2021-01-01'));
  });
  it('holds from a day on', () => given(...tree).when(move('harbour', 'south', '2026-03-01')).then(moved('harbour', 'north', 'south', '2026-03-01')));
  it('changes nothing where it lies there already', () => given(...tree).when(move('harbour', 'north', '2026-03-01')).thenNothing());
  it('is refused where somebody else moved it after one looked', () =>
    given(...tree, moved('harbour', 'north', 'south', '2026-01-01')).when(move('harbour', 'city', '2026-03-01', 'north')).thenRefuses('changed-meanwhile'));
  it('holds where it still lies where it was seen', () =>
    given(...tree).when(move('harbour', 'south', '2026-03-01', 'north')).then(moved('harbour', 'north', 'south', '2026-03-01')));
  it('is refused where another move is coming that was not seen, and holds where it was', () => {
    const coming = [...tree, moved('harbour', 'north', 'south', '2027-01-01')];
    given(...coming).when(move('harbour', 'city', '2027-01-01', 'north')).thenRefuses('change-coming');
    given(...coming).when(move('harbour', 'city', '2027-01-01', 'south')).then(moved('harbour', 'north', 'city', '2027-01-01'));
  });
  it('refuses to lay a unit under itself', () => given(...tree).when(move('north', 'north', '2026-03-01')).thenRefuses('unit-under-itself'));
  it('refuses to lay a unit under its own descendant', () => given(...tree).when(move('north', 'harbour', '2026-03-01')).thenRefuses('unit-under-itself'));
  it('refuses to move the root', () => given(...tree).when(move('city', 'harbour', '2026-03-01')).thenRefuses('unit-under-itself'));
  it('refuses a cycle that a later move would close', () =>
    given(...tree, moved('south', 'city', 'harbour', '2027-01-01')).when(move('harbour', 'south', '2026-03-01')).thenRefuses('unit-under-itself'));
  it('refuses where a sibling there has the name', () =>
    given(...tree, UnitCreated({ ...harbour, unitId: 'h2', parentId: 'south' })).when(move('harbour', 'south', '2026-03-01')).thenRefuses('unit-name-taken'));
  it('refuses a parent that nobody knows', () => given(...tree).when(move('harbour', 'nowhere', '2026-03-01')).thenRefuses('parent-unknown'));
});

it('indexes a tree of thousands of changes once, not at every step', () => {
  const many = Array.from({ length: 5000 }, (_, n) => UnitCreated({ ...harbour, unitId: `u${n}`, name: `台${n}` }));
  const started = performance.now();
  given(...tree, ...many).when(rename('u0', '零台', '2026-03-01')).then(renamed('u0', '零台', '2026-03-01'));
  expect(performance.now() - started).toBeLessThan(1500); // a map copied at every step takes tens of seconds
});
