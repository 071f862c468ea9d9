import { describe, expect, it } from '@jest/globals';
import { project, recorded } from '@lyceum/core/specify';
import { StudySessionClosed } from '@lyceum/contracts/activity/study-session';
import { CadenceMended, CadenceMet, CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { unitWeek } from './unit-week.projection.ts';
import { unitYear } from './unit-year.projection.ts';
import { worstOf } from './week-state.ts';

const week = '2026-W10';
const judged = { unitId: 'north', form: 'weekly-collective', policyId: 'weekly', policyVersion: 2 } as const;
const held = (day: string, of = week, sessionId = 's1') => recorded(StudySessionClosed({ sessionId, unitId: 'north', form: 'weekly-collective', day, week: of, minutes: 60 }));
const met = () => recorded(CadenceMet({ ...judged, week }));
const missed = (of = week) => recorded(CadenceMissed({ ...judged, week: of, held: 0, atLeast: 1 }));
const mended = (day: string, of = week) => recorded(CadenceMended({ ...judged, week: of, sessionId: 's1', day }));
const letters = (...events: Parameters<typeof project>[1][]) => project(unitYear, ...events)['north/2026']!.letters;

describe('a unit’s week', () => {
  it('is held, with the version of the rule that says so', () =>
    expect(project(unitWeek, held('2026-03-06'), met())['north/2026-W10']).toMatchObject({ held: 1, late: 0, missed: 0, owed: 0, policyId: 'weekly', policyVersion: 2 }));
  it('is owed while missed, and no longer once mended; the miss stays', () => {
    expect(project(unitWeek, missed())['north/2026-W10']).toMatchObject({ missed: 1, mended: 0, owed: 1 });
    expect(project(unitWeek, missed(), held('2026-03-12'), mended('2026-03-12'))['north/2026-W10']).toMatchObject({ held: 1, late: 1, missed: 1, mended: 1, owed: 0 });
  });
});

describe('a unit’s year', () => {
  it('has one letter for each week', () => expect(letters(held('2026-01-02', '2026-W01'), missed('2026-W02'), held('2026-03-06'))).toBe('hm.......h'));
  it('shows a missed week as missed until it is mended, then as late', () => {
    expect(letters(missed(), held('2026-03-12'))).toBe('.........m');
    expect(letters(missed(), held('2026-03-12'), mended('2026-03-12'))).toBe('.........l');
  });
  it('shows a week held twice as held, in whichever order', () => {
    expect(letters(held('2026-03-12'), held('2026-03-06', week, 's2'))).toBe('.........h');
    expect(letters(held('2026-03-06'), held('2026-03-12', week, 's2'))).toBe('.........h');
    expect(letters(held('2026-03-12'))).toBe('.........l');
  });
  it('keeps counts only of weeks that a letter does not tell', () => expect(project(unitYear, held('2026-03-06'))['north/2026']!.counts).toEqual({}));
});

it('shows several units as the worst of them', () => {
  expect(worstOf(['held', 'missed', 'late'])).toBe('missed');
  expect(worstOf(['none', 'planned', 'held'])).toBe('held');
  expect(worstOf([])).toBe('none');
});
