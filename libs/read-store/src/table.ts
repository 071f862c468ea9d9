import type { Projection } from '@lyceum/core/projection';
import { Columns } from './columns.ts';
import type { Scalar } from './read-store.ts';

export type Cell = string | number | null;

/** Booleans rest as 0 and 1. */
export const cellOf = (value: unknown): Cell => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`a column holds strings, numbers, booleans or null, not ${typeof value}`);
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The tables of one version of one projection, as SQL names them. `current`: every key with the position and the columns of its row;
 * `versions`: all that rows ever were; `former`: index values that a key has left behind, so that rows as of a position are found by what
 * they were then.
 */
export abstract class Table extends Columns {
  readonly current: string;
  readonly versions: string;
  readonly former: string;

  constructor(projection: Projection) {
    super(projection);
    this.current = this.named('');
    this.versions = this.named(' versions');
    this.former = this.named(' former');
  }

  /** Changes when declared columns, or the tables themselves, do: they are then made anew. */
  abstract readonly shape: string;
  /** What a value is in a column, or in a condition on it. */
  abstract cell(name: string, value: unknown): Cell;
  /** What a column's cell means in a row: 0 and 1 may be booleans again. */
  abstract scalar(name: string, cell: Cell): Scalar;
  /** A column's being one of several cells, as one parameter whatever their number: one statement to prepare, and no limit on the number of units. */
  abstract among(column: string, cells: readonly Cell[]): Sql;
  /** A column's having a text in it. */
  abstract holding(column: string, text: Cell): Sql;
  /** Whether a value that came from outside can be compared with a column. */
  abstract fits(name: string, value: Scalar): boolean;

  /** A declared column, or `key`, as SQL names it. */
  column(name: string): string { return this.declared(name) === 'key' ? name : quoted(`c_${name}`); }
  /** What a row's columns hold, in their order; nulls where it was removed. */
  cells(row: unknown): Cell[] { return this.columns.map((column) => this.cell(column, (row as Record<string, unknown> | null)?.[column])); }

  protected named(what: string): string { return quoted(`${this.projection.name}@${this.projection.version}${what}`); }
}

/** For tables of versions that no program here knows any more. */
export const dropTables = (name: string, version: number): string =>
  ['', ' versions', ' former'].map((part) => `drop table if exists ${quoted(`${name}@${version}${part}`)};`).join('');

/** A piece of SQL with its parameters, in the order of its question marks. */
export type Sql = { readonly text: string; readonly params: readonly unknown[] };
export const sql = (text: string, ...params: readonly unknown[]): Sql => ({ text, params });
