/** Fewer people than this say something about each of them: their number is hidden from readers without a right to persons. */
export const few = 5;
export const isSmall = (count: number): boolean => count > 0 && count < few;
/** A count of people as a reader sees it; null where it is small, and the people are not theirs to know. */
export const seenCount = (count: number, mayKnow: boolean): number | null => (mayKnow || !isSmall(count) ? count : null);
