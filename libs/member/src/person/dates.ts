import { dayOf } from '@lyceum/core/calendar';
import { guess, mended, warning, type Note, type Reading } from './note.ts';
import { narrow, tidy } from './text.ts';

/** Days between 1970-01-01 and the day 0 of a spreadsheet, which counts a 29 February 1900 that never was. */
const serialZero = -25569;

const lengths = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

/**
 * A day `2008-07-01`, or a month `2008-07` where no day is given, from all the ways in which people write one: 2008.07, 2008年7月1日,
 * 20080701, 2008/7/1, 44355 (a spreadsheet's own count). A year alone, and years of two digits, are not understood.
 */
export const readDate = (cell: string): Reading<string> => {
  const was = tidy(narrow(cell));
  if (was === '' || /^[-/无]+$/.test(was)) return { notes: [] };
  const unreadable: Reading<string> = { notes: [warning('date-unreadable', was)] };

  if (/^\d{5}(\.\d+)?$/.test(was)) {
    const serial = Math.floor(Number(was));
    return serial < 10_000 || serial > 60_000 ? unreadable : found(cell, was, dayOf(serial + serialZero));
  }
  const [, y, m, d] = /^(\d{4})(\d{2})(\d{2})?$/.exec(was) ?? /^(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?(?:[T ]\d{1,2}:\d{2}.*)?$/.exec(was) ?? [];
  if (!y || !m) return unreadable;
  const [year, month, day] = [Number(y), Number(m), d ? Number(d) : undefined];
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || (day !== undefined && (day < 1 || day > lengths(year, month)))) return unreadable;

  const text = [y, m.padStart(2, '0'), ...(d ? [d.padStart(2, '0')] : [])].join('-');
  // 2008.10 typed as a number is saved as 2008.1: only the person knows which month was meant.
  if (was === `${y}.1`) return { value: text, notes: [guess('date-october', was, text)] };
  return found(cell, was, text);
};

const found = (cell: string, was: string, value: string): Reading<string> => {
  const notes: Note[] = value === cell ? [] : [mended('date-mended', was === value ? cell : was, value)];
  return { value, notes };
};
