/**
 * Days and weeks as the agency counts them: Asia/Shanghai (UTC+8, no summer time since 1991), weeks from Monday, ISO numbers.
 * Pure: a day is `2026-03-06`, a week `2026-W10`. Only integers and `Date.UTC`-free arithmetic, so that pure files may use it.
 */
const pad = (n: number, width = 2) => String(n).padStart(width, '0');

/** Days since 1970-01-01 (H. Hinnant, "days_from_civil"). */
export const dayNumber = (day: string): number => {
  const y = Number(day.slice(0, 4)), m = Number(day.slice(5, 7)), d = Number(day.slice(8, 10));
  const year = m <= 2 ? y - 1 : y;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719468;
};

/** The inverse of `dayNumber` ("civil_from_days"). */
export const dayOf = (number: number): string => {
  const z = number + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const d = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const m = shifted + (shifted < 10 ? 3 : -9);
  return `${pad(yearOfEra + era * 400 + (m <= 2 ? 1 : 0), 4)}-${pad(m)}-${pad(d)}`;
};

export const addDays = (day: string, days: number): string => dayOf(dayNumber(day) + days);

/** 1 for Monday to 7 for Sunday. */
export const weekday = (day: string): number => (((dayNumber(day) + 3) % 7) + 7) % 7 + 1;

/** The Monday of the day's week. */
export const mondayOf = (day: string): string => addDays(day, 1 - weekday(day));

/** The Sunday of the day's week. */
export const sundayOf = (day: string): string => addDays(mondayOf(day), 6);

/** ISO week: `2026-W10`. Its year is that of its Thursday. */
export const weekOf = (day: string): string => {
  const thursday = addDays(mondayOf(day), 3);
  const year = thursday.slice(0, 4);
  return `${year}-W${pad(Math.floor((dayNumber(thursday) - dayNumber(`${year}-01-01`)) / 7) + 1)}`;
};

/** The Monday of an ISO week. */
export const mondayOfWeek = (week: string): string => addDays(mondayOf(`${week.slice(0, 4)}-01-04`), (Number(week.slice(6)) - 1) * 7);
/** The Sunday of an ISO week: its last day. */
export const sundayOfWeek = (week: string): string => sundayOf(mondayOfWeek(week));

/** The day in Shanghai at an instant (ISO, UTC): 2026-03-05T16:30:00Z is 2026-03-06 there. */
export const shanghaiDay = (instant: string): string => {
  const hour = Number(instant.slice(11, 13));
  return hour >= 16 ? addDays(instant.slice(0, 10), 1) : instant.slice(0, 10);
};
/** `HH:mm` in Shanghai at an instant. */
export const shanghaiTime = (instant: string): string => `${pad((Number(instant.slice(11, 13)) + 8) % 24)}:${instant.slice(14, 16)}`;
/** The instant (ISO, UTC) of a day and time in Shanghai. */
export const instantIn = (day: string, time: string): string => {
  const hour = Number(time.slice(0, 2));
  return `${hour < 8 ? addDays(day, -1) : day}T${pad((hour + 16) % 24)}:${time.slice(3, 5)}:00.000Z`;
};
/** Monday 00:00 in Shanghai after a week, as an instant in UTC. */
export const endOfWeek = (week: string): string => instantIn(addDays(mondayOfWeek(week), 7), '00:00');
