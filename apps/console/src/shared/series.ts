import { addDays, weekday } from '@lyceum/core/calendar';

/** Every day of one weekday (1 Monday … 7 Sunday) from the first to the last, both counted; at most 120, as a form shows them. */
export const seriesDays = (day: number, from: string, until: string): string[] => {
  const days: string[] = [];
  if (!from || !until) return days;
  for (let next = addDays(from, (day - weekday(from) + 7) % 7); next <= until && days.length < 120; next = addDays(next, 7)) days.push(next);
  return days;
};
