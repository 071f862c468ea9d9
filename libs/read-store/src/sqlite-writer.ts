import { setImmediate } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Position } from '@lyceum/core/event';
import type { Change } from './read-store.ts';
import type { Table } from './sqlite-table.ts';

type Prepared = Readonly<Record<'load' | 'enter' | 'version' | 'known' | 'current' | 'leave' | 'checkpoint', Database.Statement>>;
type Now = { readonly position: Position | null; readonly places: readonly unknown[] };
type Touched = { readonly id: number | bigint; readonly was: Now; now: Now; version: number | bigint | null; cells: readonly unknown[] };

/** How many changes are written before others get their turn of the event loop: about 5 ms. */
const turn = 250;

/** Writes changes in the order that a crash can't hurt: versions, then current rows, then the checkpoint, in one transaction. */
export class SqliteWriter {
  private readonly prepared = new Map<Table, Prepared>();

  constructor(private readonly db: Database.Database) {}

  /** The caller holds the write lock and commits. */
  async write(table: Table, changes: readonly Change[], checkpoint: Position): Promise<void> {
    const to = this.statements(table);
    const touched = new Map<string, Touched>();
    for (let next = 0; next < changes.length; next++) {
      if (next > 0 && next % turn === 0) await setImmediate();
      const { key, position, previous, row } = changes[next]!;
      let at = touched.get(key);
      if (!at) touched.set(key, (at = this.entered(to, key)));
      const cells = table.cells(row);
      const { changes: fresh, lastInsertRowid } = to.version.run(at.id, position, previous, row === null ? null : JSON.stringify(row), ...cells);

      // Over nothing but the position it was computed from: another projector may have been here before.
      if (at.now.position !== previous) continue;
      const places = table.places(cells);
      if (at.now.position !== null && places.some((place, index) => place !== at.now.places[index])) to.leave.run(at.id, ...at.now.places, at.id, ...at.now.places);
      at.now = { position, places };
      at.version = row === null ? null : fresh > 0 ? lastInsertRowid : (to.known.pluck().get(at.id, position) as number);
      at.cells = cells;
    }
    let written = 0;
    for (const { id, was, now, version, cells } of touched.values()) {
      if (++written % turn === 0) await setImmediate();
      if (now !== was) to.current.run(now.position, version, ...cells, id);
    }
    to.checkpoint.run(checkpoint, table.projection.name, table.projection.version, checkpoint);
  }

  forget(): void { this.prepared.clear(); }

  /** Where a row stands; a key that is new is entered, without a row yet. */
  private entered(to: Prepared, key: string): Touched {
    const found = to.load.raw().get(key) as [number, Position | null, ...unknown[]] | undefined;
    const id = found ? found[0] : to.enter.run(key).lastInsertRowid;
    const was = found ? { position: found[1], places: found.slice(2) } : { position: null, places: [] };
    return { id, was, now: was, version: null, cells: [] };
  }

  private statements(table: Table): Prepared {
    const known = this.prepared.get(table);
    if (known) return known;
    const names = table.columns.map((name) => table.column(name));
    const filters = table.filters.map((name) => table.column(name));
    const marks = (count: number) => ', ?'.repeat(count);
    const fresh: Prepared = {
      load: this.db.prepare(`select ${['id', 'position', ...filters].join(', ')} from ${table.current} where key = ?`),
      enter: this.db.prepare(`insert into ${table.current} (key) values (?)`),
      version: this.db.prepare(`insert or ignore into ${table.versions} values (null, ?, ?, ?, ?${marks(names.length)})`),
      known: this.db.prepare(`select version from ${table.versions} where id = ? and position = ?`),
      current: this.db.prepare(`update ${table.current} set ${['position', 'version', ...names].map((name) => `${name} = ?`).join(', ')} where id = ?`),
      leave: this.db.prepare(`insert into ${table.former} select ?${marks(filters.length)}
        where not exists (select 1 from ${table.former} where ${['id', ...filters].map((name) => `${name} is ?`).join(' and ')})`),
      checkpoint: this.db.prepare('update projections set position = ? where name = ? and version = ? and position < ?'),
    };
    this.prepared.set(table, fresh);
    return fresh;
  }
}
