import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import { cityForImports, type CityForImports } from '../roster-import/testing/city.ts';
import { KnownUnits } from './known-units.ts';

let city: CityForImports;
beforeEach(async () => { city = await cityForImports(); });
afterEach(() => city.close());

it('are looked up once for all who ask at the same time', async () => {
  const { events } = city.host.adapters;
  const known = new KnownUnits(events);
  const reads = jest.spyOn(events, 'readStream');
  await Promise.all(Array.from({ length: 50 }, (_, n) => known.check(n % 2 ? 'north' : 'south', '2026-03-06')));
  expect(reads).toHaveBeenCalledTimes(1);
  await known.check('crew', '2026-03-06');
  expect(reads).toHaveBeenCalledTimes(1);
});

it('are found by whoever asks after they were created, also while others were looking before', async () => {
  const known = new KnownUnits(city.host.adapters.events);
  const before = known.check('new', '2026-03-06').catch(() => undefined); // refused or not: it asked too early
  await city.happen('unit-tree-city', UnitCreated({ unitId: 'new', name: '新台', type: 'station', parentId: 'city', from: '2020-01-01' }));
  await Promise.all([before, known.check('new', '2026-03-06'), known.check('new', '2026-03-06')]);
  await expect(known.check('new', '2019-12-31')).rejects.toMatchObject({ code: 'unit-unknown' });
  await expect(known.check('nowhere', '2026-03-06')).rejects.toMatchObject({ code: 'unit-unknown' });
});
