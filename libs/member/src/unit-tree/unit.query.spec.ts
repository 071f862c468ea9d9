import { expect, it } from '@jest/globals';
import { Tree } from '@lyceum/directory/tree';
import { headcountsTold } from './unit.query.ts';

const unit = (unitId: string, parentId: string | null) => ({ unitId, name: unitId, type: 'station' as const, parentId });
const tree = new Tree([unit('city', null), unit('north', 'city'), unit('n1', 'north'), unit('n2', 'north'), unit('south', 'city'), unit('west', 'city')]);
const told = (counts: Readonly<Record<string, number>>, ...known: string[]) => {
  const of = headcountsTold(tree, tree.all(), new Set(known), new Map(Object.entries(counts)));
  return Object.fromEntries(tree.all().map(({ unitId }) => { const { people, peopleHidden } = of(unitId); return [unitId, people ?? (peopleHidden ? '*' : '<5')]; }));
};

it('hides few people from who may not know them, and with them the least of the others, as boards do', () =>
  expect(told({ city: 40, north: 10, n1: 2, n2: 8, south: 0, west: 50 })).toEqual({ city: 40, north: 10, n1: '<5', n2: '*', south: 0, west: 50 }));
it('hides with a unit all that lies below it', () =>
  expect(told({ north: 10, n1: 6, n2: 8, south: 3, west: 50 })).toEqual({ city: 0, north: '*', n1: '*', n2: '*', south: '<5', west: 50 }));
it('hides nothing from who may know everybody', () => {
  const counts = { city: 40, north: 10, n1: 2, n2: 8, south: 3, west: 50 };
  expect(told(counts, ...Object.keys(counts))).toEqual(counts);
});
it('covers few people with somebody whose number is not known anyway', () =>
  expect(told({ city: 40, north: 10, n1: 6, n2: 8, south: 3, west: 50 }, 'north', 'n1', 'n2')).toEqual({ city: '*', north: 10, n1: 6, n2: 8, south: '<5', west: 50 }));
