import type { Projection } from '@lyceum/core/projection';
import type { Scalar } from './read-store.ts';
import { cellOf } from './sqlite-table.ts';

/** Raise it when these tables change: those of others are then made anew. */
const format = 1;
const longestName = 63; // bytes of a name in PostgreSQL
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The tables of one version of one projection. `current`: every key with the position and the columns of its row; `versions`: all that rows
 * ever were; `former`: index values that a key has left behind, so that rows as of a position are found by what they were then.
 * Columns that are added up are numbers. Columns that are only filtered and sorted by hold any scalar, as text in its order (see `textOf`).
 */
export class PostgresTable {
  readonly current: string;
  readonly versions: string;
  readonly former: string;
  /** Columns that queries filter and sort by, then those that are only added up. */
  readonly filters: readonly string[];
  readonly columns: readonly string[];

  constructor(readonly projection: Projection) {
    const { name, version, indexes, totals } = projection;
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`a projection is named in small letters, digits and dashes, not ${name}`);
    const named = (what: string) => {
      const whole = `${name}@${version}${what}`;
      if (whole.length > longestName) throw new Error(`the name of ${name} is too long: "${whole}" must have ${longestName} characters at most`);
      return quoted(whole);
    };
    this.current = named('');
    this.versions = named(' versions');
    this.former = named(' former');
    this.filters = [...new Set(indexes.flat())];
    this.columns = [...new Set([...this.filters, ...totals])];
  }

  /** Changes when declared columns do: the tables are then made anew. */
  get shape(): string { return JSON.stringify([format, this.projection.indexes, this.columns, this.projection.totals]); }

  /** A declared column, or `key`, as SQL names it. */
  column(name: string): string {
    if (name === 'key') return 'key';
    if (!this.columns.includes(name)) throw new Error(`${this.projection.name} declares no column ${name}; it has ${['key', ...this.columns].join(', ')}`);
    return quoted(`c_${name}`);
  }
  /** A declared column that can be added up. */
  sum(name: string): string {
    if (this.column(name) !== 'key' && this.isNumber(name)) return this.column(name);
    throw new Error(`${this.projection.name} declares no column ${name} to add up; it has ${this.projection.totals.join(', ')}`);
  }
  type(name: string): 'double precision' | 'text' { return this.isNumber(name) ? 'double precision' : 'text'; }

  /** What a value is in a column, or in a condition on it. */
  cell(name: string, value: unknown): string | number | null {
    const cell = cellOf(value);
    if (name === 'key' || cell === null) return cell;
    if (!this.isNumber(name)) return textOf(cell);
    if (typeof cell === 'number') return Number.isNaN(cell) ? null : cell;
    throw new Error(`${this.projection.name}: column ${name} is added up, and holds numbers`);
  }
  /** What a cell means in a row: 0 and 1 may be booleans again. */
  scalar(name: string, cell: string | number | null): Scalar {
    if (name === 'key' || cell === null) return cell;
    const value = typeof cell === 'string' ? scalarOf(cell) : cell;
    const initial = this.projection.initial as Record<string, unknown> | null;
    return typeof value === 'number' && typeof initial?.[name] === 'boolean' ? value === 1 : value;
  }

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

  private isNumber(name: string): boolean { return this.projection.totals.includes(name); }
}

/** For tables of versions that no program knows any more. */
export const dropTables = (name: string, version: number): string =>
  ['', ' versions', ' former'].map((part) => `drop table if exists ${quoted(`${name}@${version}${part}`)};`).join('');

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
