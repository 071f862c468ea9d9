import { beginning, type Position } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { instants, spans } from './instants.projection.ts';

/**
 * The last position that was recorded by an instant (ISO, UTC), by the running maximum of `recordedAt`: what comes before the first
 * event that was recorded later. The head of the log where there is none.
 */
export const positionAt = async (reads: ReadStore, events: EventStore, instant: string): Promise<Position> => {
  const later = await firstLater(reads, events, new Date(instant).toISOString());
  if (later === undefined) return events.head();
  const [before] = await events.readLog({ before: later, backwards: true, limit: 1 });
  return before?.position ?? beginning;
};

const firstLater = async (reads: ReadStore, events: EventStore, instant: string): Promise<Position | undefined> => {
  const firsts = (await Promise.all(spans.map((length, index) => reads.find(instants, {
    where: { length, key: { from: `${instant.slice(0, length)}~`, to: `${instant.slice(0, spans[index - 1] ?? 0)}~` } }, limit: 1000,
  })))).flatMap(({ rows }) => rows.map(({ row }) => row.first));
  const beyond = firsts.reduce<Position | undefined>((least, first) => (least === undefined || first < least ? first : least), undefined);

  // What is left: the events of the instant's own minute, and those whose rows are not there yet.
  const own = (await reads.get(instants, instant.slice(0, spans.at(-1))))?.row.first;
  if (beyond !== undefined && (own === undefined || own > beyond)) return beyond;
  let after = own === undefined ? await reads.checkpoint(instants) : ((await events.readLog({ before: own, backwards: true, limit: 1 }))[0]?.position ?? beginning);
  for (;;) {
    const batch = await events.readLog({ after, limit: 500 });
    const found = batch.find(({ position, recordedAt }) => recordedAt > instant || position === beyond);
    const last = batch.at(-1);
    if (found || !last) return found?.position ?? beyond;
    after = last.position;
  }
};
