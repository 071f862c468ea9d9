import { describe, expect, it } from '@jest/globals';
import { dayText, endTime, instantOf, isDay, lastWeeks, minutesLeft, momentText, spanOf, untilShort, untilText, weekDays, weekText } from './time.ts';

describe('time as the console tells it', () => {
  it('names the weekday beside the day', () => expect([dayText('2026-03-06', 'zh'), dayText('2026-03-06', 'en')]).toEqual(['2026-03-06 周五', '2026-03-06 Fri']));
  it('puts half past midnight in Shanghai on that day, although UTC still has the day before', () => expect(momentText('2026-03-05T16:30:00.000Z', 'zh')).toBe('2026-03-06 周五 00:30'));
  it('ends a day at its own midnight, not at the next day’s beginning', () => {
    expect([untilText('2026-10-31T16:00:00.000Z', 'zh'), untilShort('2026-10-31T16:00:00.000Z'), untilShort('2026-10-31T06:30:00.000Z')]).toEqual(['2026-10-31 周六 24:00',
      '2026-10-31 24:00', '2026-10-31 14:30']);
  });
  it('takes a day for its end, an instant for itself in whatever zone, and leaves a position to the server', () => {
    expect(['2026-10-31', '2026-10-31T23:59:59+08:00', '2026-10-31T15:59:59Z', '00000000000000012345', 'Today'].map(instantOf)).toEqual(['2026-10-31T16:00:00.000Z',
      '2026-10-31T15:59:59.000Z', '2026-10-31T15:59:59.000Z', undefined, undefined]);
  });
  it('names weeks without their zeros', () => expect([weekText('2026-W05', 'zh'), weekText('2026-W05', 'en')]).toEqual(['第 5 周', 'W05']));
  it('knows the days of a week over the turn of a year', () => expect(weekDays('2026-W53')).toBe('2026-12-28 – 01-03'));
  it('ends a session, also after midnight', () => expect([endTime('15:00', 90), endTime('23:30', 60)]).toEqual(['16:30', '00:30']));
  it('counts the minutes until a session is planned to end, below zero when that is past', () => {
    const session = { day: '2026-03-06', start: '15:00', minutes: 90 };
    expect(['2026-03-06T07:03:00.000Z', '2026-03-06T08:30:00.000Z', '2026-03-06T08:40:00.000Z'].map((now) => minutesLeft(session, now))).toEqual([87, 0, -10]);
  });
  it('tells a span in days, hours and minutes', () => {
    expect([945, 60, 59, 1441].map((minutes) => spanOf(minutes).map(([unit, n]) => `${n} ${unit}`).join(' '))).toEqual(['15 time.hours 45 time.minutes', '1 time.hours',
      '59 time.minutes', '1 time.days 1 time.minutes']);
  });
  it('counts the week of the day as the last', () => expect(lastWeeks(2, '2026-03-06')).toEqual({ from: '2026-02-23', to: '2026-03-08' }));
  it('takes only days for days', () => expect(['2026-03-06', '2026-13-01', '2026-3-6', '', null].map(isDay)).toEqual([true, false, false, false, false]));
});
