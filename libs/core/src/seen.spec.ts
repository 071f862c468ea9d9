import { describe, expect, it } from '@jest/globals';
import { mustHaveSeen } from './seen.ts';

describe('what a wish must have seen', () => {
  const entries = [{ from: '2020-01-01', value: 'old' }, { from: '2026-02-01', value: 'now' }, { from: '2027-01-01', value: 'coming' }];
  const asked = (from: string, saw: string) => {
    try { mustHaveSeen(entries, { from, today: '2026-03-06' }, (value) => value === saw, (value) => ({ value })); return 'seen'; } catch (refusal) { return refusal; }
  };

  it('is what holds today, also for an earlier day', () =>
    expect(['2025-01-01', '2026-03-06', '2026-12-31'].map((from) => asked(from, 'now'))).toEqual(['seen', 'seen', 'seen']));
  it('was changed meanwhile where today something else holds', () =>
    expect(['2025-01-01', '2026-12-31'].map((from) => asked(from, 'old'))).toMatchObject([{ code: 'changed-meanwhile' }, { code: 'changed-meanwhile' }]));
  it('is what is to hold on a later day, and is told with its day', () => {
    for (const from of ['2027-01-01', '2027-06-01']) expect([asked(from, 'coming'), asked(from, 'now')]).toEqual(['seen', expect.objectContaining({ code: 'change-coming', details: { day: '2027-01-01', value: 'coming' } })]);
  });
});
