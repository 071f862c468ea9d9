import type { Position } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { literal, type Postgres, type Query } from '@lyceum/postgres/postgres';
import type { PostgresTable } from './postgres-table.ts';
import { WentBack, type Change } from './read-store.ts';
import type { Cell } from './table.ts';

type Loaded = { readonly checkpoint: Position; readonly key: string | null; readonly position: Position | null; readonly cells: readonly Cell[] };
/** A key of this batch: where its row was, and where it has come to. `cells`: all columns; those that are indexed come first. */
type Touched = { position: Position | null; row: string | null; cells: readonly Cell[]; advanced: boolean };
type Version = readonly [key: string, position: Position, previous: Position | null, row: string | null, ...cells: Cell[]];

/** How many rows go in one statement: a few megabytes at most, and a turn for others in between. */
const atOnce = 2000;

/** The tables' row in `projections` is not there any more: another log or epoch has made them its own, or they were dropped. */
export class Gone extends Error {}

/**
 * Writes in the order that a crash can't hurt: versions, then current rows, each only over the position it was computed from, then the
 * checkpoint; one transaction a batch. The lock on the checkpoint puts processes that project the same into turns, so that they never wait
 * for each other in a circle.
 */
export class PostgresRowsWriter {
  constructor(private readonly server: Postgres, private readonly identity: Identity) {}

  /** Answers where the checkpoint stands then; another process's may be ahead. Throws `Gone`, and `WentBack` where it stands before `least`. */
  async write(table: PostgresTable, changes: readonly Change[], checkpoint: Position, least: Position): Promise<Position> {
    const { name, version } = table.projection;
    const whose = `name = ${literal(name)} and version = ${version}`;
    return this.server.transaction(`select from projections where ${whose} for update`, async (query, commit) => {
      const touched = new Map<string, Touched>();
      const keys = [...new Set(changes.map(({ key }) => key))];
      let standing = '';
      for (let next = 0; next === 0 || next < keys.length; next += atOnce) {
        for (const { checkpoint: found, key, position, cells } of await this.load(query, table, keys.slice(next, next + atOnce))) {
          standing = found;
          if (key !== null) touched.set(key, { position, row: null, cells, advanced: false });
        }
      }
      if (standing < least) throw new WentBack(name, least, standing);
      const { versions, left } = this.advance(table, changes, touched);
      const columns = table.columns.map((column) => table.column(column));
      await insert(query, `insert into ${table.versions}`, 'on conflict do nothing', ['text', 'text', 'text', 'text', ...table.columns.map((column) => table.type(column))], versions);
      const moved = [...touched].flatMap(([key, { position, row, cells, advanced }]) => (advanced ? [[key, position, row, ...cells]] : []));
      const set = ['position', 'row', ...columns].map((column) => `${column} = excluded.${column}`).join(', ');
      await insert(query, `insert into ${table.current} as c`, `on conflict (key) do update set ${set} where c.position < excluded.position`, ['text', 'text', 'text', ...table.columns.map((column) => table.type(column))], moved);
      await this.leave(query, table, left);
      await commit(`update projections set position = greatest(position, ${literal(checkpoint)}), used = now() where ${whose}`);
      return standing > checkpoint ? standing : checkpoint;
    });
  }

  private async load(query: Query, table: PostgresTable, keys: readonly string[]): Promise<readonly Loaded[]> {
    const cells = table.filters.map((name, at) => `, k.${table.column(name)} as "${at}"`).join('');
    const { name, version } = table.projection;
    const { log, epoch } = this.identity;
    const rows = await query<Record<string, Cell> & { checkpoint: Position; key: string | null; position: Position | null }>(`select p.position as checkpoint, k.key, k.position${cells}
      from projections p left join ${table.current} k on k.key = any($5) where p.name = $1 and p.version = $2 and p.log = $3 and p.epoch = $4`, [name, version, log, epoch, keys]);
    if (rows.length === 0) throw new Gone(`the tables of ${name}, version ${version}, are of another log or epoch now, or were dropped: restart this service`);
    return rows.map(({ checkpoint, key, position, ...row }) => ({ checkpoint, key, position, cells: table.filters.map((_, at) => row[at] ?? null) }));
  }

  /** Every change is a version; what it makes of the row counts only over the position it was computed from: another process may have been here before. */
  private advance(table: PostgresTable, changes: readonly Change[], touched: Map<string, Touched>): { versions: Version[]; left: (readonly Cell[])[] } {
    const versions: Version[] = [];
    const left = new Map<string, readonly Cell[]>();
    for (const { key, position, previous, row } of changes) {
      let at = touched.get(key);
      if (!at) touched.set(key, (at = { position: null, row: null, cells: [], advanced: false }));
      const text = row === null ? null : JSON.stringify(row);
      const cells = table.cells(row);
      versions.push([key, position, previous, text, ...cells]);
      if (at.position !== previous) continue;
      const places = at.cells.slice(0, table.filters.length);
      if (at.position !== null && places.some((cell, index) => cell !== cells[index])) left.set(JSON.stringify([key, ...places]), [key, ...places]);
      at.position = position;
      at.row = text;
      at.cells = cells;
      at.advanced = true;
    }
    return { versions, left: [...left.values()] };
  }

  private leave(query: Query, table: PostgresTable, left: readonly (readonly Cell[])[]): Promise<void> {
    const same = table.filters.map((name, index) => ` and f.${table.column(name)} is not distinct from n.c${index + 1}`).join('');
    return insert(query, `insert into ${table.former}`, `where not exists (select from ${table.former} f where f.key = n.c0${same})`, ['text', ...table.filters.map((name) => table.type(name))], left);
  }
}

/** Many rows as one array a column, whatever their number: one statement to prepare. They are `n` with the columns c0, c1 … */
const insert = async (query: Query, into: string, then: string, types: readonly string[], rows: readonly (readonly Cell[])[]): Promise<void> => {
  const text = `${into} select n.* from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(', ')}) as n (${types.map((_, at) => `c${at}`).join(', ')}) ${then}`;
  for (let next = 0; next < rows.length; next += atOnce) {
    const some = rows.slice(next, next + atOnce);
    await query(text, types.map((_, at) => some.map((row) => row[at])));
  }
};
