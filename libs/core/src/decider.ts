import type { DataOf, Fact, Wish } from './event.ts';

/** What a command is decided by, beside its own data and the state: never a clock or a random number of its own. */
export type Circumstances = {
  readonly now: string;
  readonly actor: string;
  /** Derived from the command's id, so that a retried create makes no second thing. */
  readonly newId: (index?: number) => string;
};

/** Something that can be folded from a stream: what `reads` needs of another decider. */
export type Readable<S> = { readonly category: string; readonly initial: S; evolve(state: S, fact: Fact): S };

/** By the id of a stream its state; by a list of ids each one's, by its id. */
type Read<C extends Wish, T> = readonly [Readable<T>, (data: C['data']) => string] | (T extends ReadonlyMap<string, infer S> ? readonly [Readable<S>, (data: C['data']) => readonly string[]] : never);
type Reads<C extends Wish, R> = { readonly [K in keyof R]: Read<C, R[K]> };

type Rules<S, C extends Wish, E extends Fact, R> = {
  /** Its streams are `<category>-<id>`; a context owns its categories. */
  category: string;
  id: (data: C['data']) => string;
  /** Other aggregates of the same context, folded beside it; the append checks that they have not moved. */
  reads?: Reads<C, R>;
  initial: S;
  decide: { [T in C['type']]: (data: DataOf<C, T>, state: S, given: Circumstances & R) => readonly E[] };
  evolve: { [T in E['type']]: (state: S, data: DataOf<E, T>) => S };
};

export type Decider<S, C extends Wish, E extends Fact, R> = Readable<S> & {
  readonly reads: Reads<C, R>;
  stream(wish: C): string;
  decide(wish: C, state: S, given: Circumstances & R): readonly E[];
  fold(facts: Iterable<Fact>): S;
};

/** A decider: which facts follow from a wish, and what the facts add up to. Pure. */
export const decider = <S, C extends Wish, E extends Fact, R = object>(rules: Rules<S, C, E, R>): Decider<S, C, E, R> => {
  // TypeScript can't follow a look-up by `type` from a union to one member; the types above make it safe.
  const rule = rules.decide as Record<string, (data: unknown, state: S, given: Circumstances & R) => readonly E[]>;
  const step = rules.evolve as Record<string, ((state: S, data: unknown) => S) | undefined>;

  /** A fact of a type that this decider doesn't know changes nothing. */
  const evolve = (state: S, { type, data }: Fact): S => step[type]?.(state, data) ?? state;
  const fold = (facts: Iterable<Fact>): S => {
    let state = rules.initial;
    for (const fact of facts) state = evolve(state, fact);
    return state;
  };
  return {
    category: rules.category,
    initial: rules.initial,
    reads: rules.reads ?? ({} as Reads<C, R>),
    stream: ({ data }) => `${rules.category}-${rules.id(data)}`,
    decide: (wish, state, given) => rule[wish.type]!(wish.data, state, given),
    evolve,
    fold,
  };
};

/** A wish that the rules don't grant: becomes 409 with a message in the caller's language, found by its code. */
export class Refusal extends Error {
  constructor(readonly code: string, readonly details: Readonly<Record<string, string | number>> = {}) { super(code); }
}
export function refuse(code: string, details?: Readonly<Record<string, string | number>>): never { throw new Refusal(code, details); }
