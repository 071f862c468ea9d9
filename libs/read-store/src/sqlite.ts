import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { beginning, type Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Identity } from '@lyceum/event-store/event-store';
import { DerivedFile, type Opening } from '@lyceum/sqlite/derived';
import { explaining } from '@lyceum/sqlite/errors';
import { cursorOf, placeIn } from './cursor.ts';
import { ReadStore, type Change, type Filter, type Find, type Page, type Row, type Scalar, type Total, type Totals, type Version } from './read-store.ts';
import { sorted } from './select.ts';
import { ReadOver, type Pace } from './sqlite-check.ts';
import { namesOf, sumOf, tablesOf } from './sqlite-check-thread.mjs';
import { connections, corrupt } from './sqlite-connections.ts';
import { cellsOf, rowsOf, versionAsOf } from './sqlite-select.ts';
import { SqliteTable } from './sqlite-table.ts';
import { versionsOf } from './sqlite-versions.ts';
import { SqliteWriter } from './sqlite-writer.ts';
import { cellOf, dropTables, type Cell } from './table.ts';

type Kept = { readonly name: string; readonly version: number };
type Waiting = { readonly table: SqliteTable; readonly changes: readonly Change[]; readonly checkpoint: Position; readonly resolve: () => void; readonly reject: (error: Error) => void };

/** How long a writer waits for another process's transaction, in milliseconds. */
const patience = 30_000;

/**
 * Rows in one SQLite file, `rows.sqlite`. Everything in it can be made again from the log: so it need not survive a power failure
 * whole, but its checkpoints are never ahead of its rows (one transaction), and rows of another log or epoch are dropped.
 * Writes have a connection of their own: who reads never sees, or waits for, half a batch.
 */
export class SqliteReadStore extends ReadStore {
  private readonly tables = new Map<string, SqliteTable>();
  private readonly statements = new Map<string, Database.Statement>();
  private readonly writer: SqliteWriter;
  private writing: Promise<unknown> = Promise.resolve();
  private waiting: Waiting[] = [];
  private check: ReadOver | null = null;
  override readonly abreast = 8;

  private constructor(private readonly file: DerivedFile, private readonly reads: Database.Database, private readonly writes: Database.Database, private readonly identity: Identity) {
    super();
    this.writer = new SqliteWriter(writes);
  }

