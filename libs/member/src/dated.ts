/** Values that hold from a day on, until the next one starts; in the order in which they were recorded. */
export type Dated<T> = readonly { readonly from: string; readonly value: T }[];

/** What holds on a day: the latest start that is not after it; of two with the same start, what was recorded last. */
export const valueOn = <T>(entries: Dated<T>, day: string): T | undefined => {
  let found: Dated<T>[number] | undefined;
  for (const entry of entries) if (entry.from <= day && (!found || entry.from >= found.from)) found = entry;
  return found?.value;
};

/** The latest start; the empty string, which is before every day, where there is none. */
export const lastStart = (entries: Dated<unknown>): string => entries.reduce((last, { from }) => (from > last ? from : last), '');
