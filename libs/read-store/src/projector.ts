import { setImmediate, setTimeout } from 'node:timers/promises';
import { beginning, type EventDefinition, type Position, type Recorded } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import { assertWithin, LostEnd, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { inTodaysShape } from '@lyceum/event-store/folds';
import { fold } from './fold.ts';
import { RowsCache } from './rows-cache.ts';
import type { ReadStore } from './read-store.ts';
import { Rows, type Progress } from './rows.ts';

/**
 * `batch`: events read at once while catching up. `cachedRows`: over all projections. `pauses`: milliseconds before each further try.
 * `changed` is told of a projection whose rows have taken in events that it looks at, whoever wrote them first: for whoever remembers what it read.
 */
export type ProjectorOptions = { readonly batch?: number; readonly cachedRows?: number; readonly pauses?: readonly number[]; readonly changed?: (projection: Projection) => void };

type Course = { readonly projection: Projection; position: Position; unsaved: number; state: Progress['state']; error: Error | null; failures: number; busy: boolean };

/** After how many events that changed nothing a checkpoint is written all the same. */
const saveEvery = 2000;

/**
 * Reads the log in its order into rows; knows how far it is. One subscription serves all projections that are up to date; those that are behind
 * (new, raised, or stopped by an error) catch up on their own from their own checkpoint, and join.
 */
export class Projector extends Rows {
  private readonly courses: Course[] = [];
  private cache: RowsCache;
  private readonly cachedRows: number;
  private readonly batch: number;
  private readonly pauses: readonly number[];
  private readonly changed: (projection: Projection) => void;
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();
  /** Where the subscription stands; `applying` while a batch of it is under way. */
  private head: Position = beginning;
  private applying = false;
  private unread: Error | null = null;

  constructor(store: EventStore, readonly reads: ReadStore, readonly projections: readonly Projection[], readonly vocabulary: ReadonlyMap<string, EventDefinition>,
    { batch = 2000, cachedRows = 40_000, pauses = [250, 1000, 5000, 15_000, 60_000], changed = () => undefined }: ProjectorOptions = {}) {
    super(store);
    this.cache = new RowsCache(cachedRows);
    this.cachedRows = cachedRows;
    this.batch = batch;
    this.pauses = pauses;
    this.changed = changed;
  }

  async start(): Promise<void> {
    const courses: Course[] = [];
    for (const projection of this.projections) {
      await this.reads.prepare(projection);
      const position = await this.reads.checkpoint(projection);
      courses.push({ projection, position, unsaved: 0, state: 'catching-up', error: null, failures: 0, busy: false });
    }
    this.head = await this.store.head();
    this.courses.push(...courses);
    for (const course of this.courses) {
      if (course.position > this.head) await this.assertWithin(course).catch((error: unknown) => this.fail(course, asError(error)));
      else if (course.position === this.head) this.join(course);
    }
    this.run(this.follow());
    const behind = this.courses.filter(({ state }) => state === 'catching-up');
    if (behind.length > 0) this.run(this.catchUp(behind));
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
    for (const course of this.courses) if (course.unsaved > 0 && course.state !== 'stopped') await this.save(course).catch(() => undefined); // read again at the next start
  }

  progress(): readonly Progress[] {
    return this.courses.map(({ projection: { name, version }, position, state, error }) => ({ name, version, position, state, error }));
  }
  protected away(): Error | null { return this.unread; }

  private run(work: Promise<void>): void {
    const tracked = work.finally(() => this.running.delete(tracked));
    this.running.add(tracked);
  }
  private get over(): boolean { return this.stopping.signal.aborted; }

  /** The one subscription. Where the log is away, it is asked for again. */
  private async follow(): Promise<void> {
    for (let failures = 0; !this.over; failures++) {
      try {
        await this.store.subscribe(this.head, async (batch) => {
          await this.next(batch);
          [this.unread, failures] = [null, 0];
        }, this.stopping.signal);
      } catch (error) { this.unread = asError(error); this.announce(); }
      if (!this.over) await this.pause(failures);
    }
  }

  private async next(batch: readonly Stored[]): Promise<void> {
    const last = batch.at(-1);
    if (!last || this.over) return;
    // Whoever has caught up with what came before this batch takes part in it.
    for (const course of this.courses) if (course.state === 'catching-up' && !course.busy && course.position >= this.head) this.join(course);
    this.applying = true;
    await this.apply(this.courses.filter(({ state }) => state === 'following'), batch);
    this.head = last.position;
    this.applying = false;
    this.announce();
  }

  /** One pass over the log for all that are behind; each takes what comes after its own position. */
  private async catchUp(behind: readonly Course[]): Promise<void> {
    for (;;) {
      const left = behind.filter(({ state }) => state === 'catching-up');
      if (this.over || left.length === 0) return;
      if (!this.applying) for (const course of left) if (course.position >= this.head) this.join(course);
      const after = left.map(({ position }) => position).reduce((a, b) => (a < b ? a : b));
      try {
        const batch = await this.store.readLog({ after, limit: this.batch });
        if (batch.length > 0) await this.apply(left.filter(({ state }) => state === 'catching-up'), batch);
        else await setTimeout(5); // the subscription is about to take the same events
      } catch (error) {
        this.unread = asError(error);
        await this.pause(0);
      }
      this.announce();
      await setImmediate();
    }
  }

  private async apply(courses: readonly Course[], batch: readonly Stored[]): Promise<void> {
    const decoded = new Map<string, Recorded>();
    const decode = (stored: Stored): Recorded => {
      let event = decoded.get(stored.position);
      if (!event) decoded.set(stored.position, (event = inTodaysShape(this.vocabulary, stored)));
      return event;
    };
    for (const course of courses) course.busy = true;
    const left = courses.values();
    const work = async () => {
      for (const course of left) {
        if (!this.over) await this.advance(course, batch, decode).catch((error: unknown) => this.fail(course, asError(error)));
        course.busy = false;
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.reads.abreast, courses.length) }, work));
  }

  private async advance(course: Course, batch: readonly Stored[], decode: (stored: Stored) => Recorded): Promise<void> {
    const { projection } = course;
    const { changes, passed, rows, upTo, unfit } = await fold(projection, batch, course.position, decode, this.reads, this.cache);
    course.unsaved += batch.length;
    if (changes.length > 0 || passed || course.unsaved >= saveEvery) {
      await this.reads.write(projection, changes, upTo);
      course.unsaved = 0;
    }
    for (const [key, row] of rows) this.cache.set(projection, key, row);
    if (batch.some(({ type }) => projection.types === 'every' || projection.types.includes(type))) this.changed(projection);
    course.position = upTo;
    if (unfit) throw unfit;
    if (course.error) [course.error, course.failures] = [null, 0];
  }

  private async save(course: Course): Promise<void> {
    await this.reads.write(course.projection, [], course.position);
    course.unsaved = 0;
  }
  /** Its rows are as new as the log: what held them up, a write whose answer was lost for one, is over. */
  private join(course: Course): void {
    course.state = 'following';
    [course.error, course.failures] = [null, 0];
  }

  /** Stops one projection, and tries again after a pause that grows; but not over a log that lost its end, which would soon look whole again. */
  private fail(course: Course, error: Error): void {
    course.state = 'stopped';
    course.error = error;
    if (error instanceof LostEnd) return;
    this.run((async () => {
      await this.pause(course.failures++);
      if (this.over) return;
      try { await this.resume(course); } catch (again) { return this.fail(course, asError(again)); }
      await this.catchUp([course]);
    })());
  }

  /** Goes on from what the store has, which may be less than was written: whatever is remembered of its rows is read again. */
  private async resume(course: Course): Promise<void> {
    course.position = await this.reads.checkpoint(course.projection);
    await this.assertWithin(course);
    this.cache = new RowsCache(this.cachedRows);
    course.unsaved = 0;
    course.state = 'catching-up';
  }
  private assertWithin({ projection: { name, version }, position }: Course): Promise<void> { return assertWithin(this.store, position, `the rows of ${name} v${version}`); }

  private async pause(failures: number): Promise<void> {
    const milliseconds = this.pauses[Math.min(failures, this.pauses.length - 1)]!;
    await setTimeout(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined); // stopping ends the pause
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
