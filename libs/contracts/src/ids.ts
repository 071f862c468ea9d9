import { z } from 'zod';

/** Ids go into stream names, row keys and URLs: letters, digits, `_` and `-`, and no dash at the end of one part of a joined id. */
const id = (what: string) => z.string().regex(/^[A-Za-z0-9_]+$/, `an id of a ${what} has letters, digits and _ only`).max(64);
export const UnitId = id('unit');
export const MemberId = id('member');
export const SessionId = id('study session');
export const PolicyId = id('policy');
export const ImportId = id('roster import');
/** From 1900 to 2199: days beyond four digits of year no longer sort as text, and a far one makes whoever walks to it walk for ever. */
export const Day = z.iso.date().refine((day) => day >= '1900-01-01' && day < '2200-01-01', 'a day lies between 1900 and 2199');
export const Instant = z.iso.datetime().max(40);
/** `HH:mm` in Asia/Shanghai. */
export const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is HH:mm');
/** ISO week: `2026-W10`. */
export const Week = z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'a week is YYYY-Www');
/** Free text that people type: bounded, and never markup. */
export const Text = (max: number) => z.string().trim().min(1).max(max);
/** Why something was done by hand; it stays in the log in clear, so forms warn against names. */
export const Reason = Text(500);
