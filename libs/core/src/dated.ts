/** Values that hold from a day on, until the next one starts; in the order in which they were recorded. */
export type Dated<T> = readonly { readonly from: string; readonly value: T }[];

const entryOn = <T>(entries: Dated<T>, day: string): Dated<T>[number] | undefined => {
  let found: Dated<T>[number] | undefined;
  for (const entry of entries) if (entry.from <= day && (!found || entry.from >= found.from)) found = entry;
  return found;
};

/** What holds on a day: the latest start that is not after it; of two with the same start, what was recorded last. */
export const valueOn = <T>(entries: Dated<T>, day: string): T | undefined => entryOn(entries, day)?.value;

/** The first day of what holds on a day. */
export const startOn = (entries: Dated<unknown>, day: string): string | undefined => entryOn(entries, day)?.from;

/** The first day of all; the empty string where there is none. */
export const firstDay = (entries: Dated<unknown>): string => entries.reduce((first, { from }) => (from < first ? from : first), entries[0]?.from ?? '');

/** The latest start; the empty string, which is before every day, where there is none. */
export const lastStart = (entries: Dated<unknown>): string => entries.reduce((last, { from }) => (from > last ? from : last), '');
