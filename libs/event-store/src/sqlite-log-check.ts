import { Worker } from 'node:worker_threads';
import { explained, type SqliteError } from '@lyceum/sqlite/errors';
import { damagedAt, positionOf, remedy } from './envelope.ts';
import { Damaged, Unavailable, type Kind } from './event-store.ts';

/** `position`: of the event that is wrong; `null` where it is none alone. `sum`: of what was seen of events; the same on both sides where look-ups are right. `kinds`: "<type> <version>", and where the first stands. */
type Found = { readonly wrong: { readonly position: number | null; readonly why: string } | null; readonly sum: { readonly ids: number; readonly streams: number }; readonly kinds?: ReadonlyMap<string, number> } | { readonly failed: SqliteError };

/** `sound` answers the kinds of events that there are, and rejects with what is wrong; where the check is stopped before it is over, it never settles. */
export type Check = { readonly sound: Promise<readonly Kind[]>; stop(): Promise<void> };

/** So many events are looked at sooner than a second thread begins. */
const few = 2_000;

/** Looks at a whole log file, up to its event `end`, beside whatever else its opener has to do; a long one with two threads: some three seconds for a million events. */
export const startCheck = (file: string, end: number): Check => {
  const parts = end > few ? [['events'], ['look-ups']] : [['events', 'look-ups']];
  const threads = parts.map((checks) => new Worker(new URL('./sqlite-log-check-thread.mjs', import.meta.url), { workerData: { checks, file, end }, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } }));
  const over = Promise.all(threads.map((thread) => new Promise((resolve) => { thread.once('exit', resolve); })));
  let stopped = false;
  const sound = Promise.all(threads.map((thread) => foundBy(thread, file))).then((found) => {
    if (stopped) return new Promise<never>(() => undefined);
    const error = wrongWith(file, found.flat());
    if (error) throw error;
    return kindsIn(found.flat());
  });
  return {
    sound,
    stop: async () => {
      stopped = true;
      for (const thread of threads) thread.postMessage('stop');
      await over;
    },
  };
};

const foundBy = (thread: Worker, file: string) => new Promise<Found[]>((resolve, reject) => {
  thread.once('message', resolve);
  thread.once('error', (error) => { reject(new Unavailable(`${file}: it could not be checked (${error.message})`)); });
});

const kindsIn = (found: readonly Found[]): readonly Kind[] => found.flatMap((each) => ('kinds' in each && each.kinds ? [...each.kinds] : [])).map(([kind, position]) => {
  const [type, version] = kind.split(' ');
  return { type: type!, version: Number(version), position: positionOf(position) };
});

/** What is wrong with one event comes first: it says more than how the same shows in a look-up. */
const wrongWith = (file: string, found: readonly Found[]): Error | null => {
  const damaged = (why: string) => new Damaged(`${file} is not what was written: ${why}. ${remedy}`);
  const sums = [];
  for (const each of found) {
    if ('failed' in each) return explained(each.failed, file, remedy);
    if (each.wrong) return each.wrong.position === null ? damaged(each.wrong.why) : damagedAt(each.wrong.position, each.wrong.why);
    sums.push(each.sum);
  }
  const [seen, said] = sums;
  if (seen?.ids !== said?.ids) return damaged('the look-up of events by their ids is astray');
  return seen?.streams === said?.streams ? null : damaged('the look-up of events by their streams is astray');
};
