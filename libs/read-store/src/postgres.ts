import { beginning, type Position } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Identity } from '@lyceum/event-store/event-store';
import { Postgres } from '@lyceum/postgres/postgres';
import { cursorOf, fromCursor, placeIn } from './cursor.ts';
import { keysOf, numbered, rowsOf } from './postgres-select.ts';
import { PostgresTable } from './postgres-table.ts';
import { PostgresRowsWriter } from './postgres-writer.ts';
import { ReadStore, WentBack, type Change, type Filter, type Find, type Page, type Row, type Total, type Totals, type Version } from './read-store.ts';
import { matching, sorted } from './select.ts';
import { cellOf, dropTables, sql, type Sql } from './table.ts';

type Kept = { readonly name: string; readonly version: number };
type RowText = { readonly key: string; readonly position: Position; readonly row: string };

/** Tables that no program here lists are dropped when none has written to them for so long: until then a process of the release before may read them. */
const grace = '1 hour';

const schema = `create table if not exists projections (
  name text, version integer, log text not null, epoch integer not null, shape text not null, position text collate "C" not null, used timestamptz not null default now(), primary key (name, version))`;

/**
 * Rows in one PostgreSQL database, for any number of processes that project the same. Everything in it can be made again from the log; a
 * service that shares the server with others has a schema of its own. Rows of another log or epoch are dropped, and who still holds those
 * can't write any more.
 */
export class PostgresReadStore extends ReadStore {
  private readonly tables = new Map<string, PostgresTable>();
  /** The checkpoints that the server has acknowledged here. Less than these must not be shown. */
  private readonly seen = new Map<string, Position>();
  private readonly writer: PostgresRowsWriter;

  private constructor(private readonly server: Postgres, private readonly identity: Identity) {
    super();
    this.writer = new PostgresRowsWriter(server, identity);
  }

  /** `connections`: at most so many at once. */
  static async open({ url, identity, connections = 8 }: { url: string; identity: Identity; connections?: number }): Promise<PostgresReadStore> {
    const server = new Postgres({ url, connections });
    try {
      await server.shape(async (query, statements) => {
        await statements(schema);
        const others = await query<Kept>('select name, version from projections where log <> $1 or epoch <> $2', [identity.log, identity.epoch]);
        await drop(others, statements);
      });
    } catch (error) {
      await server.close();
      throw error;
    }
    return new PostgresReadStore(server, identity);
  }

  async prepare(projection: Projection): Promise<void> {
    const table = new PostgresTable(projection);
    const { name, version } = projection;
    const { log, epoch } = this.identity;
    await this.server.shape(async (query, statements) => {
      const [kept] = await query<{ shape: string }>('select shape from projections where name = $1 and version = $2', [name, version]);
      if (kept?.shape === table.shape) return;
      await drop(kept ? [projection] : [], statements);
      await statements(table.create());
      await query('insert into projections values ($1, $2, $3, $4, $5, $6)', [name, version, log, epoch, table.shape, beginning]);
    });
    this.tables.set(nameOf(projection), table);
  }

  async checkpoint(projection: Projection): Promise<Position> {
    const { log, epoch } = this.identity;
    const [found] = await this.server.query<{ position: Position }>('select position from projections where name = $1 and version = $2 and log = $3 and epoch = $4', [projection.name, projection.version, log, epoch]);
    const position = found?.position ?? beginning;
    this.seen.set(nameOf(projection), position);
    return position;
  }

  async current<R>(projection: Projection<R>, keys: readonly string[]): Promise<ReadonlyMap<string, { position: Position; row: R | null }>> {
    const found = await this.server.query<{ key: string; position: Position; row: string | null }>(`select key, position, row from ${this.table(projection).current} where key = any($1)`, [keys]);
    return new Map(found.map(({ key, position, row }) => [key, { position, row: parsed(row) as R | null }]));
  }

  async write(projection: Projection, changes: readonly Change[], checkpoint: Position): Promise<void> {
    const name = nameOf(projection);
    this.seen.set(name, await this.writer.write(this.table(projection), changes, checkpoint, this.seen.get(name) ?? beginning));
  }

  async get<R>(projection: Projection<R>, key: string, asOf?: Position): Promise<Row<R> | undefined> {
    const [found] = await this.select<RowText>(sql('select v.key, v.position, v.row from'), rowsOf(this.table(projection), { key }, asOf));
    return found && rowOf<R>(found);
  }

  async find<R>(projection: Projection<R>, { where = {}, sort = { by: 'key' }, limit = 100, cursor, asOf }: Find): Promise<Page<R>> {
    const table = this.table(projection);
    const list = `${projection.name} by ${sort.by}${sort.descending ? ' down' : ''}`;
    const { order, after } = sorted(table, 'v', 'v', sort, cursor === undefined ? undefined : placeIn(cursor, list, where));
    const found = await this.select<RowText>(sql('select v.key, v.position, v.row from'), rowsOf(table, where, asOf), sql(`and (${after.text}) order by ${order} limit ?`, ...after.params, limit + 1));
    const rows = found.slice(0, limit).map((text) => rowOf<R>(text));
    const last = rows.at(-1);
    const next = found.length > limit && last ? cursorOf(list, sort.by === 'key' ? last.key : cellOf((last.row as Record<string, unknown>)[sort.by]), last.key) : null;
    return { rows, next };
  }

