import { canonical } from '@lyceum/core/canonical';
import type { Position } from '@lyceum/core/event';
import { BadPosition, Conflict, Damaged, isPosition, type Append, type Expectation, type Identity, type Proposed, type Stored } from './event-store.ts';

/** What adapters that count positions store: an event's canonical text (RFC 8785) on both sides of the revision, which only the commit knows. */
export type Halves = { readonly stream: string; readonly id: string; readonly before: string; readonly after: string };

/** In the order of canonical text; `revision` stands between the two. */
const before = ['actor', 'bodyHash', 'causation', 'command', 'correlation', 'data', 'epoch', 'id', 'log', 'occurredAt', 'recordedAt'] as const;
const after = ['stream', 'type', 'unit', 'version'] as const;
/** Fails to compile when the envelope gains a member that the lists above would forget. */
type Listed = (typeof before)[number] | (typeof after)[number] | 'revision' | 'position';
const complete: Exclude<keyof Stored, Listed> extends never ? true : never = true;

const members = (event: Proposed & Identity, names: readonly ((typeof before)[number] | (typeof after)[number])[]) =>
  names.map((name) => `"${name}":${name === 'data' ? canonical(event.data) : JSON.stringify(event[name])}`).join(',');

export const halves = (event: Proposed, identity: Identity): Halves => {
  const whole = { ...event, log: identity.log, epoch: identity.epoch };
  return { stream: event.stream, id: event.id, before: complete && `{${members(whole, before)},"revision":`, after: `,${members(whole, after)}}` };
};

/** Of an append: the new last position; or the stream that was elsewhere, and where (-1: nowhere). */
export type Outcome = number | { readonly stream: string; readonly actual: number };
export const conflictOf = ({ checks }: Append, { stream, actual }: Exclude<Outcome, number>): Conflict => new Conflict(stream, checks[stream] as Expectation, actual === -1 ? 'none' : actual);

const name = /^[^\p{Cc}\p{Cs}]{1,400}$/u;

/** Throws where an append makes no sense whatever the log holds: a mistake in the program, not a conflict. */
export const assertAppend = ({ events, checks }: Append): void => {
  if (events.length === 0) throw new Error('an append needs at least one event');
  const ids = new Set<string>();
  for (const { stream, id } of events) {
    if (!Object.hasOwn(checks, stream)) throw new Error(`the append writes ${stream} but does not say where it expects it: add it to checks`);
    if (ids.has(id)) throw new Error(`the append has two events with the id ${id}`);
    ids.add(id);
  }
  for (const text of [...Object.keys(checks), ...ids]) {
    if (!name.test(text)) throw new Error(`${JSON.stringify(text)} can't name a stream or an event: it must have 1 to 400 characters, none of them a control character`);
  }
};

/** Positions of adapters that count: decimal, padded so that `<` on text is `<` on numbers. */
export const positionOf = (count: number): Position => String(count).padStart(16, '0');
/** 0 for the beginning. Throws where the text is no position of such a log. */
export const countOf = (position: Position): number => {
  if (position === '') return 0;
  if (!isPosition(position)) throw new BadPosition(position.slice(0, 100));
  return Number(position);
};

/** An event from its stored text. Throws `Damaged` where the text is none. */
export const opened = (count: number, text: string): Stored => {
  let event: Stored & { position: Position };
  try { event = JSON.parse(text) as Stored; } catch { throw damagedAt(count, 'its text is not JSON'); }
  event.position = positionOf(count);
  return event;
};

export const damagedAt = (count: number, why: string) => new Damaged(`The event at position ${positionOf(count)} is not what was written: ${why}. ${remedy}`);
export const remedy = 'Stop the service, keep a copy of the files, and restore the last backup; `lyceum verify` shows how far the log is sound.';
