import { addDays, instantIn } from '@lyceum/core/calendar';
import { batchesOf, type EventStore, type Stored } from '@lyceum/event-store/event-store';
import { ManualClock } from '@lyceum/jobs/clock';
import { temporaryHost, type Caller, type TemporaryHost } from '@lyceum/nest-kit/testing';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { contexts } from '../../contexts.ts';
import { demoRoles } from '../accounts.ts';
import { seedCity, type Seeded } from '../seed.ts';

/** A Wednesday morning: the week's sessions are planned and not yet held. */
export const now = '2026-06-03T02:00:00.000Z';

/** Of all years one in which everything happens that can: see the first test of tally.spec. */
const random = 47;

/** The tiny city on a real host, and its office, who may see all of it. `ask` throws where the answer is not 200. */
export type Town = Seeded & TemporaryHost & { readonly clock: ManualClock; readonly office: Caller; ask(url: string, asOf?: string): Promise<Answered> };
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- specs look into answers of every shape
export type Answered = any;

export const seedTown = async (readThrough?: (reads: ReadStore) => ReadStore): Promise<Town> => {
  const clock = new ManualClock(now);
  const temporary = await temporaryHost({ contexts, clock, ...(readThrough ? { readThrough } : {}) });
  const seeded = await seedCity(temporary.host, clock, { size: 'tiny', now, random });
  const office = await temporary.logIn(demoRoles(seeded.city).find(({ role }) => role === 'office')!.memberId);
  return { ...seeded, ...temporary, clock, office, ask: (url, asOf) => asking(office, url, asOf) };
};

export const asking = async (caller: Caller, url: string, asOf?: string): Promise<Answered> => {
  const { status, json, text } = await caller.get(asOf === undefined ? url : `${url}${url.includes('?') ? '&' : '?'}asOf=${encodeURIComponent(asOf)}`);
  if (status !== 200) throw new Error(`${url} as of ${asOf ?? 'now'} answers ${status}: ${text}`);
  return json;
};

/** Everything that was recorded, in order. */
export const everything = async (events: EventStore): Promise<readonly Stored[]> => (await Array.fromAsync(batchesOf(events))).flat();

/** Ten instants of the year: sessions under way, at their end, two days later, at the judging of their week, and when it was made good for. */
export const pastInstants = ({ weeks }: Seeded): readonly string[] => {
  const monday = (nth: number) => weeks.at(nth)!.monday;
  const friday = (nth: number) => addDays(monday(nth), 4);
  return [
    instantIn(addDays(monday(0), -3), '18:00'), instantIn(friday(0), '15:00'), instantIn(friday(0), '17:10'), instantIn(addDays(friday(0), 2), '11:00'),
    instantIn(monday(1), '00:00'), instantIn(addDays(monday(4), 8), '17:20'), instantIn(monday(7), '00:00'), instantIn(friday(9), '17:20'),
    instantIn(addDays(friday(-3), 2), '09:20'), instantIn(monday(-1), '00:00'),
  ];
};

/** Throws where something is not what it must be, and says what. */
export const agree = (what: string, actual: unknown, expected: unknown): void => {
  const [is, must] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== must) throw new Error(`${what}\nmust be ${must}\n but is ${is}`);
};
