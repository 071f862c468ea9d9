import type { Fact, Recorded } from './event.ts';

/** What a read store must be able to filter, sort and add up: names of a row's own scalar fields. */
export type Column<Row> = Extract<{ [K in keyof Row]: Row[K] extends string | number | boolean | null ? K : never }[keyof Row], string>;

type Each<E extends Fact, Row> = {
  name: string;
  /** Raise it when rows change meaning: the table is rebuilt from the log. */
  version: number;
  initial: Row;
  /** Fields that queries filter and sort by. */
  indexes?: readonly (readonly Column<Row>[])[];
  /** Numeric fields that queries add up. */
  totals?: readonly Column<Row>[];
  /** Which rows an event touches, from the event alone. */
  keys: { [T in E['type']]: (event: Recorded<Extract<E, { type: T }>>) => string | readonly string[] };
  /** A row after an event; `null` removes it, the same row changes nothing and leaves no version. */
  on: { [T in E['type']]: (row: Row, event: Recorded<Extract<E, { type: T }>>, key: string) => Row | null };
};

/** Anything that turns events into rows of one table. */
export type Projection<Row = unknown> = {
  readonly name: string;
  readonly version: number;
  readonly initial: Row;
  readonly indexes: readonly (readonly string[])[];
  readonly totals: readonly string[];
  /** The event types that it looks at; `every` for all. */
  readonly types: readonly string[] | 'every';
  keysOf(event: Recorded): readonly string[];
  apply(row: Row | null, event: Recorded, key: string): Row | null;
};

/** Events to rows. A row depends on its own past and the event, never on another row. Pure. */
export const projection = <Row, E extends Fact>(each: Each<E, Row>): Projection<Row> => {
  // As in a decider: a look-up by `type` that TypeScript can't follow.
  const keys = each.keys as unknown as Record<string, ((event: Recorded) => string | readonly string[]) | undefined>;
  const on = each.on as unknown as Record<string, ((row: Row, event: Recorded, key: string) => Row | null) | undefined>;
  return {
    name: each.name,
    version: each.version,
    initial: each.initial,
    indexes: each.indexes ?? [],
    totals: each.totals ?? [],
    types: Object.keys(each.on),
    keysOf: (event) => {
      const found = keys[event.type]?.(event) ?? [];
      return typeof found === 'string' ? [found] : [...new Set(found)];
    },
    /** Call it only with a key that `keysOf` gave. */
    apply: (row, event, key) => on[event.type]!(row ?? each.initial, event, key),
  };
};

/** A projection that looks at every event's envelope, whatever its type. */
export const envelopeProjection = <Row>(each: {
  name: string; version: number; initial: Row;
  indexes?: readonly (readonly Column<Row>[])[]; totals?: readonly Column<Row>[];
  keys: (event: Recorded) => string | readonly string[];
  on: (row: Row, event: Recorded, key: string) => Row | null;
}): Projection<Row> => ({
  name: each.name, version: each.version, initial: each.initial, indexes: each.indexes ?? [], totals: each.totals ?? [], types: 'every',
  keysOf: (event) => [...new Set([each.keys(event)].flat())],
  apply: (row, event, key) => each.on(row ?? each.initial, event, key),
});
