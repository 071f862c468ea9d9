import type Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import { cursorOf, fromCursor } from './cursor.ts';
import type { Filter, Version } from './read-store.ts';
import { candidates, meetsFilter } from './sqlite-select.ts';
import type { SqliteTable } from './sqlite-table.ts';

type Place = { readonly id: number; readonly key: string; readonly position: Position };
type Stored = { readonly position: Position; readonly row: string | null; readonly before: string | null };
type Options = { readonly where: Filter; readonly asOf?: Position; readonly limit?: number; readonly cursor?: string };

const newer = (a: Omit<Place, 'id'>, b: Omit<Place, 'id'>): boolean => a.position > b.position || (a.position === b.position && a.key > b.key);
const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

/**
 * Versions, newest first, of rows that met the filter before or after: also the one with which a row left it. Merges the histories of
 * the keys, so that a page costs one seek a key and one a version, however long the histories are.
 */
export const versionsOf = (query: (sql: string) => Database.Statement, table: SqliteTable, moved: boolean, { where, asOf, limit = 100, cursor }: Options) => {
  const list = `${table.projection.name} versions`;
  const last = cursor === undefined ? undefined : (fromCursor(cursor, list, 2) as [Position, string]);
  const end = last && (asOf === undefined || last[0] <= asOf) ? last[0] : asOf;

  const keys = candidates(table, where, moved);
  const reached = `case when k.position <= ? then k.position else (select max(h.position) from ${table.versions} h where h.id = k.id and h.position <= ?) end`;
  const newest = query(`select * from (select k.id, k.key, ${end === undefined ? 'k.position' : reached} as position from (${keys.text}) k ${end === undefined ? '' : 'where k.born <= ?'}) where position is not null order by position desc limit ?`);
  const older = query(`select max(position) from ${table.versions} where id = ? and position < ?`).pluck();
  const stored = query(`select v.position, v.row, b.row as before from ${table.versions} v left join ${table.versions} b on b.id = v.id and b.position = v.previous where v.id = ? and v.position = ?`);

  /** A page from the newest so many keys; null where it would need older ones. */
  const merge = (most: number): Version<unknown>[] | null => {
    const places = newest.all(...(end === undefined ? [] : [end, end]), ...keys.params, ...(end === undefined ? [] : [end]), most) as Place[];
    const others = places.length === most ? places.at(-1)! : null; // keys that were left out have nothing newer than this
    const heap = new Heap<Place>(newer);
    for (const place of places) heap.push(place);
    const found: Version<unknown>[] = [];
    for (let top = heap.pop(); top && found.length <= limit; top = heap.pop()) {
      if (others && top.position <= others.position) return null;
      const next = older.get(top.id, top.position) as Position | null;
      if (next !== null) heap.push({ ...top, position: next });
      if (last && !newer({ position: last[0], key: last[1] }, top)) continue;
      const version = stored.get(top.id, top.position) as Stored;
      const [row, before] = [parsed(version.row), parsed(version.before)];
      if (meetsFilter(table, where, top.key, row) || meetsFilter(table, where, top.key, before)) found.push({ key: top.key, position: version.position, row, before });
    }
    return found;
  };
  const found = merge(limit + 2) ?? merge(-1)!;
  const page = found.slice(0, limit);
  const oldest = page.at(-1);
  return { versions: page, next: found.length > limit && oldest ? cursorOf(list, oldest.position, oldest.key) : null };
};

/** A binary heap: the first by `before` on top. */
class Heap<T> {
  private readonly items: T[] = [];
  constructor(private readonly before: (a: T, b: T) => boolean) {}

  push(item: T): void {
    let at = this.items.push(item) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(item, this.items[parent]!)) break;
      this.items[at] = this.items[parent]!;
      at = parent;
    }
    this.items[at] = item;
  }
  pop(): T | undefined {
    const top = this.items[0];
    const item = this.items.pop();
    if (item === undefined || this.items.length === 0) return top;
    let at = 0;
    for (let child = 1; child < this.items.length; child = 2 * at + 1) {
      if (child + 1 < this.items.length && this.before(this.items[child + 1]!, this.items[child]!)) child++;
      if (!this.before(this.items[child]!, item)) break;
      this.items[at] = this.items[child]!;
      at = child;
    }
    this.items[at] = item;
    return top;
  }
}
