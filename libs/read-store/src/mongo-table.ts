import { value } from '@lyceum/mongo/values';
import { Columns } from './columns.ts';
import type { Scalar } from './read-store.ts';
import { cellOf, type Cell } from './table.ts';

/** Raise it when the documents change: those of others are then made anew. */
const format = 1;

/** Columns of a row, as fields of a document: those after an event are `c_…`, those before it `b_…`. */
export type Side = 'c' | 'b';
export type Cells = Readonly<Record<string, Cell>>;

/** The row that a projector goes on from, and that is read now. Its id is the key. */
export type CurrentRow = { readonly _id: string; readonly position: string; readonly row: string | null } & Cells;
/**
 * What an event made of a row. `until`: the position at which the next version took its place, or `always`; so a row as of a position is found
 * by its own fields. `had`: there was a row before it, with the columns `b_…`.
 */
export type RowVersion = { readonly _id: string; readonly key: string; readonly position: string; readonly previous: string | null; readonly until: string; readonly row: string | null; readonly had: boolean } & Cells;

/** Comes after any position. */
export const always = '~';
/** Ids of versions are in the order of the log, and of keys within an event. No position holds a line's end. */
export const versionId = (position: string, key: string): string => `${position}\n${key}`;

/**
 * Collections in MongoDB. The row itself rests as a text, so that no name in it is ever a field's or an operator's. A column holds scalars of one
 * type, or null: ranges are within a type.
 */
export class MongoTable extends Columns {
  get name(): string { return `${this.projection.name}@${this.projection.version}`; }
  get shape(): string { return JSON.stringify([format, this.projection.indexes, this.columns, this.projection.totals]); }

  /** A declared column as a field. The key is another field in each collection, so the caller says which. */
  field(name: string, side: Side, key: string): string { return this.declared(name) === 'key' ? key : `${side}_${name}`; }
  /** A declared column that can be added up. */
  sum(name: string): string { return `$c_${this.addedUp(name)}`; }

  /** What a value is in a column, or in a condition on it. Throws for what is no scalar: it could be an operator. */
  cell(name: string, given: unknown): Cell {
    const cell = cellOf(typeof given === 'number' && Number.isNaN(given) ? null : given);
    if (cell !== null && typeof cell !== 'number' && this.isNumber(name)) throw new Error(`${this.projection.name}: column ${name} is added up, and holds numbers`);
    return value(cell);
  }
  cells(row: unknown, side: Side): Cells {
    return Object.fromEntries(this.columns.map((column) => [`${side}_${column}`, this.cell(column, (row as Record<string, unknown> | null)?.[column])]));
  }
  /** The same cells as those of the other side. */
  side(cells: object, from: Side, to: Side): Cells {
    return Object.fromEntries(this.columns.map((column) => [`${to}_${column}`, (cells as Cells)[`${from}_${column}`] ?? null]));
  }
  /** What a column's cell means in a row: 0 and 1 may be booleans again. */
  scalar(name: string, cell: Cell): Scalar { return typeof cell === 'number' && this.isBoolean(name) ? cell === 1 : cell; }
  /** Whether a value that came from outside can be compared with a column. */
  fits(name: string, given: Scalar): boolean {
    if (name === 'key') return typeof given === 'string';
    return given === null || !this.isNumber(name) || typeof given === 'number';
  }

  /** By its own fields now; as of a position by its own fields then; and what changed, by its fields before and after. */
  indexes(): { current: Readonly<Record<string, 1 | -1>>[]; versions: Readonly<Record<string, 1 | -1>>[] } {
    const of = (names: readonly string[], side: Side, ...further: [string, 1 | -1][]) => Object.fromEntries([...names.map((name): [string, 1] => [`${side}_${name}`, 1]), ...further]);
    const { indexes } = this.projection;
    return {
      current: indexes.map((names) => of(names, 'c', ['_id', 1])),
      versions: [of([], 'c', ['key', 1], ['position', -1]), ...indexes.flatMap((names) => [of(names, 'c', ['until', 1], ['position', 1]), of(names, 'b', ['_id', -1])])],
    };
  }
}
