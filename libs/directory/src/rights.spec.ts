import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MemberForgotten } from '@lyceum/contracts/member/member';
import { RoleEnded } from '@lyceum/contracts/member/roles';
import { UnitCreated, UnitMoved } from '@lyceum/contracts/member/unit-tree';
import { granted, temporaryDirectory, type TemporaryDirectory } from './testing/temporary-directory.ts';

let city: TemporaryDirectory;
beforeEach(async () => { city = await temporaryDirectory(); });
afterEach(() => city.close());

const ids = (units: Iterable<{ unitId: string }>) => [...units].map(({ unitId }) => unitId).sort();

describe('rights', () => {
  it('reach the subtree of the grant, by the tree of today', async () => {
    await city.happen(await city.registered('ada', 'Ada', 'city'), granted('ada', 'unit-administrator', 'south'), granted('ada', 'person-access', 'north'));
    expect([...(await city.directory.unitsWith('ada', 'sessions.manage'))].sort()).toEqual(['desk', 'south']);
    expect([...(await city.directory.unitsWith('ada', 'persons.read'))].sort()).toEqual(['desk', 'north', 'south']);
    expect(await city.directory.unitsWith('ada', 'own')).toEqual(new Set());
    expect(await city.directory.unitsWith('ada', 'units.change')).toEqual(new Set());
    await city.happen(UnitMoved({ unitId: 'desk', fromParentId: 'south', parentId: 'north', from: '2026-03-06' }));
    expect([...(await city.directory.unitsWith('ada', 'sessions.manage'))]).toEqual(['south']);
  });
  it('reach what is to come below it, where that will begin, and lead nowhere else', async () => {
    await city.happen(
      await city.registered('ada', 'Ada', 'city'), granted('ada', 'unit-administrator', 'south'), await city.registered('bo', 'Bo', 'city'), granted('bo', 'unit-administrator', 'north'),
      UnitCreated({ unitId: 'soon', name: '南站二班', type: 'department', parentId: 'south', from: '2026-05-01' }), UnitCreated({ unitId: 'later', name: '南站三班', type: 'department', parentId: 'soon', from: '2026-06-01' }),
      UnitMoved({ unitId: 'soon', fromParentId: 'south', parentId: 'north', from: '2026-07-01' }),
    );
    const reached = async () => Promise.all(['ada', 'bo'].map(async (who) => [...(await city.directory.unitsWith(who, 'sessions.manage'))].sort()));
    expect(await reached()).toEqual([['desk', 'later', 'soon', 'south'], ['north']]);
    expect(ids((await city.directory.tree()).all())).toEqual(['city', 'desk', 'north', 'south']);
    city.clock.set('2026-07-01T02:00:00.000Z');
    expect(await reached()).toEqual([['desk', 'south'], ['later', 'north', 'soon']]);
  });
  it('hold between two days, ended ones no longer', async () => {
    await city.happen(await city.registered('ada', 'Ada', 'city'), granted('ada', 'office', 'city', '2026-03-07'), granted('ada', 'auditor', 'north', '2020-01-01', '2026-03-06'));
    expect(await city.directory.rights('ada')).toEqual(new Set(['own', 'units.read', 'persons.read', 'sessions.read', 'figures.read', 'policies.read', 'files.read', 'history.read']));
    city.clock.set('2026-03-07T02:00:00.000Z');
    expect(ids(await city.directory.grants('ada'))).toEqual(['city']);
    await city.happen(RoleEnded({ grantId: 'ada-office-city', memberId: 'ada', role: 'office', unitId: 'city', until: '2026-03-06' }));
    expect(await city.directory.rights('ada')).toEqual(new Set(['own']));
  });
  it('are none for a stranger, nor for the forgotten', async () => {
    await city.happen(await city.registered('ada', 'Ada', 'city'), granted('ada', 'office', 'city'), granted('ghost', 'office', 'city'));
    expect((await city.directory.unitsWith('ada', 'units.read')).size).toBe(4);
    await city.happen(MemberForgotten({ memberId: 'ada', reason: '本人要求' }));
    for (const memberId of ['ada', 'ghost', 'nobody']) {
      expect(await city.directory.rights(memberId)).toEqual(new Set());
      expect(await city.directory.unitsWith(memberId, 'units.read')).toEqual(new Set());
    }
  });
});
