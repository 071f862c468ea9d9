import type { EventDefinition, Position } from '@lyceum/core/event';
import { EventStore, NewerRelease, type Append, type Kind, type Stored } from './event-store.ts';

type Vocabulary = ReadonlyMap<string, EventDefinition>;

/** Throws `NewerRelease` at the first kind of event that this program can't read. */
export const assertReadable = (vocabulary: Vocabulary, kinds: Iterable<Kind>): void => {
  for (const { type, version, position } of kinds) {
    const known = vocabulary.get(type)?.version;
    if (known === undefined || version > known) throw newer(`${type} v${version}${position ? ` @ ${position}` : ''}`, known === undefined ? '–' : `${type} v${known}`);
  }
};

const newer = (found: string, known: string) => new NewerRelease(
  `This log was written by a newer release (found: ${found}; this one knows: ${known}). Start that release again, or restore a backup of before it. Nothing was changed. `
  + `这份日志由更新的版本写过（遇到：${found}；本版本认识：${known}）。请重新启动那个版本，或恢复升级之前的备份。没有改动任何数据。`);

/**
 * A log as a program reads it that knows these events: where it comes upon one that it does not, which only a newer release can have written, it
 * throws, rather than pass over a fact and show what is no longer so; and it is not healthy any more.
 */
export class ReadableEventStore extends EventStore {
  private newer: NewerRelease | null = null;
  constructor(private readonly store: EventStore, private readonly vocabulary: Vocabulary) { super(); }

  get identity() { return this.store.identity; }
  /** What it came upon. */
  get unreadable(): NewerRelease | null { return this.newer; }

  append(append: Append) { return this.store.append(append); }
  async readStream(...asked: Parameters<EventStore['readStream']>) { return this.read(await this.store.readStream(...asked)); }
  async readLog(...asked: Parameters<EventStore['readLog']>) { return this.read(await this.store.readLog(...asked)); }
  async readAt(...asked: Parameters<EventStore['readAt']>) { return this.read(await this.store.readAt(...asked)); }
  head() { return this.store.head(); }
  subscribe(after: Position, next: (batch: readonly Stored[]) => Promise<void>, signal: AbortSignal) {
    return this.store.subscribe(after, (batch) => next(this.read(batch)), signal);
  }
  /** Throws where there is a kind that can't be read. */
  override async kinds() { return this.read(await this.store.kinds()); }
  async healthy() {
    if (this.newer) throw this.newer;
    await this.store.healthy();
  }
  close() { return this.store.close(); }

  private read<K extends readonly Kind[]>(found: K): K {
    try { assertReadable(this.vocabulary, found); } catch (error) {
      this.newer ??= error as NewerRelease;
      throw error;
    }
    return found;
  }
}
