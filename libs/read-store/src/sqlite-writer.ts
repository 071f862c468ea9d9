import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import type { Change } from './read-store.ts';
import { sumOf } from './sqlite-check-thread.mjs';
import type { SqliteTable } from './sqlite-table.ts';
import type { Cell } from './table.ts';

type Prepared = Readonly<Record<'last' | 'load' | 'version' | 'known' | 'enter' | 'move' | 'stay' | 'leave' | 'checkpoint', Database.Statement>>;
type RowId = number | bigint;
/** A key of this batch, and where its row has come to. `born`: of a new key. `cells`: all columns; those that are indexed come first. */
type Touched = { readonly id: RowId; readonly born: Position | null; position: Position | null; cells: readonly Cell[]; version: RowId | null; advanced: boolean; moved: boolean };

/** How many changes are written before others get their turn of the event loop: a few milliseconds. */
const turn = 250;

/** Writes changes in the order that a crash can't hurt: versions, then current rows, then the checkpoint, in one transaction. */
export class SqliteWriter {
  private readonly prepared = new Map<SqliteTable, Prepared>();

  constructor(private readonly db: Database.Database) {}

  /** The caller holds the write lock and commits. */
  async write(table: SqliteTable, changes: readonly Change[], checkpoint: Position): Promise<void> {
    const to = this.statements(table);
    const touched = new Map<string, Touched>();
    let last = changes.length > 0 ? (to.last.get() as number) : 0;
    for (let next = 0; next < changes.length; next++) {
      if (next > 0 && next % turn === 0) await setImmediate();
      const { key, position, previous, row } = changes[next]!;
      let at = touched.get(key);
      if (!at) {
        const found = to.load.get(key) as [number, Position | null, ...Cell[]] | undefined;
        at = { id: found?.[0] ?? ++last, born: found ? null : position, position: found?.[1] ?? null, cells: found ? found.slice(2) : [], version: null, advanced: false, moved: !found };
        touched.set(key, at);
      }
      const cells = table.cells(row);
      const text = row === null ? null : JSON.stringify(row);
      const { changes: inserted, lastInsertRowid } = to.version.run(at.id, position, previous, text, sumOf([key, position, previous, text, ...cells]), ...cells);

      // Over nothing but the position it was computed from: another projector may have been here before.
      if (at.position !== previous) continue;
      if (!samePlace(table, at.cells, cells)) {
        const places = at.cells.slice(0, table.filters.length);
        if (at.position !== null) to.leave.run(at.id, ...places, at.id, ...places);
        at.moved = true;
      }
      at.position = position;
      at.cells = cells;
      at.version = row === null ? null : inserted > 0 ? lastInsertRowid : (to.known.get(at.id, position) as number);
      at.advanced = true;
    }
    let written = 0;
    for (const [key, { id, born, position, cells, version, advanced, moved }] of touched) {
      if (++written % turn === 0) await setImmediate();
      if (born !== null) to.enter.run(id, key, born, position, version, ...(advanced ? cells : table.columns.map(() => null)));
      else if (moved) to.move.run(position, version, ...cells, id);
      else if (advanced) to.stay.run(position, version, ...cells.slice(table.filters.length), id);
    }
    to.checkpoint.run(checkpoint, table.projection.name, table.projection.version, checkpoint);
  }

  forget(): void { this.prepared.clear(); }

  private statements(table: SqliteTable): Prepared {
    const known = this.prepared.get(table);
    if (known) return known;
    const [all, filters] = [table.columns, table.filters].map((names) => names.map((name) => table.column(name))) as [string[], string[]];
    const marks = (count: number) => ', ?'.repeat(count);
    const set = (names: readonly string[]) => ['position', 'version', ...names].map((name) => `${name} = ?`).join(', ');
    const fresh: Prepared = {
      last: this.db.prepare(`select coalesce(max(id), 0) from ${table.current}`).pluck(),
      load: this.db.prepare(`select ${['id', 'position', ...filters].join(', ')} from ${table.current} where key = ?`).raw(),
      version: this.db.prepare(`insert or ignore into ${table.versions} values (null, ?, ?, ?, ?, ?${marks(all.length)})`),
      known: this.db.prepare(`select version from ${table.versions} where id = ? and position = ?`).pluck(),
      enter: this.db.prepare(`insert into ${table.current} values (?, ?, ?, ?, ?${marks(all.length)})`),
      move: this.db.prepare(`update ${table.current} set ${set(all)} where id = ?`),
      stay: this.db.prepare(`update ${table.current} set ${set(all.slice(filters.length))} where id = ?`), // spares the indexes
      leave: this.db.prepare(`insert into ${table.former} select ?${marks(filters.length)}
        where not exists (select 1 from ${table.former} where ${['id', ...filters].map((name) => `${name} is ?`).join(' and ')})`),
      checkpoint: this.db.prepare('update projections set position = ? where name = ? and version = ? and position < ?'),
    };
    this.prepared.set(table, fresh);
    return fresh;
  }
}

const samePlace = ({ filters }: SqliteTable, a: readonly Cell[], b: readonly Cell[]): boolean => {
  for (let index = 0; index < filters.length; index++) if (a[index] !== b[index]) return false;
  return true;
};
