import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { decider, refuse } from '@lyceum/core/decider';
import { command, event, type EventDefinition, type Of } from '@lyceum/core/event';
import { seeded } from '@lyceum/core/testing/seeded';
import { Conflict, EventStore, Unavailable, type Append } from './event-store.ts';
import { handle, idOf, type Ask } from './handle.ts';
import { HostileEventStore } from './hostile.ts';
import { assertSound, everything } from './suite.ts';
import { temporaryEventStore } from './temporary.ts';

const Opened = event('Opened', { v: 1, data: z.object({ desk: z.string() }) });
const Closed = event('Closed', { v: 1, data: z.object({ desk: z.string() }) });
const Lent = event('Lent', { v: 2, data: z.object({ book: z.string(), to: z.string(), loan: z.string() }), upcast: { 1: (old) => ({ ...old, loan: 'unknown' }) } });
const Returned = event('Returned', { v: 1, data: z.object({ book: z.string() }) });
const vocabulary = new Map<string, EventDefinition>([Opened, Closed, Lent, Returned].map((each) => [each.type, each]));

const Switch = command('Switch', z.object({ desk: z.string(), open: z.boolean() }));
const desk = decider<boolean, Of<typeof Switch>, Of<typeof Opened | typeof Closed>>({
  category: 'desk', id: (data) => data.desk, initial: false,
  decide: { Switch: ({ desk: name, open }, isOpen) => (open === isOpen ? [] : [open ? Opened({ desk: name }) : Closed({ desk: name })]) },
  evolve: { Opened: () => true, Closed: () => false },
});

const Lend = command('Lend', z.object({ book: z.string(), to: z.string() }));
const Renew = command('Renew', z.object({ book: z.string() }));
type BookCommand = Of<typeof Lend | typeof Renew>;
const book = decider<{ lent: number; out: boolean }, BookCommand, Of<typeof Lent | typeof Returned>, { desk: boolean }>({
  category: 'book', id: (data) => data.book, initial: { lent: 0, out: false }, reads: { desk: [desk, () => 'main'] },
  decide: {
    Lend: ({ book: name, to }, { out }, { desk: isOpen, newId }) => {
      if (!isOpen) refuse('desk-closed');
      if (out) refuse('already-lent');
      return [Lent({ book: name, to, loan: newId() })];
    },
    Renew: ({ book: name }, { out }, { newId }) => (out ? [Returned({ book: name }), Lent({ book: name, to: 'the same', loan: newId() })] : []),
  },
  evolve: { Lent: ({ lent }) => ({ lent: lent + 1, out: true }), Returned: ({ lent }) => ({ lent, out: false }) },
});

const ask = (id: string): Ask => ({ command: id, actor: 'member:ada', unit: 'u1', now: '2026-03-06T09:00:00.000Z', correlation: 'c' });

