import { addDays, dayNumber, weekday as weekdayOf } from './calendar.ts';

/** The days of a weekday (1 Monday … 7 Sunday) within a period, both ends included, without those skipped. */
export const seriesDays = ({ weekday, from, until, skip = [] }: { weekday: number; from: string; until: string; skip?: readonly string[] | undefined }): string[] => {
  const first = addDays(from, (weekday - weekdayOf(from) + 7) % 7);
  const count = Math.max(0, Math.floor((dayNumber(until) - dayNumber(first)) / 7) + 1);
  return Array.from({ length: count }, (_, n) => addDays(first, n * 7)).filter((day) => !skip.includes(day));
};
