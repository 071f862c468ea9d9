import type { Scalar } from './read-store.ts';
import { cellOf, quoted, sql, Table, type Cell, type Sql } from './table.ts';

/**
 * Tables in SQLite. `current` also has a number for every key, where it was born, and the number of the version that it shows; `versions` are
 * in the order in which they were written, each with a checksum. Numbers follow the order in which keys appeared, so that what is changed together lies together.
 * The first index holds what is added up as well, so that sums over many rows read it alone.
 * Rows as of a position are found through current and former values, and then by one seek for each that has changed since.
 */
export class SqliteTable extends Table {
  get shape(): string { return JSON.stringify([this.projection.indexes, this.columns, this.projection.totals]); }
  cell(_name: string, value: unknown): Cell {
    const cell = cellOf(value);
    return Number.isNaN(cell) ? null : cell; // as SQLite keeps it
  }
  scalar(name: string, cell: Cell): Scalar { return typeof cell === 'number' && this.isBoolean(name) ? cell === 1 : cell; }
  among(column: string, cells: readonly Cell[]): Sql { return sql(`${column} in (select value from json_each(?))`, JSON.stringify(cells)); }
  holding(column: string, text: Cell): Sql { return sql(`instr(${column}, ?) > 0`, text); }
  fits(): boolean { return true; }

  create(): string {
    const columns = (names: readonly string[]) => names.map((name) => `, ${this.column(name)}`).join('');
    const index = (on: string, names: readonly string[], at: number, further = '') =>
      `create index if not exists ${quoted(`${on.slice(1, -1)} by ${at}`)} on ${on} (${names.map((name) => this.column(name)).join(', ')}${further});`;
    const adding = (names: readonly string[], at: number) => (at > 0 || this.projection.totals.length === 0 ? '' : `${columns(this.columns.filter((name) => !names.includes(name)))}, born, position, version`);
    const ofVersions = (what: string) => quoted(`${this.versions.slice(1, -1)} ${what}`);
    return `
      create table if not exists ${this.current} (id integer primary key, key text not null unique, born text not null, position text, version integer${columns(this.columns)});
      create table if not exists ${this.versions} (version integer primary key, id integer not null, position text not null, previous text, row text, crc integer not null${columns(this.columns)});
      create unique index if not exists ${ofVersions('of a row')} on ${this.versions} (id, position);
      create table if not exists ${this.former} (id integer not null${columns(this.filters)});
      create index if not exists ${quoted(`${this.former.slice(1, -1)} of a row`)} on ${this.former} (id${columns(this.filters)});
      ${this.projection.indexes.map((names, at) => index(this.current, names, at, adding(names, at)) + index(this.former, names, at)).join('\n')}`;
  }
}