  async count(projection: Projection, where: Filter = {}, asOf?: Position): Promise<number> {
    const [found] = await this.select<{ count: number }>(sql('select count(*)::float8 as count from'), rowsOf(this.table(projection), where, asOf));
    return found!.count;
  }

  async total(projection: Projection, { columns, by, where = {}, asOf }: Total): Promise<readonly Totals[]> {
    const table = this.table(projection);
    const group = by === undefined ? 'null' : `v.${table.column(by)}`;
    const sums = columns.map((column, at) => `, coalesce(sum(v.${table.sum(column)}), 0) as "${at}"`).join('');
    const grouping = by === undefined ? '' : `group by ${group} order by ${group} nulls first`;
    const found = await this.select<Record<string, number> & { group: string | number | null; count: number }>(sql(`select ${group} as "group", count(*)::float8 as count${sums} from`), rowsOf(table, where, asOf), sql(grouping));
    return found.map((row) => ({
      group: by === undefined ? null : table.scalar(by, row.group), count: row.count,
      sums: Object.fromEntries(columns.map((column, at) => [column, row[at]!])),
    }));
  }

  /** A page looks at so many versions of each key at most as it has room for, however long the histories are. */
  async versions<R>(projection: Projection<R>, { where, asOf, limit = 100, cursor }: { where: Filter; asOf?: Position; limit?: number; cursor?: string }): Promise<{ versions: readonly Version<R>[]; next: string | null }> {
    const table = this.table(projection);
    const list = `${projection.name} versions`;
    const last = cursor === undefined ? undefined : fromCursor(cursor, list, 2);
    const [keys, after, before] = [keysOf(table, where), matching(table, where, 'h', 'h'), matching(table, where, 'b', 'b')];
    const end = last ? sql('h.position <= ? and (h.position, h.key) < (?, ?)', last[0], last[0], last[1]) : sql('true');
    const upTo = asOf === undefined ? sql('true') : sql('h.position <= ?', asOf);
    // Which versions first, by their columns alone; the rows themselves for those of the page.
    const found = await this.select<{ key: string; position: Position; row: string | null; before: string | null }>(sql(`
      select v.key, v.position, v.row, b.row as before from (
        select p.* from (${keys.text}) k cross join lateral (
          select h.key, h.position from ${table.versions} h
          where h.key = k.key and ${end.text} and ${upTo.text} and ((h.row is not null and ${after.text})
            or exists (select from ${table.versions} b where b.key = h.key and b.position = h.previous and b.row is not null and ${before.text}))
          order by h.position desc limit ?) p
        order by p.position desc, p.key desc limit ?) p
      join ${table.versions} v on v.key = p.key and v.position = p.position left join ${table.versions} b on b.key = v.key and b.position = v.previous
      order by v.position desc, v.key desc`,
    ...keys.params, ...end.params, ...upTo.params, ...after.params, ...before.params, limit + 1, limit + 1));
    const versions = found.slice(0, limit).map((version): Version<R> => ({ ...version, row: parsed(version.row) as R | null, before: parsed(version.before) as R | null }));
    const oldest = versions.at(-1);
    return { versions, next: found.length > limit && oldest ? cursorOf(list, oldest.position, oldest.key) : null };
  }

  async forget(keep: readonly Projection[]): Promise<void> {
    for (const name of this.tables.keys()) if (!keep.some((projection) => nameOf(projection) === name)) this.tables.delete(name);
    await this.server.shape(async (query, statements) => {
      const idle = await query<Kept>(`select name, version from projections where used < now() - interval '${grace}'`);
      await drop(idle.filter((each) => !keep.some((projection) => nameOf(projection) === nameOf(each))), statements);
    });
  }

  /** Also throws where the server shows less than it has acknowledged: the projector is about to read the log from there again. */
  async healthy(): Promise<void> {
    const found = await this.server.query<Kept & { position: Position }>('select name, version, position from projections');
    const back = found.find((each) => each.position < (this.seen.get(nameOf(each)) ?? beginning));
    if (back) throw new WentBack(back.name, this.seen.get(nameOf(back))!, back.position);
  }

  close(): Promise<void> { return this.server.close(); }

  private table(projection: Kept): PostgresTable {
    const table = this.tables.get(nameOf(projection));
    if (!table) throw new Error(`the tables of ${projection.name}, version ${projection.version}, are not prepared: list it among this host's projections`);
    return table;
  }
  private select<R extends object>(...parts: readonly Sql[]): Promise<R[]> {
    return this.server.query<R>(numbered(sql(parts.map(({ text }) => text).join(' '))), parts.flatMap(({ params }) => params));
  }
}

const nameOf = ({ name, version }: Kept): string => `${name}@${version}`;
const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
const rowOf = <R>({ key, position, row }: RowText): Row<R> => ({ key, position, row: JSON.parse(row) as R });

const drop = async (versions: readonly Kept[], statements: (text: string) => Promise<void>): Promise<void> => {
  for (const { name, version } of versions) await statements(`${dropTables(name, version)} delete from projections where name = '${name}' and version = ${version}`);
};
