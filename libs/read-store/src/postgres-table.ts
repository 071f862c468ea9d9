import type { Scalar } from './read-store.ts';
import { cellOf, sql, Table, type Cell, type Sql } from './table.ts';

/** Raise it when these tables change: those of others are then made anew. */
const format = 1;
const longestName = 63; // bytes of a name in PostgreSQL

/**
 * Tables in PostgreSQL. `current` also holds the row itself, so that what is asked most is in one place. Columns that are added up are numbers;
 * those that are only filtered and sorted by hold any scalar, as text in its order (see `textOf`).
 */
export class PostgresTable extends Table {
  get shape(): string { return JSON.stringify([format, this.projection.indexes, this.columns, this.projection.totals]); }

  /** A declared column that can be added up. */
  sum(name: string): string { return this.column(this.addedUp(name)); }
  type(name: string): 'double precision' | 'text' { return this.isNumber(name) ? 'double precision' : 'text'; }

  cell(name: string, value: unknown): Cell {
    const cell = cellOf(value);
    if (name === 'key' || cell === null) return cell;
    if (!this.isNumber(name)) return textOf(cell);
    if (typeof cell === 'number') return Number.isNaN(cell) ? null : cell;
    throw new Error(`${this.projection.name}: column ${name} is added up, and holds numbers`);
  }
  scalar(name: string, cell: Cell): Scalar {
    if (name === 'key' || cell === null) return cell;
    const value = typeof cell === 'string' ? scalarOf(cell) : cell;
    return typeof value === 'number' && this.isBoolean(name) ? value === 1 : value;
  }
  among(column: string, cells: readonly Cell[]): Sql { return sql(`${column} = any(?)`, cells.filter((cell) => cell !== null)); }
  holding(column: string, text: Cell): Sql { return sql(`strpos(${column}, ?::text) > 0`, text); }
  fits(name: string, value: Scalar): boolean { return value === null || name === 'key' || !this.isNumber(name) || typeof value === 'number'; }

  create(): string {
    const columns = (names: readonly string[]) => names.map((name) => `, ${this.column(name)} ${this.type(name)}${this.isNumber(name) ? '' : ' collate "C"'}`).join('');
    const index = (on: string, names: readonly string[], further: string) => `create index on ${on} (${names.map((name) => `${this.column(name)} nulls first`).join(', ')}${further});`;
    return `
      create table ${this.current} (key text collate "C" primary key, position text collate "C" not null, row text${columns(this.columns)}) with (fillfactor = 80);
      create table ${this.versions} (key text collate "C", position text collate "C", previous text collate "C", row text${columns(this.columns)}, primary key (key, position));
      create table ${this.former} (key text collate "C" not null${columns(this.filters)});
      create index on ${this.former} (key);
      ${this.projection.indexes.map((names) => index(this.current, names, ', key') + index(this.former, names, '')).join('\n')}`;
  }

  protected override named(what: string): string {
    const name = super.named(what);
    if (name.length - 2 > longestName) throw new Error(`the name of ${this.projection.name} is too long: ${name} must have ${longestName} characters at most`);
    return name;
  }
}

/** Marks a number among texts, and an escape in a text. */
const mark = '\u0001';

/**
 * A scalar as text that sorts as the scalar does: by code points for texts, by value for numbers, which come before any text that begins with
 * a sign that can be read. Texts stay as they are, but for two control characters, of which PostgreSQL can't hold one.
 */
export const textOf = (cell: string | number): string => {
  if (typeof cell === 'string') return cell.replace(/[\u0000\u0001]/g, (sign) => mark + (sign === mark ? '\u0003' : '\u0002'));
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, cell + 0); // -0 is 0
  const bits = bytes.getBigUint64(0);
  return mark + (bits >> 63n === 1n ? ~bits & 0xffffffffffffffffn : bits | 1n << 63n).toString(16).padStart(16, '0');
};
const scalarOf = (text: string): string | number => {
  if (!/^\u0001[0-9a-f]/.test(text)) return text.replace(/\u0001([\u0002\u0003])/g, (_, sign) => (sign === '\u0003' ? mark : '\u0000'));
  const stored = BigInt(`0x${text.slice(1)}`);
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, stored >> 63n === 1n ? stored & 0x7fffffffffffffffn : ~stored & 0xffffffffffffffffn);
  return bytes.getFloat64(0);
};
