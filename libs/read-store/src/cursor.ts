import { BadCursor, type Scalar } from './read-store.ts';

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
