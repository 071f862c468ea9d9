import { addDays, instantIn, mondayOf, mondayOfWeek, shanghaiDay, shanghaiTime, sundayOf, sundayOfWeek, weekday } from '@lyceum/core/calendar';
import type { Language } from './prefs.ts';

/** Everything here is told in Asia/Shanghai, whatever zone the browser keeps. */
const names: Record<Language, readonly string[]> = {
  zh: ['周一', '周二', '周三', '周四', '周五', '周六', '周日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

/** `2026-03-06 周五` */
export const dayText = (day: string, language: Language) => `${day} ${names[language][weekday(day) - 1]}`;
/** `2026-03-06 周五 14:30` */
export const momentText = (instant: string, language: Language) => `${dayText(shanghaiDay(instant), language)} ${shanghaiTime(instant)}`;
/** `2026-03-06 14:30`, for tables. */
export const momentShort = (instant: string) => `${shanghaiDay(instant)} ${shanghaiTime(instant)}`;
/** The day that an instant still belongs to when everything until then is meant: midnight ends a day. */
export const dayUntil = (instant: string) => addDays(shanghaiDay(instant), shanghaiTime(instant) === '00:00' ? -1 : 0);
const timeUntil = (instant: string) => (shanghaiTime(instant) === '00:00' ? '24:00' : shanghaiTime(instant));
/** `2026-10-31 周六 24:00`: the moment until which all is shown. */
export const untilText = (instant: string, language: Language) => `${dayText(dayUntil(instant), language)} ${timeUntil(instant)}`;
/** `2026-10-31 24:00` */
export const untilShort = (instant: string) => `${dayUntil(instant)} ${timeUntil(instant)}`;
/** `第 10 周` / `W10` */
export const weekText = (week: string, language: Language) => (language === 'zh' ? `第 ${Number(week.slice(6))} 周` : `W${week.slice(6)}`);
/** `2026-03-02 – 03-08`: the days of a week. */
export const weekDays = (week: string) => `${mondayOfWeek(week)} – ${sundayOfWeek(week).slice(5)}`;
export const weekdayName = (number: number, language: Language) => names[language][number - 1] ?? '';
/** The end of a session that starts at `HH:mm`. */
export const endTime = (start: string, minutes: number) => {
  const total = Number(start.slice(0, 2)) * 60 + Number(start.slice(3)) + minutes;
  return `${String(Math.floor(total / 60) % 24).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
};

/** Whole minutes from the instant `now` until a session is planned to end; negative once that is past. */
export const minutesLeft = ({ day, start, minutes }: { day: string; start: string; minutes: number }, now: string) =>
  Math.ceil((Date.parse(instantIn(day, start)) - Date.parse(now)) / 60_000) + minutes;

/** How a span of whole minutes is told: its days, hours and minutes, those that are none left out. */
export const spanOf = (minutes: number): readonly (readonly ['time.days' | 'time.hours' | 'time.minutes', number])[] =>
  ([['time.days', Math.floor(minutes / 1440)], ['time.hours', Math.floor(minutes / 60) % 24], ['time.minutes', minutes % 60]] as const).filter(([, n]) => n > 0);

/** The end of a day: the midnight after it. */
export const endOfDay = (day: string) => instantIn(addDays(day, 1), '00:00');
/** The instant that an `asOf` means by itself: of a day its end, as the server takes it. None of a position, which only the server knows. */
export const instantOf = (asOf: string): string | undefined => {
  const at = Date.parse(asOf.includes('T') ? asOf : ''); // in whatever zone it is written
  return isDay(asOf) ? endOfDay(asOf) : Number.isNaN(at) ? undefined : new Date(at).toISOString();
};
export const nowInstant = () => new Date().toISOString();
export const today = () => shanghaiDay(nowInstant());
/** The last `weeks` whole weeks up to and with the week of `day`: from a Monday to a Sunday. */
export const lastWeeks = (weeks: number, day = today()) => ({ from: addDays(mondayOf(day), -7 * (weeks - 1)), to: sundayOf(day) });
export const isDay = (text: string | null): text is string => text !== null && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text);
export const shanghaiDayOf = shanghaiDay;
