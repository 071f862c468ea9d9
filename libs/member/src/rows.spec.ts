import { describe, expect, it } from '@jest/globals';
import { project, recorded } from '@lyceum/core/specify';
import { RecordLookedAt } from '@lyceum/contracts/audit/access';
import { accountRows } from './account/account.projection.ts';
import { activated, issued, switched } from './account/account.examples.ts';
import { lookRows } from './account/looks.projection.ts';
import { corrected, forgotten, kindChanged, promoted, registered, transferred } from './member/member.examples.ts';
import { roster } from './member/roster.projection.ts';
import { headcount } from './unit-tree/headcount.projection.ts';

describe('the row of an account', () => {
  const row = (...facts: Parameters<typeof recorded>[0][]) => project(accountRows, ...facts.map((fact) => recorded(fact)))['ada'];
  it('stands as its last event left it', () => {
    expect(row(registered())).toMatchObject({ account: null, state: 'none' });
    expect(row(registered(), issued())).toMatchObject({ account: 'p1.ada.n0nce.account', state: 'awaiting' });
    expect(row(registered(), issued(), activated(), switched(false))).toMatchObject({ state: 'active', off: true });
    expect(row(registered(), issued(), activated(), switched(false), switched(true))).toMatchObject({ state: 'active', off: false });
  });
  it('keeps no name of a person who is forgotten', () =>
    expect(row(registered(), issued(), activated(), forgotten())).toMatchObject({ account: null, state: 'none', forgotten: true }));
  it('knows when claims were last made', () =>
    expect(project(accountRows, recorded(registered()), recorded(corrected('other'), { recordedAt: '2026-04-01T00:00:00.000Z' }))['ada']!.claimedAt).toBe('2026-04-01T00:00:00.000Z'));
});

describe('the row of the roster', () => {
  const row = (...facts: Parameters<typeof recorded>[0][]) => project(roster, ...facts.map((fact) => recorded(fact)))['ada'];
  it('holds the latest unit, post and kind', () =>
    expect(row(registered(), transferred('north', 'south', '2026-03-01'), promoted('2026-04-01'), kindChanged('non-party')))
      .toEqual({ unitId: 'south', unitFrom: '2026-03-01', post: '班长', tier: 'team-lead', postFrom: '2026-04-01', employment: 'staff', party: 'non-party', since: '2020-01-01' }));
  it('is not moved by what was recorded late', () => {
    const late = { ...promoted('2025-01-01'), data: { ...promoted('2025-01-01').data, post: '值班长' } };
    expect(row(registered(), promoted('2026-04-01'), late)).toMatchObject({ post: '班长', postFrom: '2026-04-01' });
  });
});

describe('heads', () => {
  const on = (day: string, unit: string) => Object.values(rows).filter((row) => row.unitId === unit && row.day <= day).reduce((sum, { people }) => sum + people, 0);
  const rows = project(headcount, ...[
    registered(), registered({ memberId: 'bo' }), transferred('north', 'south', '2026-03-01'), transferred('south', 'harbour', '2026-03-01'),
  ].map((fact) => recorded(fact)));
  it('are counted on any day, also where a transfer was set right from its own day', () => {
    expect(['2019-12-31', '2020-01-01', '2026-02-28', '2026-03-01'].map((day) => on(day, 'north'))).toEqual([0, 2, 2, 1]);
    expect([on('2026-03-01', 'south'), on('2026-03-01', 'harbour')]).toEqual([0, 1]);
  });
});

it('a look is one row, on its day in Shanghai', () =>
  expect(project(lookRows, recorded(RecordLookedAt({ memberId: 'ada', what: 'details', day: '2026-03-06' }), { id: 'e1', actor: 'member:bo', recordedAt: '2026-03-05T16:30:00.000Z' })))
    .toEqual({ e1: { memberId: 'ada', actor: 'member:bo', what: 'details', day: '2026-03-06', recordedAt: '2026-03-05T16:30:00.000Z' } }));
