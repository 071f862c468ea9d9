import { beginning, type Position } from '@lyceum/core/event';
import { DerivedDamaged, LostEnd, NewerRelease, type EventStore } from '@lyceum/event-store/event-store';

/** How far one projection is. `following`: its rows are as new as the log; `stopped`: see `error`, it is tried again. */
export type Progress = { readonly name: string; readonly version: number; readonly position: Position; readonly state: 'catching-up' | 'following' | 'stopped'; readonly error: Error | null };

/** The rows of one log: how far they have come up to it, and waiting for them; whoever makes them, in this thread (`Projector`) or in another. */
export abstract class Rows {
  private readonly waiting = new Set<() => void>();

  constructor(readonly store: EventStore) {}

  /** Prepares tables and starts following the log. Rows may be behind for a while: see `caughtUp`. Where it throws, nothing was started: it can be asked again. */
  abstract start(): Promise<void>;
  /** Finishes the batch under way and writes all checkpoints. */
  abstract stop(): Promise<void>;
  /** None before the start. */
  abstract progress(): readonly Progress[];
  /** Why the log can't be followed at all, for now. */
  protected abstract away(): Error | null;

  /** The position up to which all rows are written. */
  position(): Position {
    const positions = this.progress().map(({ position }) => position);
    return positions.reduce((a, b) => (a < b ? a : b), positions[0] ?? beginning);
  }

  /** False where the rows of that event were not there in time. */
  async waitFor(position: Position, milliseconds: number): Promise<boolean> {
    return this.until(() => this.position() >= position, milliseconds);
  }
  /** True when every projection has come up to the log as it is read on; false where that took longer. */
  async caughtUp(milliseconds: number): Promise<boolean> {
    return this.until(() => this.progress().every(({ state }) => state === 'following'), milliseconds);
  }

  /** How far rows are behind: milliseconds between the recording of the last event in the rows and of the last in the log. */
  async lag(): Promise<number> {
    const [position, head] = [this.position(), await this.store.head()];
    if (position >= head) return 0;
    const [last] = await this.store.readAt([head]);
    const [shown] = position === beginning ? await this.store.readLog({ limit: 1 }) : await this.store.readAt([position]);
    return last && shown ? Math.max(0, Date.parse(last.recordedAt) - Date.parse(shown.recordedAt)) : 0;
  }

  /** Throws what holds rows up; a projection that is only catching up is healthy. `LostEnd`, `DerivedDamaged` and `NewerRelease` as they are: nobody goes on over them. */
  async healthy(): Promise<void> {
    const errors = this.progress().flatMap(({ error }) => (error ? [error] : []));
    const final = errors.find((error) => error instanceof LostEnd || error instanceof DerivedDamaged);
    if (final) throw final;
    const away = this.away();
    if (away instanceof NewerRelease) throw away;
    const stopped = [...errors.map(({ message }) => message), ...(away ? [`the log can't be followed: ${away.message}`] : [])];
    if (stopped.length > 0) throw new Error(`${stopped.join('; ')}. It is tried again by itself; what others project goes on`);
  }

  /** Whoever waits looks again: something has moved. */
  protected announce(): void { for (const look of [...this.waiting]) look(); }

  private async until(reached: () => boolean, milliseconds: number): Promise<boolean> {
    if (reached()) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const look = () => { if (reached()) resolve(true); };
    const timer = setTimeout(() => resolve(false), milliseconds);
    this.waiting.add(look);
    try { return await promise; } finally {
      clearTimeout(timer);
      this.waiting.delete(look);
    }
  }
}
