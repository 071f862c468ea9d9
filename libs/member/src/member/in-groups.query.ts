import { BadCursor, type Page } from '@lyceum/read-store/read-store';

/** A group of a list, with the name that it has in cursors: word characters alone. `empty` ones only keep a place: a cursor may name one that was not. */
export type Group<G> = { readonly name: string; readonly group: G; readonly empty?: boolean };
type Paging = { readonly limit: number; readonly cursor?: string | undefined };

/** A page of a list whose order its rows do not know: group after group, each with pages of its own. A cursor names the group, and the place in it. */
export const inGroups = async <G, R>(
  groups: readonly Group<G>[], { limit, cursor }: Paging, find: (group: G, paging: { limit: number; cursor?: string }) => Promise<Page<R>>,
): Promise<Page<R>> => {
  const [, name, place = ''] = cursor === undefined ? [] : (/^(\w+)\.(.*)$/s.exec(cursor) ?? []);
  const from = cursor === undefined ? 0 : groups.findIndex((each) => each.name === name);
  if (from === -1) throw new BadCursor();
  const rows: Page<R>['rows'][number][] = [];
  for (const [n, { name: at, group, empty }] of groups.slice(from).entries()) {
    if (empty) continue;
    const page = await find(group, { limit: Math.max(1, limit - rows.length), ...(n === 0 && place !== '' ? { cursor: place } : {}) });
    if (rows.length === limit && page.rows.length > 0) return { rows, next: `${at}.` };
    rows.push(...page.rows);
    if (page.next !== null) return { rows, next: `${at}.${page.next}` };
  }
  return { rows, next: null };
};
