import { describe, expect, it } from '@jest/globals';
import { branchesOf, branchOf, parentsOfNamesakes, walk } from './unit-branches.ts';

const unit = (unitId: string, parentId: string | null, people: number | null) => ({ unitId, name: unitId, type: 'station', parentId, people, peopleHidden: false });
const city = [unit('city', null, 2), unit('north', 'city', 3), unit('south', 'city', 0), unit('harbour', 'north', 5)];

describe('the branches of a tree', () => {
  it('count the people of everything below', () => {
    expect(walk(branchesOf(city)).map(({ unitId, depth, all }) => [unitId, depth, all])).toEqual([['city', 0, 10], ['north', 1, 8], ['harbour', 2, 5], ['south', 1, 0]]);
  });
  it('do not count what is hidden', () => {
    const hidden = city.map((each) => (each.unitId === 'north' ? { ...each, people: null } : each));
    expect(walk(branchesOf(hidden)).map(({ unitId, all }) => [unitId, all])).toEqual([['city', null], ['north', null], ['harbour', 5], ['south', 0]]);
  });
  it('begin where the parent is out of sight', () => {
    expect(branchesOf(city.slice(1)).map(({ unitId }) => unitId)).toEqual(['north', 'south']);
  });
  it('are walked as far as they are open', () => {
    expect(walk(branchesOf(city), ({ unitId }) => unitId === 'city').map(({ unitId }) => unitId)).toEqual(['city', 'north', 'south']);
  });
  it('are found by id, and none where there is none', () => {
    expect([branchOf(branchesOf(city), 'harbour')?.people, branchOf(branchesOf(city), 'nowhere')]).toEqual([5, undefined]);
  });
});

it('units of one name are told apart by what they lie below; others need nothing', () => {
  const office = (unitId: string, parentId: string) => ({ ...unit(unitId, parentId, 1), name: 'office' });
  const told = parentsOfNamesakes([...city, office('o1', 'north'), office('o2', 'south'), office('o3', 'elsewhere')]);
  expect([...told]).toEqual([['o1', 'north'], ['o2', 'south']]);
});
