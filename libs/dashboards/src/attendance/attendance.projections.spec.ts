import { describe, expect, it } from '@jest/globals';
import { addDays, dayNumber } from '@lyceum/core/calendar';
import { project } from '@lyceum/core/specify';
import { friday, invited, signed, uninvited, withdrawn } from './attendance.examples.ts';
import { memberDay } from './member-day.projection.ts';
import { dayOfYear, memberYear } from './member-year.projection.ts';
import { sessionUnit } from './session-unit.projection.ts';
import { unitDay } from './unit-day.projection.ts';

const everybody = [['ada', 'north'], ['bob', 'north'], ['eve', 'south']] as const;
const hall = invited(...everybody), nobody = uninvited(...everybody);

describe('a unit’s day', () => {
  it('counts each invited unit, and the unit that a person signs for', () =>
    expect(project(unitDay, hall, signed('ada', 'north'), signed('eve', 'south'))).toEqual({
      'north/2026-03-06': { unitId: 'north', day: friday, week: '2026-W10', invited: 2, signed: 1, invitedFacts: 1, signedFacts: 1 },
      'south/2026-03-06': { unitId: 'south', day: friday, week: '2026-W10', invited: 1, signed: 1, invitedFacts: 1, signedFacts: 1 },
    }));
  it('takes a withdrawn signature away, and remembers both events', () =>
    expect(project(unitDay, hall, signed('ada', 'north'), withdrawn('ada', 'north'))['north/2026-03-06']).toMatchObject({ signed: 0, signedFacts: 2 }));
  it('takes invitations back from each unit, and remembers both events', () =>
    expect(project(unitDay, hall, nobody)).toMatchObject({ 'north/2026-03-06': { invited: 0, invitedFacts: 2 }, 'south/2026-03-06': { invited: 0, invitedFacts: 2 } }));
  it('keeps a fact with the unit of that day', () => {
    const rows = project(unitDay, hall, signed('ada', 'north'), signed('ada', 'south', 's2', '2026-03-13'));
    expect([rows['north/2026-03-06']!.signed, rows['south/2026-03-13']!.signed]).toEqual([1, 1]);
  });
});

describe('a session by units', () => {
  it('counts guests with their own unit', () =>
    expect(project(sessionUnit, hall, signed('eve', 'south'))).toMatchObject({ 's1/north': { invited: 2, signed: 0 }, 's1/south': { invited: 1, signed: 1, day: friday } }));
});

describe('a session whose invitations are taken back', () => {
  it('has nobody invited, of any unit', () => expect(project(sessionUnit, hall, nobody)).toMatchObject({ 's1/north': { invited: 0, invitedFacts: 2 }, 's1/south': { invited: 0, invitedFacts: 2 } }));
  it('is not among a person’s invitations, of the day and of the year', () => {
    expect(project(memberDay, hall, nobody)['ada/north/2026-03-06']).toMatchObject({ invited: 0, invitedFacts: 2, sessions: [{ sessionId: 's1', invited: 0, signed: 0 }] });
    expect(project(memberYear, hall, nobody)['ada/north/2026']).toMatchObject({ days: [64, 0, 0], facts: 2 });
  });
});

describe('a person’s day', () => {
  it('knows the sessions of the day one by one', () =>
    expect(project(memberDay, hall, signed('ada', 'north'), signed('ada', 'north', 's2'), withdrawn('ada', 'north', 's2'))['ada/north/2026-03-06']).toMatchObject({
      invited: 1, signed: 1, sessions: [{ sessionId: 's1', invited: 1, signed: 1, withdrawn: null }, { sessionId: 's2', invited: 0, signed: 0, withdrawn: 'signed by a friend' }],
    }));
  it('keeps why a signature was withdrawn until there is another', () =>
    expect(project(memberDay, hall, signed('ada', 'north'), withdrawn('ada', 'north'), signed('ada', 'north'))['ada/north/2026-03-06']!.sessions).toEqual([{ sessionId: 's1', invited: 1, signed: 1, withdrawn: null }]));
});

describe('a person’s year', () => {
  it('holds three numbers for each day with a fact', () => {
    const rows = project(memberYear, hall, signed('ada', 'north'), signed('ada', 'north', 's2', '2026-12-31'), signed('ada', 'north', 's3', '2027-01-01'));
    expect(rows['ada/north/2026']!.days).toEqual([64, 1, 1, 364, 0, 1]);
    expect(rows['ada/north/2027']!.days).toEqual([0, 0, 1]);
  });
  it('counts days of every year as the calendar does', () => {
    for (const first of ['1999-12-25', '2000-01-01', '2024-01-01', '2026-01-01', '2100-01-01']) for (let n = 0; n < 800; n++) {
      const day = addDays(first, n);
      expect([day, dayOfYear(day)]).toEqual([day, dayNumber(day) - dayNumber(`${day.slice(0, 4)}-01-01`)]);
    }
  });
  it('never changes a row that was made before', () => {
    const before = project(memberYear, hall)['ada/north/2026']!;
    const event = signed('ada', 'north');
    memberYear.apply(before, event, 'ada/north/2026');
    expect(before.days).toEqual([64, 1, 0]);
  });
});
