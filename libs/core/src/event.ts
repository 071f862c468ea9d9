import { z } from 'zod';

/** A fact: its type and its data, nothing else. */
export type Fact<T extends string = string, D = unknown> = { readonly type: T; readonly data: D };
/** A wish. */
export type Wish<T extends string = string, D = unknown> = { readonly type: T; readonly data: D };

/** An opaque string that orders all events of one log; compare with `<`, never compute with it. */
export type Position = string;
/** Before every position. */
export const beginning: Position = '';

/** What is stored beside a fact. Everything but `position` rests in one canonical text with it, so that it can be sealed byte for byte. */
export type Envelope = {
  /** The log's id, and its epoch: raised by a restore or a move. */
  readonly log: string;
  readonly epoch: number;
  readonly stream: string;
  /** Dense within the stream, from 0. */
  readonly revision: number;
  readonly position: Position;
  /** Derived from `command` and an index, so that a retry cannot make a second event. */
  readonly id: string;
  readonly version: number;
  /** When it happened, as claimed; when the server recorded it. ISO instants in UTC. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Who: `member:<id>`, `system:<name>` or `setup`. */
  readonly actor: string;
  /** The unit of the person or thing concerned, on that day. */
  readonly unit: string;
  /** What all events that follow from one request share; and the id of the event that caused this one. */
  readonly correlation: string;
  readonly causation: string | null;
  /** The command's id and the hash of its body: the same id with another body is refused. */
  readonly command: string;
  readonly bodyHash: string;
};
export type Recorded<E extends Fact = Fact> = E extends Fact ? E & Envelope : never;

type Old = Record<string, unknown>;
type Definition<S extends z.ZodType> = { v: number; data: S; upcast?: Record<number, (old: Old) => Old> };

/** What can be read back of a stored event of one type: `event(…)` makes these. */
export type EventDefinition = { readonly type: string; readonly version: number; readonly schema: z.ZodType; read(version: number, stored: Old): Fact };

/** Declares an event once: constructor, type, schema and the history of its shape. */
export const event = <T extends string, S extends z.ZodType>(type: T, { v, data, upcast = {} }: Definition<S>) => {
  const make = (input: z.input<S>): Fact<T, z.output<S>> => ({ type, data: data.parse(input) });
  /** Reads what an older version stored; throws where no upcaster leads to today's shape. */
  const read = (version: number, stored: Old): Fact<T, z.output<S>> => {
    if (version > v) throw new Error(`${type}: stored as version ${version}, this program knows ${v}; update it before it reads this log`);
    let shape = stored;
    for (let from = version; from < v; from++) {
      const step = upcast[from];
      if (!step) throw new Error(`${type}: no upcaster from version ${from}`);
      shape = step(shape);
    }
    return { type, data: data.parse(shape) };
  };
  return Object.assign(make, { type, version: v, schema: data, read });
};

/** Declares a command: constructor, type and schema. */
export const command = <T extends string, S extends z.ZodType>(type: T, data: S) =>
  Object.assign((input: z.input<S>): Wish<T, z.output<S>> => ({ type, data: data.parse(input) }), { type, schema: data });

/** The union of what some declarations make: `Of<typeof Opened | typeof Closed>`. */
export type Of<M> = M extends (...input: never[]) => infer Made ? Made : never;
export type DataOf<U extends Fact, T extends U['type']> = Extract<U, { type: T }>['data'];

/**
 * Personal data as it rests: encrypted with one person's key before `handle`, carried unread by pure code,
 * opened only by queries and the directory. `p1.<subject>.<nonce>.<ciphertext>`, the last two base64url.
 */
export const Personal = z.string().regex(/^p1\.[\w-]+\.[\w-]+\.[\w-]+$/, 'personal data must be encrypted before it is recorded').meta({ personal: true });
export type Personal = z.infer<typeof Personal>;
