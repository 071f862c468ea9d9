import { expect, it } from '@jest/globals';
import { addDays, weekOf } from '@lyceum/core/calendar';
import { makeCity } from './city.ts';
import { isHoliday, studyDayOf, workingDayFrom } from './holidays.ts';
import { makeYear } from './year.ts';

it.each([
  ['an ordinary week has its Friday', '2026-06-01', '2026-06-05'], ['Labour Day on Friday', '2026-04-27', '2026-04-30'], ['National Day from Thursday on', '2026-09-28', '2026-09-30'],
  ['the week after it', '2026-10-05', '2026-10-09'], ['Spring Festival, all of it', '2026-02-16', undefined], ['a year without a notice', '2031-09-29', '2031-09-30'],
])('%s', (_, monday, day) => expect(studyDayOf(monday)).toBe(day));
it('goes on to the first working day', () => expect([workingDayFrom('2026-02-17'), workingDayFrom('2026-06-06'), workingDayFrom('2026-06-08')]).toEqual(['2026-02-24', '2026-06-08', '2026-06-08']));

it('no session of a year is on a holiday; a week that is off as a whole is made up for after it', () => {
  const weeks = [...makeYear({ ...makeCity('tiny', 1), weeks: 52 }, 2, '2026-11-27')];
  const days = weeks.flatMap(({ held, cancelled, upcoming }) => [...held, ...cancelled, ...upcoming].map(({ day }) => day));
  expect([days.length > 300, days.filter(isHoliday)]).toEqual([true, []]);
  const off = weeks.filter(({ monday }) => studyDayOf(monday) === undefined);
  expect(off.map(({ monday }) => monday)).toEqual(['2026-02-16']);
  expect(off[0]!.held.length).toBeGreaterThan(0);
  expect(off[0]!.held.every(({ day, week }) => week === off[0]!.week && weekOf(day) === weekOf(addDays(off[0]!.monday, 7)))).toBe(true);
});
it.each(['2026-04-30', '2026-05-01', '2026-05-02', '2026-02-18'])('what is planned for the week of %s is still to come then', (today) => {
  const upcoming = [...makeYear(makeCity('brief', 1), 2, today)].at(-1)!.upcoming;
  expect([upcoming.length > 0, upcoming.every(({ day, week }) => day >= today && !isHoliday(day) && week <= weekOf(day))]).toEqual([true, true]);
});