  /**
   * Opens or makes the file in a folder. Rows that were made from another log or epoch are dropped, to be rebuilt; so is a whole file that is damaged.
   * Whoever has the folder (`setAside`) has every value checked before it is used: of a small file (bytes) here, of a larger one by projection, when first asked for.
   */
  static async open({ folder, identity, small, pace, ...opening }: { folder: string; identity: Identity; small?: number; pace?: Pace } & Opening): Promise<SqliteReadStore> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = new DerivedFile(join(folder, 'rows.sqlite'));
    const { writes, reads, unread } = file.open(() => connections(file.path, opening.setAside !== undefined, small), opening);
    const store = new SqliteReadStore(file, reads, writes, identity);
    if (opening.setAside) store.check = new ReadOver(file.path, unread, () => file.run(() => namesOf(reads)), file.explained, pace);
    try {
      await store.alone(async () => {
        store.drop(writes.prepare('select name, version from projections where log is not ? or epoch is not ?').all(identity.log, identity.epoch) as Kept[]);
      });
    } catch (error) { await store.close(); throw error; }
    return store;
  }

  async prepare(projection: Projection): Promise<void> {
    const table = new SqliteTable(projection);
    const { name, version } = projection;
    await this.alone(async () => {
      const kept = this.writes.prepare('select shape from projections where name = ? and version = ?').pluck().get(name, version) as string | undefined;
      if (kept !== undefined && kept !== table.shape) this.drop([{ name, version }]);
      this.writes.exec(table.create());
      this.writes.prepare('insert or ignore into projections values (?, ?, ?, ?, ?, ?, ?)').run(name, version, this.identity.log, this.identity.epoch, table.shape, beginning, tablesOf(this.writes, `${name}@${version}`));
    });
    this.tables.set(`${name}@${version}`, table);
  }

  async checkpoint({ name, version }: Projection): Promise<Position> {
    return (this.query('select position from projections where name = ? and version = ?').pluck().get(name, version) as Position | undefined) ?? beginning;
  }

  /** Each is compared with what was written, whenever it is asked for: new versions are made of it. */
  async current<R>(projection: Projection<R>, keys: readonly string[]): Promise<ReadonlyMap<string, { position: Position; row: R | null }>> {
    const table = this.table(projection);
    const columns = table.columns.map((name) => table.column(name));
    const found = this.query(`select k.key, k.version is case when v.row is null then null else v.version end${columns.map((column) => ` and k.${column} is v.${column}`).join('')}, v.crc, k.position, v.previous, v.row${columns.map((column) => `, v.${column}`).join('')}
      from ${table.current} k left join ${table.versions} v on v.id = k.id and v.position = k.position
      where k.key in (select value from json_each(?)) and k.position is not null`).raw().all(JSON.stringify(keys)) as [string, 0 | 1, number | null, Position, Position | null, string | null, ...Cell[]][];
    return new Map(found.map(([key, placed, crc, position, previous, row, ...cells]) => {
      if (placed !== 1 || crc !== sumOf([key, position, previous, row, ...cells])) throw this.file.explained(corrupt(`${projection.name}@${projection.version}: a row is not what was written`));
      return [key, { position, row: row === null ? null : (JSON.parse(row) as R) }];
    }));
  }

  /** What is asked for while another transaction is under way shares the next one: to commit costs about as much as to write a dozen rows. */
  write(projection: Projection, changes: readonly Change[], checkpoint: Position): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ table: this.table(projection), changes, checkpoint, resolve, reject }) === 1) this.writing = this.writing.then(() => this.writeTogether());
    });
  }

  async get<R>(projection: Projection<R>, key: string, asOf?: Position): Promise<Row<R> | undefined> {
    const table = await this.sound(projection);
    const from = `select v.position, v.row from ${table.current} k cross join ${table.versions} v where k.key = ? and v.version =`;
    const found = asOf === undefined ? this.query(`${from} k.version`).get(key) : this.query(`${from} ${versionAsOf(table)}`).get(key, asOf);
    const { position, row } = (found ?? { row: null }) as RowText;
    return row === null ? undefined : { key, position, row: JSON.parse(row) as R };
  }

  async find<R>(projection: Projection<R>, { where = {}, sort = { by: 'key' }, limit = 100, cursor, asOf }: Find): Promise<Page<R>> {
    const table = await this.sound(projection);
    const list = `${projection.name} by ${sort.by}${sort.descending ? ' down' : ''}`;
    const { from, columns } = rowsOf(table, where, asOf, this.moved(table, asOf));
    const { order, after } = sorted(table, columns, 'k', sort, cursor === undefined ? undefined : placeIn(cursor, list, where));
    const found = this.query(`select k.key, ${columns}.position, v.row from ${from.text} and (${after.text}) order by ${order} limit ?`).all(...from.params, ...after.params, limit + 1) as RowText[];
    const rows = found.slice(0, limit).map(({ key, position, row }) => ({ key, position, row: JSON.parse(row!) as R }));
    const last = rows.at(-1);
    const next = found.length > limit && last ? cursorOf(list, sort.by === 'key' ? last.key : cellOf((last.row as Record<string, unknown>)[sort.by]), last.key) : null;
    return { rows, next };
  }

  async count(projection: Projection, where: Filter = {}, asOf?: Position): Promise<number> {
    const table = await this.sound(projection);
    const from = cellsOf(table, where, asOf, this.moved(table, asOf), []);
    return this.query(`select count(*) from ${from.text}`).pluck().get(...from.params) as number;
  }

  async total(projection: Projection, { columns, by, where = {}, asOf }: Total): Promise<readonly Totals[]> {
    const table = await this.sound(projection);
    const from = cellsOf(table, where, asOf, this.moved(table, asOf), [...new Set([...columns, ...(by === undefined ? [] : [by])])]);
    const group = by === undefined ? 'null' : `k.${table.column(by)}`;
    const sums = columns.map((column) => `, total(k.${table.column(column)})`).join('');
    const grouping = by === undefined ? '' : ` group by ${group} order by ${group}`;
    const found = this.query(`select ${group}, count(*)${sums} from ${from.text}${grouping}`).raw().all(...from.params) as [Scalar, number, ...number[]][];
    return found.map(([value, count, ...added]) => ({
      group: by === undefined ? null : table.scalar(by, cellOf(value)), count,
      sums: Object.fromEntries(columns.map((column, index) => [column, added[index]!])),
    }));
  }

  async versions<R>(projection: Projection<R>, options: { where: Filter; asOf?: Position; limit?: number; cursor?: string }): Promise<{ versions: readonly Version<R>[]; next: string | null }> {
    const table = await this.sound(projection);
    return versionsOf((text) => this.query(text), table, this.moved(table, beginning), options) as { versions: Version<R>[]; next: string | null };
  }

  async forget(keep: readonly Projection[]): Promise<void> {
    await this.alone(async () => {
      const kept = this.writes.prepare('select name, version from projections').all() as Kept[];
      this.drop(kept.filter(({ name, version }) => !keep.some((projection) => projection.name === name && projection.version === version)));
    });
  }

  async healthy(): Promise<void> {
    if (this.file.damage) throw this.file.damage;
    this.query('select count(*) from projections').get();
  }

  async close(): Promise<void> {
    await this.check?.stop();
    await this.writing.catch(() => undefined);
    this.reads.close();
    this.writes.close();
  }

  private async writeTogether(): Promise<void> {
    await setImmediate(); // whoever is about to ask as well
    const together = this.waiting.splice(0);
    const write = (some: readonly Waiting[]) => this.transaction(async () => { for (const { table, changes, checkpoint } of some) await this.writer.write(table, changes, checkpoint); });
    try { await write(together); for (const { resolve } of together) resolve(); } catch {
      for (const one of together) await write([one]).then(one.resolve, one.reject); // what can't be written holds up nobody else
    }
  }

  /** Runs within one transaction, after those that were asked for before. */
  private alone(work: () => Promise<void>): Promise<void> {
    const turn = this.writing.then(() => this.transaction(work));
    this.writing = turn.catch(() => undefined);
    return turn;
  }

  private async transaction(work: () => Promise<void>): Promise<void> {
    await this.begin();
    try {
      await work();
      this.writes.exec('commit');
    } catch (error) {
      if (this.writes.inTransaction) this.writes.exec('rollback');
      throw this.file.explained(error);
    }
  }

  /** Waits for another process's transaction without holding up this one's event loop. */
  private async begin(): Promise<void> {
    for (let waited = 0; ; waited += 5) {
      try {
        this.writes.exec('begin immediate');
        return;
      } catch (error) {
        if (!String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY') || waited > patience) throw error;
        await setTimeout(5);
      }
    }
  }

  private drop(versions: readonly Kept[]): void {
    for (const { name, version } of versions) {
      this.writes.exec(dropTables(name, version));
      this.writes.prepare('delete from projections where name = ? and version = ?').run(name, version);
      this.tables.delete(`${name}@${version}`);
      this.check?.dropped(`${name}@${version}`);
    }
    this.writer.forget();
    this.statements.clear();
  }

  private table({ name, version }: Kept): SqliteTable {
    const table = this.tables.get(`${name}@${version}`);
    if (!table) throw new Error(`the tables of ${name}, version ${version}, are not prepared: list it among this host's projections`);
    return table;
  }
  /** The same for whoever answers from it: not before it was looked at. */
  private async sound({ name, version }: Kept): Promise<SqliteTable> {
    const table = this.table({ name, version });
    if (!this.file.damage) await this.check?.sound(`${name}@${version}`);
    return table;
  }
  private moved(table: SqliteTable, asOf: Position | undefined): boolean {
    return asOf !== undefined && this.query(`select exists (select 1 from ${table.former})`).pluck().get() === 1;
  }
  private query(text: string): Database.Statement {
    if (this.file.damage) throw this.file.damage;
    let statement = this.statements.get(text);
    if (!statement) this.statements.set(text, (statement = explaining(this.file.run(() => this.reads.prepare(text)), this.file.explained)));
    return statement;
  }
}

type RowText = { readonly key: string; readonly position: Position; readonly row: string | null };
