import { describe, expect, it } from '@jest/globals';
import { project, recorded } from '@lyceum/core/specify';
import { StudySessionClosed, StudySessionReopened, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { CadenceMended, CadenceMendingLifted, CadenceMet, CadenceMissed, CadenceMissLifted } from '@lyceum/contracts/assessment/cadence';
import { missOf, unitWeek } from './unit-week.projection.ts';
import { unitYear } from './unit-year.projection.ts';
import { worstOf } from './week-state.ts';

const week = '2026-W10';
const judged = { unitId: 'north', form: 'weekly-collective', policyId: 'weekly', policyVersion: 2 } as const;
const held = (day: string, of = week, sessionId = 's1') => recorded(StudySessionClosed({ sessionId, unitId: 'north', form: 'weekly-collective', day, week: of, minutes: 60 }));
const met = () => recorded(CadenceMet({ ...judged, week, atLeast: 1 }));
const missed = (of = week) => recorded(CadenceMissed({ ...judged, week: of, held: 0, atLeast: 1 }));
const mended = (day: string, of = week) => recorded(CadenceMended({ ...judged, week: of, sessionId: 's1', day }));
const reopened = (day: string) => recorded(StudySessionReopened({ sessionId: 's1', unitId: 'north', form: 'weekly-collective', day, week, reason: 'closed by mistake' }));
const lifted = (day: string) => recorded(CadenceMissLifted({ ...judged, week, sessionId: 's1', day }));
const owedAgain = (day: string) => recorded(CadenceMendingLifted({ ...judged, week, sessionId: 's1', day }));
const theme = { form: 'theme-day' as StudyForm, policyId: 'theme', policyVersion: 5 };
/** A form that the contract does not have yet, in facts as they would be read back. */
const ofThemeDay = <F extends { readonly data: object }>(fact: F): F => ({ ...fact, data: { ...fact.data, ...theme } });
const letters = (...events: Parameters<typeof project>[1][]) => project(unitYear, ...events)['north/2026']!.letters;

describe('a unit’s week', () => {
  it('is held, with the version of the rule that says so', () =>
    expect(project(unitWeek, held('2026-03-06'), met())['north/2026-W10']).toMatchObject({ held: 1, late: 0, missed: 0, owed: 0, policyId: 'weekly', policyVersion: 2 }));
  it('is owed while missed, and no longer once mended; the miss stays', () => {
    expect(project(unitWeek, missed())['north/2026-W10']).toMatchObject({ missed: 1, mended: 0, owed: 1 });
    expect(project(unitWeek, missed(), held('2026-03-12'), mended('2026-03-12'))['north/2026-W10']).toMatchObject({ held: 1, late: 1, missed: 1, mended: 1, owed: 0 });
  });
  it('is as it was once a session is reopened and closed again, and remembers how many events moved it', () => {
    const day = '2026-03-06', row = project(unitWeek, held(day), met(), reopened(day), missed())['north/2026-W10'];
    expect(row).toMatchObject({ held: 0, missed: 1, owed: 1, heldFacts: 2, missedFacts: 1 });
    expect(project(unitWeek, held(day), met(), reopened(day), missed(), held(day), lifted(day))['north/2026-W10']).toMatchObject({ held: 1, late: 0, missed: 0, owed: 0, heldFacts: 3, missedFacts: 2, lateFacts: 0, mendedFacts: 0 });
  });
  it('is owed again while the session that mended it is reopened', () => {
    const day = '2026-03-12', before = [missed(), held(day), mended(day), reopened(day), owedAgain(day)] as const;
    expect(project(unitWeek, ...before)['north/2026-W10']).toMatchObject({ held: 0, late: 0, missed: 1, mended: 0, owed: 1, lateFacts: 2, mendedFacts: 2 });
    expect(project(unitWeek, ...before, held(day), mended(day))['north/2026-W10']).toMatchObject({ held: 1, late: 1, missed: 1, mended: 1, owed: 0, lateFacts: 3, mendedFacts: 3 });
  });
});

describe('a week of two forms of study', () => {
  const miss = (...events: Parameters<typeof project>[1][]) => missOf(project(unitWeek, ...events)['north/2026-W10']!);
  const weekly = { form: 'weekly-collective', policyId: 'weekly', policyVersion: 2 };
  it('names the rule that was missed, also where the other was kept after it', () => {
    expect(miss(missed(), ofThemeDay(met()))).toEqual({ ...weekly, mended: false });
    expect(miss(met(), ofThemeDay(missed()))).toEqual({ ...theme, mended: false });
  });
  it('names what still waits of two misses, and none that was lifted', () => {
    const both = [missed(), ofThemeDay(missed())] as const;
    expect(miss(...both)).toMatchObject(weekly);
    expect(miss(...both, mended('2026-03-12'))).toEqual({ ...theme, mended: false });
    expect(miss(...both, mended('2026-03-12'), owedAgain('2026-03-12'))).toEqual({ ...weekly, mended: false });
    expect(miss(...both, lifted('2026-03-06'))).toMatchObject(theme);
    expect(project(unitWeek, ...both, ofThemeDay(mended('2026-03-12')))['north/2026-W10']).toMatchObject({ missed: 2, mended: 1, owed: 1, misses: [{ ...weekly, mended: false }, { ...theme, mended: true }] });
  });
  it('has no miss where its only one was lifted', () => expect(miss(missed(), lifted('2026-03-06'))).toBeUndefined());
});

describe('a unit’s year', () => {
  it('has one letter for each week', () => expect(letters(held('2026-01-02', '2026-W01'), missed('2026-W02'), held('2026-03-06'))).toBe('hm.......h'));
  it('shows a missed week as missed until it is mended, then as late', () => {
    expect(letters(missed(), held('2026-03-12'))).toBe('.........m');
    expect(letters(missed(), held('2026-03-12'), mended('2026-03-12'))).toBe('.........l');
    expect(letters(missed(), held('2026-03-06'), mended('2026-03-06'))).toBe('.........l'); // the day is claimed; that nobody had held it when the week was judged is not
  });
  it('shows a week held twice as held, in whichever order', () => {
    expect(letters(held('2026-03-12'), held('2026-03-06', week, 's2'))).toBe('.........h');
    expect(letters(held('2026-03-06'), held('2026-03-12', week, 's2'))).toBe('.........h');
    expect(letters(held('2026-03-12'))).toBe('.........l');
  });
  it('shows a reopened session as nothing, or as missed, and as before once it is closed again', () => {
    const day = '2026-03-06', late = '2026-03-12';
    expect(letters(held(day), reopened(day))).toBe('..........');
    expect(letters(held(day), reopened(day), missed())).toBe('.........m');
    expect(letters(held(day), reopened(day), missed(), held(day), lifted(day))).toBe('.........h');
    expect(letters(missed(), held(late), mended(late), reopened(late), owedAgain(late))).toBe('.........m');
    expect(letters(missed(), held(late), mended(late), reopened(late), owedAgain(late), held(late), mended(late))).toBe('.........l');
    expect(project(unitYear, held(day), reopened(day))['north/2026']!.counts).toEqual({});
  });
  it('keeps counts only of weeks that a letter does not tell', () => expect(project(unitYear, held('2026-03-06'))['north/2026']!.counts).toEqual({}));
});

it('shows several units as the worst of them', () => {
  expect(worstOf(['held', 'missed', 'late'])).toBe('missed');
  expect(worstOf(['none', 'planned', 'held', 'late'])).toBe('planned');
  expect(worstOf(['planned', 'due'])).toBe('due');
  expect(worstOf(['none', 'held'])).toBe('held');
  expect(worstOf([])).toBe('none');
});
