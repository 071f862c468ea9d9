import { describe, expect, it } from '@jest/globals';
import { MemberForgotten, MemberRegistered, MemberTransferred, PostChanged, SecondaryPostAdded, DetailsCorrected, KindChanged } from '@lyceum/contracts/member/member';
import { RoleEnded, RoleGranted, separated } from '@lyceum/contracts/member/roles';
import { UnitCreated, UnitMoved, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { project, recorded } from '@lyceum/core/specify';
import { grants, holdsOn } from './grants.projection.ts';
import { instants } from './instants.projection.ts';
import { people } from './people.projection.ts';
import { personOn } from './person.ts';
import { open, postings } from './postings.projection.ts';
import { rights, rightsOf } from './rights.ts';
import { Tree } from './tree.ts';
import { unitsOn } from './trees.ts';
import { units } from './units.projection.ts';

const ada = MemberRegistered({
  memberId: 'ada', name: 'p1.ada.n.name', phone: 'p1.ada.n.phone', unitId: 'north', post: '值机员', tier: 'operator', employment: 'staff', party: 'party', from: '2020-01-01',
});
const moved = (fromUnitId: string, unitId: string, from: string) => MemberTransferred({ memberId: 'ada', fromUnitId, unitId, from });

describe('units', () => {
  const rows = Object.values(project(units,
    recorded(UnitCreated({ unitId: 'city', name: '市局', type: 'agency', parentId: null, from: '2020-01-01' }), { position: '1' }),
    recorded(UnitCreated({ unitId: 'north', name: '北站', type: 'station', parentId: 'city', from: '2020-01-01' }), { position: '2' }),
    recorded(UnitCreated({ unitId: 'office', name: '北部办', type: 'department', parentId: 'city', from: '2021-01-01' }), { position: '3' }),
    recorded(UnitMoved({ unitId: 'north', fromParentId: 'city', parentId: 'office', from: '2022-01-01' }), { position: '4' }),
    recorded(UnitRenamed({ unitId: 'north', name: '䶮家北站', from: '2023-01-01' }), { position: '5' }),
    recorded(UnitRenamed({ unitId: 'north', name: '龑家北站', from: '2022-06-01' }), { position: '6' }), // recorded late
  ));
  const treeOn = (day: string) => new Tree(unitsOn(rows, day));

  it('stand as they stood on the day', () => {
    expect(treeOn('2019-12-31').all()).toEqual([]);
    expect(treeOn('2020-06-01').all().map(({ unitId }) => unitId)).toEqual(['city', 'north']);
    expect(treeOn('2021-12-31').unit('north')).toEqual({ unitId: 'north', name: '北站', type: 'station', parentId: 'city' });
    expect(treeOn('2022-01-01').ancestors('north').map(({ unitId }) => unitId)).toEqual(['office', 'city']);
    expect(treeOn('2022-12-31').unit('north')?.name).toBe('龑家北站');
    expect(treeOn('2023-01-01').unit('north')?.name).toBe('䶮家北站');
  });
  it('name their last change', () => expect(rows.map(({ changed }) => changed)).toEqual(['1', '6', '3']));

  it('make a tree: parents before children, siblings by name, strangers nowhere', () => {
    const tree = treeOn('2022-01-01');
    expect(tree.roots().map(({ unitId }) => unitId)).toEqual(['city']);
    expect(tree.subtree('city').map(({ unitId }) => unitId)).toEqual(['city', 'office', 'north']);
    expect(tree.subtree('nowhere')).toEqual([]);
    expect(tree.contains('office', 'north')).toBe(true);
    expect(tree.contains('north', 'office')).toBe(false);
    expect(tree.contains('nowhere', 'nowhere')).toBe(false);
    const named = new Tree(['北', '䶮', '𠮷', '东', '安'].map((name, n) => ({ unitId: `u${n}`, name, type: 'station', parentId: null })));
    const order = named.roots().map(({ name }) => name);
    expect(order.slice(0, 3)).toEqual(['安', '北', '东']); // by pinyin
    expect([...order].sort()).toEqual([...'北䶮𠮷东安'].sort());
  });
});

describe('people', () => {
  const row = (...facts: Parameters<typeof recorded>[0][]) => Object.values(project(people, ...facts.map((fact) => recorded(fact) as never)))[0]!;

  it('are where they were on the day', () => {
    const seen = row(ada, moved('north', 'south', '2021-01-01'), moved('south', 'north', '2022-01-01'));
    expect(['2020-06-01', '2021-01-01', '2021-12-31', '2022-01-01'].map((day) => personOn(seen, day, 'Ada').unitId)).toEqual(['north', 'south', 'south', 'north']);
    expect(['2020-06-01', '2021-06-01', '2022-06-01'].map((day) => personOn(seen, day, 'Ada').since)).toEqual(['2020-01-01', '2021-01-01', '2022-01-01']);
  });
  it('are shown before their first day as on it', () => expect(personOn(row(ada), '2019-01-01', 'Ada')).toMatchObject({ unitId: 'north', post: '值机员', since: '2020-01-01' }));
  it('hold the post of the day, and others beside it', () => {
    const seen = row(ada,
      PostChanged({ memberId: 'ada', post: '班长', tier: 'team-lead', from: '2021-01-01' }),
      SecondaryPostAdded({ memberId: 'ada', unitId: 'south', post: '联络员', tier: 'operator', from: '2021-06-01' }),
      SecondaryPostAdded({ memberId: 'ada', unitId: 'south', post: '教员', tier: 'operator', from: '2022-01-01' }),
      moved('north', 'south', '2023-01-01'));
    expect(personOn(seen, '2020-06-01', 'Ada')).toMatchObject({ post: '值机员', tier: 'operator', secondary: [] });
    expect(personOn(seen, '2021-06-01', 'Ada')).toMatchObject({ post: '班长', tier: 'team-lead', secondary: [{ unitId: 'south', post: '联络员' }] });
    expect(personOn(seen, '2022-01-01', 'Ada').secondary).toEqual([{ unitId: 'south', post: '教员' }]);
    expect(personOn(seen, '2023-01-01', 'Ada').secondary).toEqual([]); // it is the main unit now
  });
  it('carry what was corrected, and nothing personal once they are forgotten', () => {
    const corrected = row(ada, DetailsCorrected({ memberId: 'ada', name: 'p1.ada.n.other', reason: '登记有误' }), KindChanged({ memberId: 'ada', employment: 'contract', party: 'non-party' }));
    expect(corrected).toMatchObject({ name: 'p1.ada.n.other', phone: null, employment: 'contract', party: 'non-party' });
    const forgotten = row(ada, MemberForgotten({ memberId: 'ada', reason: '本人要求' }));
    expect(forgotten.forgotten).toBe(true);
    expect(JSON.stringify(forgotten)).not.toContain('p1.');
  });
});

describe('postings', () => {
  const rows = (...facts: ReturnType<typeof moved>[]) => project(postings, ...[ada, ...facts].map((fact) => recorded(fact) as never));

  it('last until the day before the transfer', () => expect(rows(moved('north', 'south', '2021-01-01'))).toMatchObject({
    'north/ada': { from: '2020-01-01', until: '2020-12-31', gaps: false }, 'south/ada': { from: '2021-01-01', until: open, gaps: false },
  }));
  it('have gaps where somebody comes back', () => expect(rows(moved('north', 'south', '2021-01-01'), moved('south', 'north', '2022-01-01'))['north/ada']).toMatchObject({
    from: '2020-01-01', until: open, gaps: true, periods: [{ from: '2020-01-01', until: '2020-12-31' }, { from: '2022-01-01', until: open }],
  }));
  it('leave nothing of a unit where nobody spent a day', () =>
    expect(Object.keys(rows(moved('north', 'south', '2021-01-01'), moved('south', 'west', '2021-01-01')))).toEqual(['north/ada', 'west/ada']));
});

describe('grants', () => {
  const granted = RoleGranted({ grantId: 'g1', memberId: 'ada', role: 'office', unitId: 'city', from: '2026-01-01', until: null });
  const ended = (until: string) => RoleEnded({ grantId: 'g1', memberId: 'ada', role: 'office', unitId: 'city', until });
  it('hold from the first to the last day', () => {
    const row = project(grants, recorded(granted), recorded(ended('2026-03-06')))['ada/g1']!;
    expect(['2025-12-31', '2026-01-01', '2026-03-06', '2026-03-07'].map((day) => holdsOn(row, day))).toEqual([false, true, true, false]);
  });
  it('that were taken back before their first day never hold', () =>
    expect(holdsOn(project(grants, recorded(granted), recorded(ended('2025-12-31')))['ada/g1']!, '2026-01-01')).toBe(false));
});

describe('rights', () => {
  it('are known ones, and each but the own record is given by some role', () => {
    const given = new Set(Object.values(rightsOf).flat());
    expect([...given].filter((right) => !rights.includes(right))).toEqual([]);
    expect(rights.filter((right) => !given.has(right))).toEqual([]);
  });
  it('of the three administrators reach no person', () =>
    expect(separated.flatMap((role) => rightsOf[role]).filter((right) => /^(persons|files|attendance|figures)/.test(right))).toEqual([]));
});

describe('instants', () => {
  it('keep the first position of each month, day, hour and minute', () => {
    const rows = project(instants,
      recorded(ada, { position: '1', recordedAt: '2026-03-06T09:05:01.000Z' }), recorded(ada, { position: '2', recordedAt: '2026-03-06T09:05:59.000Z' }), recorded(ada, { position: '3', recordedAt: '2026-03-06T10:00:00.000Z' }));
    expect(Object.entries(rows).map(([key, { first }]) => `${key} ${first}`).sort())
      .toEqual(['2026-03 1', '2026-03-06 1', '2026-03-06T09 1', '2026-03-06T09:05 1', '2026-03-06T10 3', '2026-03-06T10:00 3']);
  });
});
