import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import type { Change } from './read-store.ts';
import type { Table } from './sqlite-table.ts';

type Prepared = {
  readonly version: Database.Statement; readonly load: Database.Statement; readonly current: Database.Statement;
  readonly leave: Database.Statement; readonly checkpoint: Database.Statement;
};
type Now = { position: Position | null; places: readonly unknown[] };

/** How many changes are written before others get their turn of the event loop: about 5 ms. */
const turn = 250;

/** Writes changes in the order that a crash can't hurt: versions, then current rows, then the checkpoint, in one transaction. */
export class SqliteWriter {
  private readonly prepared = new Map<Table, Prepared>();

  constructor(private readonly db: Database.Database) {}

  /** The caller holds the write lock and commits. */
  async write(table: Table, changes: readonly Change[], checkpoint: Position): Promise<void> {
    const to = this.statements(table);
    const touched = new Map<string, { was: Now; now: Now; row: string | null; cells: unknown[] }>();
    for (let next = 0; next < changes.length; next++) {
      if (next > 0 && next % turn === 0) await setImmediate();
      const { key, position, previous, row } = changes[next]!;
      const text = row === null ? null : JSON.stringify(row);
      const cells = table.cells(row);
      to.version.run(key, position, previous, text, ...cells);

      let at = touched.get(key);
      if (!at) {
        const was = this.now(to, key);
        touched.set(key, (at = { was, now: was, row: null, cells: [] }));
      }
      // Over nothing but the position it was computed from: another projector may have been here before.
      if (at.now.position !== previous) continue;
      const places = table.places(cells);
      if (at.now.position !== null && places.some((place, index) => place !== at.now.places[index])) to.leave.run(key, ...at.now.places, key, ...at.now.places);
      at.now = { position, places };
      at.row = text;
      at.cells = cells;
    }
    let written = 0;
    for (const [key, { was, now, row, cells }] of touched) {
      if (++written % turn === 0) await setImmediate();
      if (now !== was) to.current.run(key, now.position, row, ...cells);
    }
    to.checkpoint.run(checkpoint, table.projection.name, table.projection.version, checkpoint);
  }

  forget(): void { this.prepared.clear(); }

  private now(to: Prepared, key: string): Now {
    const found = to.load.raw().get(key) as [Position, ...unknown[]] | undefined;
    return found ? { position: found[0], places: found.slice(1) } : { position: null, places: [] };
  }

  private statements(table: Table): Prepared {
    const known = this.prepared.get(table);
    if (known) return known;
    const names = table.columns.map((name) => table.column(name));
    const filters = table.filters.map((name) => table.column(name));
    const marks = (count: number) => ', ?'.repeat(count);
    const fresh: Prepared = {
      version: this.db.prepare(`insert or ignore into ${table.versions} values (?, ?, ?, ?${marks(names.length)})`),
      load: this.db.prepare(`select ${['position', ...filters].join(', ')} from ${table.current} where key = ?`),
      current: this.db.prepare(`insert or replace into ${table.current} values (?, ?, ?${marks(names.length)})`),
      leave: this.db.prepare(`insert into ${table.former} select ?${marks(filters.length)}
        where not exists (select 1 from ${table.former} where ${['key', ...filters].map((name) => `${name} is ?`).join(' and ')})`),
      checkpoint: this.db.prepare('update projections set position = ? where name = ? and version = ? and position < ?'),
    };
    this.prepared.set(table, fresh);
    return fresh;
  }
}
