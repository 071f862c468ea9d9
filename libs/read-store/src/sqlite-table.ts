import type { Projection } from '@lyceum/core/projection';
import type { Scalar } from './read-store.ts';

export type Cell = string | number | null;

/** Booleans rest as 0 and 1. */
export const cellOf = (value: unknown): Cell => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`a column holds strings, numbers, booleans or null, not ${typeof value}`);
};

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * The tables of one version of one projection. `current`: every key with a number, where it was born, the position and the columns of its row; `versions`: all
 * that rows ever were, in the order in which they were written; `former`: index values that a key has left behind.
 * Numbers follow the order in which keys appeared, so that what is changed together lies together. Rows as of a position are found
 * through current and former values, and then by one seek for each that has changed since.
 */
export class Table {
  readonly current: string;
  readonly versions: string;
  readonly former: string;
  /** Columns that queries filter and sort by, then those that are only added up. */
  readonly filters: readonly string[];
  readonly columns: readonly string[];

  constructor(readonly projection: Projection) {
    const { name, version, indexes, totals } = projection;
    if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new Error(`a projection is named in small letters, digits and dashes, not ${name}`);
    this.current = quoted(`${name}@${version}`);
    this.versions = quoted(`${name}@${version} versions`);
    this.former = quoted(`${name}@${version} former`);
    this.filters = [...new Set(indexes.flat())];
    this.columns = [...new Set([...this.filters, ...totals])];
    if (new Set(this.columns.map((column) => column.toLowerCase())).size < this.columns.length) throw new Error(`${name}: columns differ only in case`);
  }

  /** Changes when declared columns do: the tables are then made anew. */
  get shape(): string { return JSON.stringify([this.projection.indexes, this.columns]); }

  /** A declared column, or `key`, as SQL names it. */
  column(name: string): string {
    if (name === 'key') return 'key'; // of `current` alone
    if (!this.columns.includes(name)) throw new Error(`${this.projection.name} declares no column ${name}; it has ${['key', ...this.columns].join(', ')}`);
    return quoted(`c_${name}`);
  }
  /** What a row's columns hold, in their order; nulls where it was removed. */
  cells(row: unknown): Cell[] { return this.columns.map((column) => cellOf((row as Record<string, unknown> | null)?.[column])); }
  /** What a column's cell means in a row: 0 and 1 are booleans again. */
  scalar(name: string, cell: Cell): Scalar {
    const initial = this.projection.initial as Record<string, unknown> | null;
    return typeof cell === 'number' && typeof initial?.[name] === 'boolean' ? cell === 1 : cell;
  }

  create(): string {
    const columns = (names: readonly string[]) => names.map((name) => `, ${this.column(name)}`).join('');
    const index = (on: string, names: readonly string[], at: number) =>
      `create index if not exists ${quoted(`${on.slice(1, -1)} by ${at}`)} on ${on} (${names.map((name) => this.column(name)).join(', ')});`;
    const ofVersions = (what: string) => quoted(`${this.versions.slice(1, -1)} ${what}`);
    return `
      create table if not exists ${this.current} (id integer primary key, key text not null unique, born text not null, position text, version integer${columns(this.columns)});
      create table if not exists ${this.versions} (version integer primary key, id integer not null, position text not null, previous text, row text${columns(this.columns)});
      create unique index if not exists ${ofVersions('of a row')} on ${this.versions} (id, position);
      create table if not exists ${this.former} (id integer not null${columns(this.filters)});
      create index if not exists ${quoted(`${this.former.slice(1, -1)} of a row`)} on ${this.former} (id${columns(this.filters)});
      ${this.projection.indexes.map((names, at) => index(this.current, names, at) + index(this.former, names, at)).join('\n')}`;
  }
}

/** For tables of versions that no program here knows any more. */
export const dropTables = (name: string, version: number): string =>
  ['', ' versions', ' former'].map((part) => `drop table if exists ${quoted(`${name}@${version}${part}`)};`).join('');
