import { setTimeout } from 'node:timers/promises';
import { shanghaiDay } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import type { RelayState } from '@lyceum/message-bus/relay-state';
import type { City } from '@lyceum/solo/demo-city/city';
import type { Week } from '@lyceum/solo/demo-city/year';
import { recordWeeks, type Filling } from './made-year.ts';
import type { Place } from './signing.ts';

const patience = 120_000; // milliseconds for each
/** What follows a burst, in a second, from its first event on: events published, entries of learning files written, events in all rows that `place.read` shows. */
export type Followed = { readonly relayed: number; readonly entries: number; readonly rows: number };

/** Weeks of a whole city recorded at once, past the services; then what the relay, the reactors and the rows make of it, at the same time. */
export const burst = async ({ events, relay, filling, place }: { events: EventStore; relay: RelayState; filling: Filling; place: Place }, city: City, weeks: readonly Week[], now: string): Promise<Followed> => {
  const before = await settled({ events, relay, place });
  const over = new AbortController();
  const signatures = () => ['AttendanceSigned', 'AttendanceWithdrawn'].reduce((sum, type) => sum + (filling.counts.get(type) ?? 0), 0);
  const signedBefore = signatures();
  let end: Position = '~'; // after every position: not known yet
  let [within, entries] = [0, 0];
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const following = events.subscribe(before, async (batch) => {
    within += batch.filter(({ position }) => position <= end).length;
    entries += batch.filter(({ type }) => type === 'AttendanceFiled' || type === 'AttendanceStruck').length;
  }, over.signal).catch(() => undefined); // what then does not come is told below
  try {
    await recordWeeks(filling, city, weeks, now, { reactions: false });
    await filling.end();
    end = await events.head(); // with what reactors have added so far
    const wanted = signatures() - signedBefore;
    const [relayed, written, shown] = await Promise.all([
      until(async () => (await relay.checkpoint()) >= end).then(seconds),
      until(async () => entries >= wanted).then(seconds),
      until(async () => shows(place, end)).then(seconds),
    ]);
    return { relayed: within / relayed, entries: wanted / written, rows: within / shown };
  } finally {
    over.abort();
    await following;
  }
};

/** Waits until relay and rows have come up to the log; answers its end. */
export const settled = async ({ events, relay, place }: { events: EventStore; relay: RelayState; place: Place }): Promise<Position> => {
  await until(async () => (await relay.checkpoint()) >= (await events.head()));
  const head = await events.head();
  await until(async () => shows(place, head));
  return head;
};

const shows = async ({ read, office }: Place, position: Position): Promise<boolean> => {
  const today = shanghaiDay(new Date().toISOString());
  const { status } = await fetch(`${read}/api/boards/unit/agency?from=${today}&to=${today}&after=${position}`, { headers: { cookie: `lyceum=${office}` } });
  if (status !== 200 && status !== 503) throw new Error(`a board answers ${status}`);
  return status === 200;
};
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  for (const late = performance.now() + patience; !(await holds());) {
    if (performance.now() > late) throw new Error('it took too long: is the machine busy with something else?');
    await setTimeout(20);
  }
};
