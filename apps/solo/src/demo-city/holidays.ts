import { addDays, weekday } from '@lyceum/core/calendar';

type Span = readonly [first: string, last: string];
/**
 * Days off by the State Council's notices on public holidays (国务院办公厅关于部分节假日安排的通知, of 12 November 2024 for 2025 and of 4 November 2025 for 2026).
 * Weekends that are worked in exchange are left out: nobody here studies on one.
 */
const announced: Readonly<Record<string, readonly Span[]>> = {
  2025: [['01-01', '01-01'], ['01-28', '02-04'], ['04-04', '04-06'], ['05-01', '05-05'], ['05-31', '06-02'], ['10-01', '10-08']],
  2026: [['01-01', '01-03'], ['02-15', '02-23'], ['04-04', '04-06'], ['05-01', '05-05'], ['06-19', '06-21'], ['09-25', '09-27'], ['10-01', '10-07']],
};
/** Of a year whose notice is not in the table: those that do not go by the moon. */
const usual: readonly Span[] = [['01-01', '01-01'], ['05-01', '05-05'], ['10-01', '10-07']];

export const isHoliday = (day: string): boolean =>
  (announced[day.slice(0, 4)] ?? usual).some(([first, last]) => day.slice(5) >= first && day.slice(5) <= last);

/** The Friday of a week, or the last working day before it; undefined for a week that is off as a whole. */
export const studyDayOf = (monday: string): string | undefined => [4, 3, 2, 1, 0].map((n) => addDays(monday, n)).find((day) => !isHoliday(day));

/** A day, or the first working day after it. */
export const workingDayFrom = (day: string): string => (isHoliday(day) || weekday(day) > 5 ? workingDayFrom(addDays(day, 1)) : day);
