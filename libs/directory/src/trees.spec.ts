import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UnitMoved, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { temporaryDirectory, type TemporaryDirectory } from './testing/temporary-directory.ts';

let city: TemporaryDirectory;
beforeEach(async () => { city = await temporaryDirectory(); });
afterEach(() => city.close());

describe('tree', () => {
  it('is that of today, of any day, and as far as was recorded by then', async () => {
    const before = await city.events.head();
    await city.happen(UnitMoved({ unitId: 'desk', fromParentId: 'south', parentId: 'north', from: '2026-01-01' }), UnitRenamed({ unitId: 'desk', name: '北站一班', from: '2026-04-01' }));
    expect((await city.directory.tree()).unit('desk')).toMatchObject({ name: '南站一班', parentId: 'north' });
    expect((await city.directory.tree({ day: '2025-12-31' })).unit('desk')?.parentId).toBe('south');
    expect((await city.directory.tree({ day: '2026-04-01' })).unit('desk')?.name).toBe('北站一班');
    expect((await city.directory.tree({ asOf: before })).unit('desk')?.parentId).toBe('south');
    expect((await city.directory.tree({ asOf: '' })).all()).toEqual([]);
  });
  it('follows the clock over midnight in Shanghai', async () => {
    await city.happen(UnitMoved({ unitId: 'desk', fromParentId: 'south', parentId: 'north', from: '2026-03-07' }));
    city.clock.set('2026-03-06T15:59:59.000Z');
    expect((await city.directory.tree()).unit('desk')?.parentId).toBe('south');
    city.clock.set('2026-03-06T16:00:00.000Z');
    expect((await city.directory.tree()).unit('desk')?.parentId).toBe('north');
  });
  it('is made once for a day and a change', async () => {
    expect(await city.directory.tree()).toBe(await city.directory.tree({ day: '2026-03-06' }));
    const before = await city.directory.tree();
    await city.happen(await city.registered('ada', 'Ada', 'north'));
    expect(await city.directory.tree()).toBe(before);
    await city.happen(UnitRenamed({ unitId: 'north', name: '新北站', from: '2020-01-01' }));
    expect((await city.directory.tree()).unit('north')?.name).toBe('新北站');
  });
});
