import { z } from 'zod';

/** Ids go into stream names, row keys and URLs: letters, digits, `_` and `-`, and no dash at the end of one part of a joined id. Messages are codes, as refusals are: hosts say them in the reader's language. */
const Id = z.string().regex(/^[A-Za-z0-9_]+$/, 'id-malformed').max(64);
export const UnitId = Id;
export const MemberId = Id;
export const SessionId = Id;
export const PolicyId = Id;
export const ImportId = Id;
/** From 1900 to 2199: days beyond four digits of year no longer sort as text, and a far one makes whoever walks to it walk for ever. */
export const Day = z.iso.date().refine((day) => day >= '1900-01-01' && day < '2200-01-01', 'day-out-of-range');
export const Instant = z.iso.datetime().max(40);
/** `HH:mm` in Asia/Shanghai. */
export const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'time-malformed');
/** ISO week: `2026-W10`. */
export const Week = z.string().regex(/^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/, 'week-malformed');
/** Free text that people type: bounded, and never markup. */
export const Text = (max: number) => z.string().trim().min(1).max(max);
/** Why something was done by hand; it stays in the log in clear, so forms warn against names. */
export const Reason = Text(500);