describe('handle', () => {
  let store: EventStore;
  let dispose: () => Promise<void>;
  const lend = (id: string, to = 'ada', name = 'b1', on = store) => handle(on, vocabulary, book, Lend({ book: name, to }), ask(id));
  const renew = (id: string, on = store) => handle(on, vocabulary, book, Renew({ book: 'b1' }), ask(id));
  const turn = (id: string, open: boolean, on = store) => handle(on, vocabulary, desk, Switch({ desk: 'main', open }), ask(id));
  /** The store, but something happens before each append of the caller. */
  const meanwhile = (act: (attempt: number) => Promise<unknown>) => {
    let attempt = 0;
    const raced = new (class extends HostileEventStore {
      override async append(asked: Append) { await act(++attempt); return store.append(asked); }
    })(store, () => 0.99);
    return { store: raced, attempts: () => attempt };
  };
  beforeEach(async () => { ({ store, dispose } = await temporaryEventStore()); await turn('open', true); });
  afterEach(() => dispose());

  it('appends what was decided, with the whole envelope', async () => {
    const { position, facts, repeated } = await handle(store, vocabulary, book, Lend({ book: 'b1', to: 'ada' }), { ...ask('k1'), occurredAt: '2026-03-05T00:00:00.000Z', causation: 'e0' });
    expect(repeated).toBe(false);
    expect(await store.readStream('book-b1')).toEqual(facts);
    expect(facts).toMatchObject([{ id: idOf('k1'), version: 2, position, revision: 0, occurredAt: '2026-03-05T00:00:00.000Z', recordedAt: '2026-03-06T09:00:00.000Z', causation: 'e0', data: { loan: idOf('k1') } }]);
  });

  it('answers a repeated command as the first time, whatever came after it', async () => {
    const first = await lend('k1');
    const second = await renew('k2');
    await turn('close', false);
    expect(await lend('k1')).toEqual({ ...first, repeated: true });
    expect(await renew('k2')).toEqual({ ...second, repeated: true });
    expect(await store.readStream('book-b1')).toHaveLength(3);
  });

  it('refuses the same key with another body, on the same stream and on another', async () => {
    await lend('k1');
    await expect(lend('k1', 'bob')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(lend('k1', 'ada', 'b2')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await everything(store)).toHaveLength(2);
  });

  it('decides a command anew that yielded no event', async () => {
    const nothing = await renew('k1');
    expect(nothing).toMatchObject({ facts: [], repeated: false });
    await lend('k2');
    expect(await renew('k1')).toMatchObject({ repeated: false, facts: [{ type: 'Returned' }, { type: 'Lent' }] });
  });

  it('decides a refused command anew', async () => {
    await turn('close', false);
    await expect(lend('k1')).rejects.toMatchObject({ code: 'desk-closed' });
    await turn('open again', true);
    expect(await lend('k1')).toMatchObject({ repeated: false });
  });

  it('decides again where another writer was faster, on what that one wrote', async () => {
    const raced = meanwhile(async (attempt) => { if (attempt === 1) await lend('other', 'bob'); });
    await expect(lend('k1', 'ada', 'b1', raced.store)).rejects.toMatchObject({ code: 'already-lent' });
    expect(await store.readStream('book-b1')).toHaveLength(1);
  });

  it('checks what it reads beside its own stream', async () => {
    const raced = meanwhile(async (attempt) => { if (attempt === 1) await turn('close', false); });
    await expect(lend('k1', 'ada', 'b1', raced.store)).rejects.toMatchObject({ code: 'desk-closed' });
    expect(await store.readStream('book-b1')).toEqual([]);
  });

  it('reads a list of streams, each by its id, and checks them all', async () => {
    const atAnyDesk = decider<null, Of<typeof Lend>, Of<typeof Lent>, { desks: ReadonlyMap<string, boolean> }>({
      category: 'anywhere', id: (data) => data.book, initial: null, reads: { desks: [desk, ({ book: name }) => ['main', `side-of-${name}`]] },
      decide: { Lend: ({ book: name, to }, _, { desks }) => [Lent({ book: name, to, loan: JSON.stringify([...desks]) })] },
      evolve: { Lent: () => null },
    });
    const raced = meanwhile(async (attempt) => { if (attempt === 1) await handle(store, vocabulary, desk, Switch({ desk: 'side-of-b1', open: true }), ask('open the side')); });
    const { facts } = await handle(raced.store, vocabulary, atAnyDesk, Lend({ book: 'b1', to: 'ada' }), ask('k1'));
    expect([(facts[0]!.data as { loan: string }).loan, raced.attempts()]).toEqual([JSON.stringify([['main', true], ['side-of-b1', true]]), 2]);
  });

  it('gives others their turn while it reads many streams beside its own', async () => {
    const crowded = { ...book, reads: { ...book.reads, others: [desk, () => Array.from({ length: 1000 }, (_, n) => `d${n}`)] as const } };
    let [turns, reading] = [0, true];
    const others = () => { if (reading) { turns++; setImmediate(others); } };
    const append = store.append.bind(store);
    jest.spyOn(store, 'append').mockImplementation((asked) => { reading = false; return append(asked); });
    setImmediate(others);
    await handle(store, vocabulary, crowded, Lend({ book: 'b1', to: 'ada' }), ask('k1'));
    expect(turns).toBeGreaterThanOrEqual(9);
  });

  it('gives up where it never gets through', async () => {
    const raced = meanwhile(async (attempt) => { await turn(`close ${attempt}`, false); await turn(`open ${attempt}`, true); });
    await expect(lend('k1', 'ada', 'b1', raced.store)).rejects.toThrow(Conflict);
    expect(raced.attempts()).toBe(8);
  });

  it('makes one event of one command that is asked many times at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => lend('k1')));
    expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(new Set(outcomes.map(({ position }) => position)).size).toBe(1);
    expect(await store.readStream('book-b1')).toHaveLength(1);
  });

  it('reads an older version in today\'s shape', async () => {
    await store.append({
      events: [{ ...ask('old'), occurredAt: ask('').now, recordedAt: ask('').now, causation: null, bodyHash: '', stream: 'book-b1', id: 'old', type: 'Lent', version: 1, data: { book: 'b1', to: 'ada' } }],
      checks: { 'book-b1': 'none' },
    });
    await expect(lend('k1')).rejects.toMatchObject({ code: 'already-lent' });
  });

  it('does each command once on a store that answers late, in conflict or not at all', async () => {
    const random = seeded(7);
    const hostile = new HostileEventStore(store, random);
    const insist = async (act: () => Promise<unknown>): Promise<void> => {
      for (let attempt = 0; attempt < 50; attempt++) {
        try { await act(); return; } catch (error) { if (!(error instanceof Conflict || error instanceof Unavailable)) throw error; }
      }
      throw new Error('never got through');
    };
    await Promise.all(Array.from({ length: 30 }, (_, k) => insist(() => lend(`k${k}`, 'ada', `b${k}`, hostile))));
    await lend('k', 'ada', 'b1').catch(() => {});
    expect(await assertSound(store, [])).toHaveLength(31);
  });
});
