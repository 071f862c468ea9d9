import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { decider } from '@lyceum/core/decider';
import { command, event, type EventDefinition, type Of } from '@lyceum/core/event';
import type { EventStore } from './event-store.ts';
import { Folds } from './folds.ts';
import { handle } from './handle.ts';
import { temporaryEventStore } from './temporary.ts';

const Noted = event('Noted', { v: 1, data: z.object({ book: z.string(), line: z.number() }) });
const vocabulary = new Map<string, EventDefinition>([[Noted.type, Noted]]);
const Note = command('Note', z.object({ book: z.string(), line: z.number() }));
/** Knows all lines that were ever noted, so that a state that is not today's is told apart. */
const notebook = decider<readonly number[], Of<typeof Note>, Of<typeof Noted>>({
  category: 'notebook', id: ({ book }) => book, initial: [],
  decide: { Note: (note) => [Noted(note)] },
  evolve: { Noted: (lines, { line }) => [...lines, line] },
});
const note = (store: EventStore, book: string, line: number, id: string, folds?: Folds) =>
  handle(store, vocabulary, notebook, Note({ book, line }), { command: id, actor: 'member:ada', unit: 'u1', now: '2026-03-06T09:00:00.000Z', correlation: 'c' }, folds);

describe('remembered folds', () => {
  it('are what folding anew gives, whoever else writes and however little is remembered', () => fc.assert(fc.asyncProperty(
    fc.array(fc.record({ book: fc.constantFrom('a', 'b', 'c'), line: fc.nat(99), elsewhere: fc.boolean(), again: fc.boolean() }), { maxLength: 20 }), fc.constantFrom(0, 3, 1000),
    async (notes, limit) => {
      const { store, dispose } = await temporaryEventStore();
      try {
        const [here, elsewhere] = [new Folds(limit), new Folds(limit)];
        for (const [n, { book, line, elsewhere: other, again }] of notes.entries()) {
          await note(store, book, line, `c${n}`, other ? elsewhere : here);
          if (again) expect(await note(store, book, line, `c${n}`, here)).toMatchObject({ repeated: true });
        }
        for (const book of ['a', 'b', 'c']) {
          const [remembered, fresh] = await Promise.all([here, new Folds()].map((folds) => folds.load(store, vocabulary, notebook, `notebook-${book}`)));
          expect(remembered).toEqual(fresh);
          expect(fresh!.state).toEqual(notes.filter((each) => each.book === book).map(({ line }) => line));
        }
      } finally { await dispose(); }
    }), { numRuns: 15 }));

  it('read only what came since, and not what they wrote themselves', async () => {
    const { store, dispose } = await temporaryEventStore();
    const folds = new Folds();
    for (let n = 0; n < 5; n++) await note(store, 'a', n, `c${n}`, folds);
    const asked: unknown[] = [];
    const watched = new Proxy(store, { get: (target, name) => {
      const value = Reflect.get(target, name) as unknown;
      if (name !== 'readStream') return typeof value === 'function' ? value.bind(target) as unknown : value;
      return (stream: string, options?: object) => { asked.push(options); return target.readStream(stream, options); };
    } });
    await folds.load(watched, vocabulary, notebook, 'notebook-a');
    await note(store, 'a', 5, 'c5', new Folds());
    expect((await folds.load(watched, vocabulary, notebook, 'notebook-a')).state).toEqual([0, 1, 2, 3, 4, 5]);
    expect(asked).toEqual([{ from: 5 }, { from: 5 }]);
    await dispose();
  });

  it('do not outlive the epoch of a log', async () => {
    const { store, dispose } = await temporaryEventStore();
    const folds = new Folds();
    await note(store, 'a', 1, 'c1', folds);
    await folds.load(store, vocabulary, notebook, 'notebook-a');
    const { store: restored, dispose: disposeRestored } = await temporaryEventStore();
    expect((await folds.load(restored, vocabulary, notebook, 'notebook-a')).state).toEqual([]);
    await Promise.all([dispose(), disposeRestored()]);
  });
});
