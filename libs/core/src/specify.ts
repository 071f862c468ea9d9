import { Refusal, type Circumstances, type Decider, type Readable } from './decider.ts';
import type { Envelope, Fact, Recorded, Wish } from './event.ts';
import type { Projection } from './projection.ts';

const calm: Circumstances = { now: '2026-03-06T09:00:00.000Z', actor: 'member:ada', newId: (index = 0) => `new-${index}` };

const same = (actual: unknown, expected: unknown, what: string) => {
  const [a, e] = [actual, expected].map((value) => JSON.stringify(value, null, 2));
  if (a !== e) throw new Error(`${what}\nexpected: ${e}\nbut got:  ${a}`);
};

/** Given facts (of the decider's own stream, and of those that it reads: of a list each has them all), when a wish, then facts. */
export const specify = <S, C extends Wish, E extends Fact, R>(tested: Decider<S, C, E, R>, circumstances: Partial<Circumstances> = {}) => ({
  given: (...past: Fact[]) => ({
    when: (wish: C) => {
      const others = Object.entries<readonly [Readable<unknown>, (data: C['data']) => string | readonly string[]]>(tested.reads);
      const read = Object.fromEntries(others.map(([name, [other, ids]]) => {
        const asked = ids(wish.data), state = past.reduce((before, fact) => other.evolve(before, fact), other.initial);
        return [name, typeof asked === 'string' ? state : new Map(asked.map((id) => [id, state]))];
      })) as R;
      const run = () => tested.decide(wish, tested.fold(past), { ...calm, ...circumstances, ...read });
      return {
        then: (...facts: E[]) => same(run(), facts, 'other facts than expected'),
        thenNothing: () => same(run(), [], 'facts where none were expected'),
        thenRefuses: (code: string) => {
          let outcome: string;
          try { outcome = `no refusal but ${JSON.stringify(run())}`; }
          catch (error) { outcome = error instanceof Refusal ? error.code : String(error); }
          same(outcome, code, 'another outcome than the refusal expected');
        },
      };
    },
  }),
});

/** A fact as the log would give it back; for specs of projections and reactors. */
export const recorded = <E extends Fact>(fact: E, envelope: Partial<Envelope> = {}): Recorded<E> => ({
  log: 'log', epoch: 0, stream: 's', revision: 0, position: '1', id: 'e', version: 1, actor: 'member:ada', unit: 'u1',
  occurredAt: '2026-03-06T09:00:00.000Z', recordedAt: '2026-03-06T09:00:00.000Z', correlation: 'c', causation: null, command: 'c', bodyHash: '',
  ...envelope, ...fact,
}) as Recorded<E>;

/** Runs a projection over facts in order; answers its rows by key, removed ones left out. */
export const project = <Row>(tested: Projection<Row>, ...events: Recorded[]): Record<string, Row> => {
  const rows = new Map<string, Row>();
  for (const event of events) for (const key of tested.keysOf(event)) {
    const row = tested.apply(rows.get(key) ?? null, event, key);
    if (row === null) rows.delete(key); else rows.set(key, row);
  }
  return Object.fromEntries(rows);
};
