import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayNumber, dayOf, instantIn, mondayOfWeek, shanghaiDay, shanghaiTime, sundayOf, sundayOfWeek, weekOf, weekday } from './calendar.ts';

/** The platform's own calendar as the second opinion. */
const days = fc.integer({ min: -40_000, max: 60_000 });
const platform = (number: number) => new Date(number * 86_400_000);

describe('the calendar', () => {
  it('agrees with the platform about days and weekdays', () => fc.assert(fc.property(days, (number) => {
    const day = platform(number).toISOString().slice(0, 10);
    expect(dayOf(number)).toBe(day);
    expect(dayNumber(day)).toBe(number);
    expect(weekday(day)).toBe(platform(number).getUTCDay() || 7);
  })));

  it.each([['2026-01-01', '2026-W01'], ['2027-01-01', '2026-W53'], ['2027-01-03', '2026-W53'], ['2024-12-30', '2025-W01'], ['2026-03-06', '2026-W10']])('%s lies in %s', (day, week) => expect(weekOf(day)).toBe(week));

  it('finds the Monday and the Sunday of every week again', () => fc.assert(fc.property(days, (number) => {
    const week = weekOf(dayOf(number));
    const monday = mondayOfWeek(week);
    expect(weekday(monday)).toBe(1);
    expect([weekOf(monday), weekOf(addDays(monday, 6))]).toEqual([week, week]);
    expect([sundayOf(dayOf(number)), sundayOfWeek(week)]).toEqual([addDays(monday, 6), addDays(monday, 6)]);
  })));

  it('counts half past midnight in Shanghai on that day', () => {
    expect(shanghaiDay('2026-03-05T16:30:00.000Z')).toBe('2026-03-06');
    expect(shanghaiTime('2026-03-05T16:30:00.000Z')).toBe('00:30');
    expect(shanghaiDay('2026-03-05T15:59:59.999Z')).toBe('2026-03-05');
  });

  it('takes a day and time in Shanghai to its instant and back', () => fc.assert(fc.property(days, fc.integer({ min: 0, max: 1439 }), (number, minute) => {
    const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const instant = instantIn(dayOf(number), time);
    expect(new Date(instant).toISOString()).toBe(instant);
    expect([shanghaiDay(instant), shanghaiTime(instant)]).toEqual([dayOf(number), time]);
  })));
});
