import { setTimeout } from 'node:timers/promises';
import type { EventDefinition, Position, Recorded } from '@lyceum/core/event';
import type { MemberEvent } from '@lyceum/contracts/member/member';
import { assertWithin, LostEnd, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { inTodaysShape } from '@lyceum/event-store/folds';
import type { Keys, Opened } from '@lyceum/vault/vault';
import type { PersonSearch, Place, Searchable } from './search.ts';

type Details = { readonly name: string; readonly phone?: string | undefined; readonly otherPhone?: string | undefined };
const types: readonly string[] = ['MemberRegistered', 'MemberTransferred', 'DetailsCorrected', 'MemberForgotten'] satisfies MemberEvent['type'][];

/** Milliseconds before each further try. */
const pauses = [250, 1000, 5000, 15_000, 60_000];

/** Opens personal data into the search table, as the log tells it, and takes it out when a person is forgotten. */
export class SearchFollower {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private error: Error | null = null;

  /** `onForgotten` is told who was forgotten, so that names in memory go as well. */
  constructor(
    private readonly events: EventStore, private readonly keys: Keys, private readonly search: PersonSearch,
    private readonly vocabulary: ReadonlyMap<string, EventDefinition>, private readonly onForgotten: (memberId: string) => void = () => undefined,
  ) {}

  /** Whoever was forgotten while this was not running is taken out before anything is found. */
  async start(): Promise<void> {
    const position = await this.search.checkpoint();
    await this.search.write({ people: [], places: [], forgotten: await this.keys.forgotten() }, position);
    this.running = this.follow(position);
  }
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
  async healthy(): Promise<void> {
    if (this.error instanceof LostEnd) throw this.error;
    if (this.error) throw new Error(`the search table can't follow the log: ${this.error.message}. It is tried again by itself`);
  }

  private async follow(from: Position): Promise<void> {
    const { signal } = this.stopping;
    let position = from;
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        await assertWithin(this.events, position, 'the search table');
        await this.events.subscribe(position, async (batch) => {
          await this.take(batch);
          position = batch.at(-1)!.position;
          [this.error, failures] = [null, 0];
        }, signal);
      } catch (error) { this.error = error instanceof Error ? error : new Error(String(error)); }
      if (signal.aborted || this.error instanceof LostEnd) return; // a log that lost its end would soon look whole again
      await setTimeout(pauses[Math.min(failures, pauses.length - 1)], undefined, { signal }).catch(() => undefined); // stopping ends the pause
      position = await this.search.checkpoint().catch(() => position); // a table that lost its end is filled from there again
    }
  }

  private async take(batch: readonly Stored[]): Promise<void> {
    const details = new Map<string, Details>();
    const places: Place[] = [];
    const forgotten = new Set<string>();
    for (const stored of batch) {
      if (!types.includes(stored.type)) continue;
      const { type, data } = inTodaysShape(this.vocabulary, stored) as Recorded<MemberEvent>;
      if (type === 'MemberRegistered' || type === 'DetailsCorrected') details.set(data.memberId, data);
      if (type === 'MemberRegistered' || type === 'MemberTransferred') places.push({ memberId: data.memberId, unitId: data.unitId, from: data.from });
      if (type === 'MemberForgotten') forgotten.add(data.memberId);
    }
    const people = await this.opened([...details].filter(([memberId]) => !forgotten.has(memberId)));
    await this.search.write({ people, places, forgotten: [...forgotten] }, batch.at(-1)!.position);
    for (const memberId of forgotten) this.onForgotten(memberId);
  }

  /**
   * In clear; without those whose key is gone: their forgetting comes later in the log. Nor those whose key is damaged: an entry that is there stays,
   * and one that is missing comes with the epoch that a restore gives the log, from which the table is filled anew.
   */
  private async opened(people: readonly (readonly [string, Details])[]): Promise<Searchable[]> {
    const texts = people.flatMap(([, { name, phone, otherPhone }]) => [name, phone, otherPhone].filter((text) => text !== undefined));
    const opened = new Map<string, Opened>();
    (await this.keys.open(texts)).forEach((plain, index) => opened.set(texts[index]!, plain));
    const plain = (sealed: string | undefined) => (sealed === undefined ? undefined : opened.get(sealed));
    return people.flatMap(([memberId, { name, phone, otherPhone }]) => {
      const clear = plain(name);
      return typeof clear === 'string' ? [{ memberId, name: clear, phones: [plain(phone), plain(otherPhone)].filter((text) => typeof text === 'string') }] : [];
    });
  }
}
