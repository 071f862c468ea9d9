import { BadCursor, type Filter, type Scalar } from './read-store.ts';

/** `list` names what is paged and how it is sorted, so that a cursor of one list is refused by another. */
export const cursorOf = (list: string, ...last: readonly Scalar[]): string => Buffer.from(JSON.stringify([list, ...last])).toString('base64url');

/** The values that `cursorOf` was given; throws `BadCursor` for anything else. A cursor comes from outside. */
export const fromCursor = (cursor: string, list: string, length: number): readonly Scalar[] => {
  if (cursor.length > 4000) throw new BadCursor();
  let parts: unknown;
  try { parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()); } catch { throw new BadCursor(); }
  if (!Array.isArray(parts) || parts.length !== length + 1 || parts[0] !== list) throw new BadCursor();
  const last: unknown[] = parts.slice(1);
  if (!last.every((value) => value === null || ['string', 'number'].includes(typeof value))) throw new BadCursor();
  const key = last.at(-1); // every list ends with it, so that its order is total
  if (typeof key !== 'string' || key.includes('\0')) throw new BadCursor();
  return last as Scalar[];
};

/** The place in a list of rows: one that is outside the range of keys that is asked for is another list's, such as the history of somebody else. */
export const placeIn = (cursor: string, list: string, { key }: Filter): readonly Scalar[] => {
  const last = fromCursor(cursor, list, 2), at = String(last[1]);
  if (key !== null && typeof key === 'object' && !Array.isArray(key)) {
    const { from = at, to = at } = key as { readonly from?: string; readonly to?: string };
    if (at < from || at > to) throw new BadCursor();
  }
  return last;
};
