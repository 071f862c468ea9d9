import { ReleaseMessages } from '@lyceum/contracts/platform/parking';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { commandId, handle } from '@lyceum/event-store/handle';
import { parking } from '@lyceum/message-bus/parking.decider';
import { Stop } from './report.ts';

export type ParkedKey = { readonly consumer: string; readonly key: string; readonly waiting: number; readonly since: string; readonly error: string };
export type ParkedMessage = { readonly position: string; readonly eventId: string; readonly type: string; readonly recordedAt: string; readonly error: string };

/** What reactors could not handle and nobody has released yet, the longest waiting first. */
export const listParked = async (events: EventStore, consumers: readonly string[]): Promise<readonly ParkedKey[]> => {
  const found: ParkedKey[] = [];
  for (const consumer of consumers) {
    const { keys, notes } = await lane(events, consumer);
    for (const [key, positions] of Object.entries(keys)) {
      const { error, at } = notes.get(`${key}\n${positions[0]!}`)!;
      found.push({ consumer, key, waiting: positions.length, since: at, error });
    }
  }
  return found.sort((a, b) => (a.since < b.since ? -1 : 1));
};

/** One key's messages in their order, and why each waits. */
export const showParked = async (events: EventStore, consumer: string, key: string): Promise<readonly ParkedMessage[]> => {
  const { keys, notes } = await lane(events, consumer);
  const waiting = await events.readAt(keys[key] ?? []);
  if (waiting.length === 0) throw new Stop(`nothing of ${key} waits for ${consumer}; see: lyceum parked list`);
  return waiting.map(({ position, id, type, recordedAt }) => ({ position, eventId: id, type, recordedAt, error: notes.get(`${key}\n${position}`)?.error ?? '' }));
};

/** Has them handled again, in their order; the fact stands in the log under the member, with the unit of what waited first. Answers how many were waiting. */
export const releaseParked = async (events: EventStore, consumer: string, key: string, memberId: string, now: string): Promise<{ position: string; released: number }> => {
  const waiting = (await lane(events, consumer)).keys[key] ?? [];
  const [first] = await events.readAt(waiting.slice(0, 1));
  if (!first) throw new Stop(`nothing of ${key} waits for ${consumer}; see: lyceum parked list`);
  if ((await events.readStream(`member-${memberId}`)).length === 0) throw new Stop(`--by: there is no member ${memberId}`, 2);
  const actor = `member:${memberId}`;
  const ask = { command: commandId('release', actor, consumer, key, now), actor, unit: first.unit, now, correlation: commandId('release', now) };
  const { position } = await handle(events, vocabulary, parking, ReleaseMessages({ consumer, key }), ask);
  return { position, released: waiting.length };
};

const lane = async (events: EventStore, consumer: string) => {
  const past = await pastOf(events, vocabulary, `parked-${consumer}`);
  const notes = new Map<string, { error: string; at: string }>();
  for (const { type, data, recordedAt } of past) {
    if (type !== 'MessageParked') continue;
    const { key, position, error } = data as { key: string; position: string; error: string };
    notes.set(`${key}\n${position}`, { error, at: recordedAt });
  }
  return { keys: parking.fold(past), notes };
};
