import type { Readable } from '@lyceum/core/decider';
import type { EventDefinition, Position, Recorded } from '@lyceum/core/event';
import type { EventStore, Stored } from './event-store.ts';

/** A stream up to a revision: what it adds up to, and the commands that wrote it. */
export type Fold<S> = { readonly revision: number; readonly position: Position; readonly state: S; readonly commands: ReadonlySet<string> };

/** A stored event in today's shape. One of a type that this program does not know keeps its stored data. */
export const inTodaysShape = (vocabulary: ReadonlyMap<string, EventDefinition>, stored: Stored): Recorded => {
  const fact = vocabulary.get(stored.type)?.read(stored.version, stored.data);
  return fact ? ({ ...stored, data: fact.data } as Recorded) : (stored as Recorded);
};

/** A stream's events in today's shape: all of them, or those recorded by `asOf`. */
export const pastOf = async (store: EventStore, vocabulary: ReadonlyMap<string, EventDefinition>, stream: string, when: { readonly asOf?: Position } = {}): Promise<readonly Recorded[]> =>
  (await store.readStream(stream, when)).map((stored) => inTodaysShape(vocabulary, stored));

/**
 * Streams as they were when they were last folded. A stream only grows, so what was folded stays true and only what came since is read:
 * a signature does not fold its whole session again, nor an entry its whole learning file. Whatever is forgotten is folded anew.
 */
export class Folds {
  private readonly held = new Map<string, { readonly of: Readable<unknown>; readonly fold: Fold<unknown>; readonly epoch: string }>();
  private events = 0;

  /** `limit`: how many events all remembered streams may have together; the least recently used go first. */
  constructor(private readonly limit = 200_000) {}

  async load<S>(store: EventStore, vocabulary: ReadonlyMap<string, EventDefinition>, of: Readable<S>, stream: string): Promise<Fold<S>> {
    const epoch = `${store.identity.log}/${store.identity.epoch}`;
    const found = this.held.get(stream);
    const before = found?.of === of && found.epoch === epoch ? (found.fold as Fold<S>) : undefined;
    const since = await store.readStream(stream, before ? { from: before.revision + 1 } : {});
    if (before && since.length === 0) { this.keep(stream, of, epoch, before); return before; }

    let state = before?.state ?? of.initial;
    const commands = new Set(before?.commands);
    for (const stored of since) {
      state = of.evolve(state, inTodaysShape(vocabulary, stored));
      commands.add(stored.command);
    }
    const last = since.at(-1);
    const fold: Fold<S> = { revision: last?.revision ?? -1, position: last?.position ?? '', state, commands };
    this.keep(stream, of, epoch, fold);
    return fold;
  }

  /** A stream that was remembered has grown by these facts of one append, and by nothing else: they need not be read back. */
  grow<S>(of: Readable<S>, stream: string, before: Fold<S>, facts: readonly Recorded[]): void {
    const last = facts.at(-1)!;
    const found = this.held.get(stream);
    if (!found || found.fold.revision >= last.revision) return;
    const commands = new Set(before.commands).add(last.command);
    this.keep(stream, of, found.epoch, { revision: last.revision, position: last.position, state: facts.reduce<S>((state, fact) => of.evolve(state, fact), before.state), commands });
  }

  private keep<S>(stream: string, of: Readable<S>, epoch: string, fold: Fold<S>): void {
    const newer = this.held.get(stream);
    if (newer) { this.held.delete(stream); this.events -= newer.fold.revision + 1; }
    if (fold.revision < 0) return;
    this.held.set(stream, { of: of as Readable<unknown>, fold, epoch });
    this.events += fold.revision + 1;
    for (const [oldest, { fold: { revision } }] of this.held) {
      if (this.events <= this.limit) return;
      this.held.delete(oldest);
      this.events -= revision + 1;
    }
  }
}
