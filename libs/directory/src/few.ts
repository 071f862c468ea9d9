/** Fewer people than this say something about each of them: their number is hidden from readers without a right to persons. */
export const few = 5;
export const isFew = (count: number): boolean => count > 0 && count < few;
/** Whether a count of some of a known whole tells of a small rest: of seven who were invited, six who signed tell of one who did not. */
export const leavesFew = (count: number, whole: number): boolean => isFew(whole - count);
/** A count of people as a reader sees it; null where it is small, and the people are not theirs to know. */
export const seenCount = (count: number, mayKnow: boolean): number | null => (mayKnow || !isFew(count) ? count : null);
