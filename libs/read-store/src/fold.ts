import { setImmediate } from 'node:timers/promises';
import type { Position, Recorded } from '@lyceum/core/event';
import type { Projection } from '@lyceum/core/projection';
import type { Stored } from '@lyceum/event-store/event-store';
import type { CachedRow, RowsCache } from './rows-cache.ts';
import type { Change, ReadStore } from './read-store.ts';

/** An event that a projection could not take. */
export class Unfit extends Error {
  constructor(projection: Projection, event: Stored, readonly why: unknown) {
    super(`${projection.name} v${projection.version} stops before event ${event.id} (${event.type}, at ${event.position}): ${why instanceof Error ? why.message : String(why)}`);
  }
}
/** `passed`: some rows were further already. Who wrote them may have ended before the checkpoint, so that it is ours to write. */
export type Folded = { readonly changes: readonly Change[]; readonly passed: boolean; readonly rows: ReadonlyMap<string, CachedRow>; readonly upTo: Position; readonly unfit: Unfit | null };

type Touching = { readonly event: Recorded; readonly keys: readonly string[] };

/** How many events are folded before others get their turn of the event loop: a few milliseconds. */
const turn = 500;

/** What a batch makes of one projection's rows: its changes up to the end, or up to the event that it can't take. */
export const fold = async (
  projection: Projection, batch: readonly Stored[], after: Position, inTodaysShape: (stored: Stored) => Recorded, reads: ReadStore, cache: RowsCache,
): Promise<Folded> => {
  const { types } = projection;
  const touching: Touching[] = [];
  const changes: Change[] = [];
  let upTo = after;
  let unfit: Unfit | null = null;

  const take = async (work: (stored: Stored) => void) => {
    for (let next = 0; next < batch.length; next++) {
      if (next > 0 && next % turn === 0) await setImmediate();
      const stored = batch[next]!;
      if (stored.position <= after) continue;
      try { work(stored); } catch (error) { unfit = new Unfit(projection, stored, error); return; }
      upTo = stored.position;
    }
  };
  // First the keys of all events, so that rows are loaded together; the keys come from the event alone.
  await take((stored) => {
    if (types !== 'every' && !types.includes(stored.type)) return;
    const event = types === 'every' ? (stored as Recorded) : inTodaysShape(stored);
    const keys = projection.keysOf(event);
    if (keys.length > 0) touching.push({ event, keys });
  });
  const rows = await load(projection, touching, reads, cache);

  let applied = 0;
  let passed = false;
  for (const { event, keys } of touching) {
    if (++applied % turn === 0) await setImmediate();
    const made: Change[] = [];
    try {
      for (const key of keys) {
        const before = rows.get(key)!;
        if (before.position !== null && before.position >= event.position) { passed = true; continue; } // another projector was here before
        const row = projection.apply(before.row, event, key);
        if (row !== before.row && !(before.row === null && row === projection.initial)) made.push({ key, position: event.position, previous: before.position, row });
      }
    } catch (error) {
      const at = batch.findIndex(({ position }) => position === event.position);
      return { changes, passed, rows, upTo: at > 0 ? latest(after, batch[at - 1]!.position) : after, unfit: new Unfit(projection, batch[at]!, error) };
    }
    for (const change of made) {
      changes.push(change);
      rows.set(change.key, { position: change.position, row: change.row });
    }
  }
  return { changes, passed, rows, upTo, unfit };
};

const latest = (a: Position, b: Position): Position => (a > b ? a : b);

const load = async (projection: Projection, touching: readonly Touching[], reads: ReadStore, cache: RowsCache): Promise<Map<string, CachedRow>> => {
  const rows = new Map<string, CachedRow>();
  const missing = new Set<string>();
  for (const { keys } of touching) for (const key of keys) {
    if (rows.has(key) || missing.has(key)) continue;
    const known = cache.get(projection, key);
    if (known) rows.set(key, known); else missing.add(key);
  }
  const wanted = [...missing];
  for (let next = 0; next < wanted.length; next += turn) {
    const some = wanted.slice(next, next + turn);
    const found = await reads.current(projection, some);
    for (const key of some) rows.set(key, found.get(key) ?? { position: null, row: null });
    await setImmediate();
  }
  return rows;
};
