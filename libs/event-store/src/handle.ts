import { hash as hashed } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { canonical, type Json } from '@lyceum/core/canonical';
import { Refusal, type Decider, type Readable } from '@lyceum/core/decider';
import type { EventDefinition, Fact, Position, Recorded, Wish } from '@lyceum/core/event';
import { Conflict, type EventStore, type Expectation, type Proposed } from './event-store.ts';
import { Folds, inTodaysShape } from './folds.ts';

/** Who asks, under which id, and for which unit: everything of a command that is not its data. */
export type Ask = {
  /** Hash of actor, route and idempotency key; a reactor's: of its name, the event and an index. */
  readonly command: string;
  readonly actor: string;
  readonly unit: string;
  /** The server's clock, and when it happened as claimed. */
  readonly now: string;
  readonly occurredAt?: string;
  readonly correlation: string;
  readonly causation?: string | null;
  /** Of what was asked in all, where this is one command of several: the hash of its own data where it is left out. */
  readonly bodyHash?: string;
};
/** `repeated`: the command was handled before; `facts` are those of the first time. All of them carry the append's one `position`. */
export type Outcome = { readonly position: Position; readonly facts: readonly Recorded[]; readonly repeated: boolean };

const digest = (text: string) => hashed('sha256', text, 'buffer');
/** An id that belongs to a command: letters and digits, the same at every retry. */
export const idOf = (command: string, index = 0): string => digest(`${command}/${index}`).toString('hex').slice(0, 24);
export const commandId = (...parts: readonly string[]): string => digest(parts.join('\n')).toString('base64url').slice(0, 32);
export const bodyHash = (wish: Wish): string => digest(canonical(wish)).toString('base64url');

const attempts = 8;
/** So many streams are read beside a command's own without a pause: who cancels a hall's session looks at everybody's attendance, and others' requests come in between. */
const atOnce = 100;

/** Load, fold, decide, append; decided anew where another writer was faster. `folds`: what is remembered between commands. */
export const handle = async <S, C extends Wish, E extends Fact, R>(
  store: EventStore, vocabulary: ReadonlyMap<string, EventDefinition>, decider: Decider<S, C, E, R>, wish: C, ask: Ask, folds = new Folds(),
): Promise<Outcome> => {
  const stream = decider.stream(wish);
  const hash = ask.bodyHash ?? bodyHash(wish);
  const expectation = ({ revision }: { revision: number }): Expectation => (revision < 0 ? 'none' : revision);

  for (let attempt = 1; ; attempt++) {
    const past = await folds.load(store, vocabulary, decider, stream);
    if (past.commands.has(ask.command)) return repeat((await store.readStream(stream)).filter(({ command }) => command === ask.command).map((stored) => inTodaysShape(vocabulary, stored)), hash);

    const checks: Record<string, Expectation> = { [stream]: expectation(past) };
    const read: Record<string, unknown> = {};
    for (const [name, [other, ids]] of Object.entries<readonly [Readable<unknown>, (data: C['data']) => string | readonly string[]]>(decider.reads)) {
      const asked = ids(wish.data), states = new Map<string, unknown>();
      for (const id of typeof asked === 'string' ? [asked] : asked) {
        if (states.size % atOnce === atOnce - 1) await breathe();
        const from = `${other.category}-${id}`;
        const fold = await folds.load(store, vocabulary, other, from);
        checks[from] = expectation(fold);
        states.set(id, fold.state);
      }
      read[name] = typeof asked === 'string' ? states.get(asked) : states;
    }
    const facts = decider.decide(wish, past.state, { now: ask.now, actor: ask.actor, newId: (index) => idOf(ask.command, index), ...(read as R) });
    if (facts.length === 0) return { position: past.position, facts: [], repeated: false };

    const events = facts.map((fact, index) => propose(vocabulary, stream, fact, index, ask, hash));
    try {
      const { position } = await store.append({ events, checks });
      const recorded = events.map((event, index) => ({ ...event, ...store.identity, revision: past.revision + 1 + index, position }) as unknown as Recorded);
      folds.grow(decider, stream, past, recorded);
      return { position, repeated: false, facts: recorded };
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      // Nothing has moved, so an event's id is taken: the same command wrote another stream before, with another body.
      if (error.actual === error.expected && error.stream === stream) throw new Refusal('idempotency-key-reused');
      if (attempt === attempts) throw error;
    }
  }
};

const repeat = (before: readonly Recorded[], hash: string): Outcome => {
  if (before[0]!.bodyHash !== hash) throw new Refusal('idempotency-key-reused');
  const { position } = before.at(-1)!;
  return { position, facts: before.map((fact) => ({ ...fact, position })), repeated: true };
};

const propose = (vocabulary: ReadonlyMap<string, EventDefinition>, stream: string, fact: Fact, index: number, ask: Ask, hash: string): Proposed => {
  const definition = vocabulary.get(fact.type);
  if (!definition) throw new Error(`${fact.type} is not in the vocabulary: list its contract in contracts/vocabulary.ts`);
  return {
    stream, id: idOf(ask.command, index), type: fact.type, version: definition.version, data: fact.data as Json,
    occurredAt: ask.occurredAt ?? ask.now, recordedAt: ask.now, actor: ask.actor, unit: ask.unit,
    correlation: ask.correlation, causation: ask.causation ?? null, command: ask.command, bodyHash: hash,
  };
};
