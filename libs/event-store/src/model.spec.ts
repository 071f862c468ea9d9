import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Conflict, type EventStore, type Expectation } from './event-store.ts';
import { SqliteEventStore } from './sqlite.ts';
import { everything } from './suite.ts';
import { noted } from './testing/noted.ts';

/** What the store should be: events in order. Appends are checked as the port says, by nobody else's code. */
class Model {
  readonly log: { stream: string; id: string }[] = [];
  stream(name: string) { return this.log.filter(({ stream }) => stream === name); }
  append(asked: Asked): boolean {
    const holds = Object.entries(asked.checks).every(([name, expected]) => {
      const { length } = this.stream(name);
      return expected === 'none' ? length === 0 : expected === 'exists' ? length > 0 : length === expected + 1;
    });
    if (!holds || asked.events.some(({ id }) => this.log.some((event) => event.id === id))) return false;
    this.log.push(...asked.events);
    return true;
  }
}
type Asked = { events: { stream: string; id: string }[]; checks: Record<string, Expectation> };

const stream = fc.constantFrom('a-1', 'a-2', 'b-1');
const expectation = fc.oneof<fc.Arbitrary<Expectation>[]>(fc.constant('none'), fc.constant('exists'), fc.integer({ min: 0, max: 4 }));
/** Half of the appends expect what is there; the others anything. `id` is rarely taken. */
const append = fc.record({
  kind: fc.constant('append' as const),
  events: fc.uniqueArray(fc.record({ stream, id: fc.integer({ min: 0, max: 60 }) }), { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
  right: fc.boolean(), wrong: fc.record({ a: expectation, b: expectation }), other: stream,
});
const group = fc.record({ kind: fc.constant('group' as const), appends: fc.array(append, { minLength: 2, maxLength: 5 }) });
const reopen = fc.record({ kind: fc.constant('reopen' as const) });
const elsewhere = fc.record({ kind: fc.constant('elsewhere' as const), append });

describe('the event store against a model', () => {
  it('agrees with it, through closings, reopenings and a second process\'s store', () => fc.assert(fc.asyncProperty(
    fc.array(fc.oneof({ weight: 6, arbitrary: append }, { weight: 2, arbitrary: group }, { weight: 1, arbitrary: reopen }, { weight: 2, arbitrary: elsewhere }), { maxLength: 25 }),
    async (steps) => {
      const folder = await mkdtemp(join(tmpdir(), 'lyceum-model-'));
      const model = new Model();
      let store = await SqliteEventStore.open({ folder });
      const second = await SqliteEventStore.open({ folder });
      const ask = ({ events, right, wrong, other }: typeof append extends fc.Arbitrary<infer A> ? A : never): Asked => {
        const names = [...new Set([...events.map((event) => event.stream), other])];
        const actual = (name: string): Expectation => model.stream(name).length - 1 < 0 ? 'none' : model.stream(name).length - 1;
        return { events: events.map((event) => ({ stream: event.stream, id: `e${event.id}` })), checks: Object.fromEntries(names.map((name, k) => [name, right ? actual(name) : k % 2 ? wrong.a : wrong.b])) };
      };
      const agree = async (on: EventStore, asked: Asked) => {
        const outcome = await on.append({ checks: asked.checks, events: asked.events.map((event) => ({ ...noted(event.stream, 0), ...event })) })
          .then(() => true, (error: unknown) => { if (error instanceof Conflict) return false; throw error; });
        return { outcome, asked };
      };
      try {
        for (const step of steps) {
          if (step.kind === 'reopen') { await store.close(); store = await SqliteEventStore.open({ folder }); continue; }
          const asked = (step.kind === 'group' ? step.appends : [step.kind === 'elsewhere' ? step.append : step]).map(ask);
          const outcomes = await Promise.all(asked.map((each) => agree(step.kind === 'elsewhere' ? second : store, each)));
          for (const { outcome, asked: each } of outcomes) expect(outcome).toBe(model.append(each));
        }
        const all = await everything(store, 3);
        expect(all.map(({ stream: name, id }) => ({ stream: name, id }))).toEqual(model.log);
        for (const name of ['a-1', 'a-2', 'b-1']) expect((await second.readStream(name)).map(({ id }) => id)).toEqual(model.stream(name).map(({ id }) => id));
        expect(await store.verify()).toMatchObject({ events: model.log.length });
      } finally {
        await store.close();
        await second.close();
        await rm(folder, { recursive: true });
      }
    }), { numRuns: 20 }), 60_000);
});
