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

/** Controls, unpaired surrogates, marks of direction and blanks that look like nothing. Joiners stay: emoji are made with them. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/u;
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;
const shows = (text: string): boolean => !unseen.test(text) && seen.test(text);
/**
 * One line that a request brings to be kept, with something in it to see. Rare characters, the middle dot, full-width
 * blanks and joined emoji are taken (not flags spelt with tag characters). For requests only: what is stored is read as `Text`, or an old event could become unreadable.
 */
export const Line = (max: number) => Text(max).refine(shows, 'text-unseen');
/** The same of several lines: line breaks and tabs stay. */
export const Lines = (max: number) => Text(max).refine((text) => shows(text.replace(/[\r\n\t]/g, ' ')), 'text-unseen');
/** A line that may be left empty. */
export const LineOrNone = (max: number) => z.string().trim().max(max).refine((text) => text === '' || shows(text), 'text-unseen');
/** A `Reason` as a request brings it. */
export const ReasonGiven = Lines(500);
