import type { Recorded } from '@lyceum/core/event';
import type { Message } from './message-bus.ts';

/**
 * An event as CloudEvents 1.0 (github.com/cloudevents/spec) carry it: what the specification names has its name,
 * the rest of the envelope are extensions (lower-case letters and digits only, as it demands).
 */
export type CloudEvent = {
  specversion: '1.0'; id: string; source: string; type: string; subject: string; time: string; datacontenttype: 'application/json'; partitionkey: string;
  position: string; revision: number; version: number; occurredat: string; actor: string; unit: string; correlation: string; causation?: string; command: string; bodyhash: string;
  data: unknown;
};

const prefix = 'cn.lyceum.';

export const toCloudEvent = ({ key, event }: Message): CloudEvent => ({
  specversion: '1.0', id: event.id, source: `/logs/${event.log}/${event.epoch}`, type: `${prefix}${event.type}`, subject: event.stream, time: event.recordedAt,
  datacontenttype: 'application/json', partitionkey: key,
  position: event.position, revision: event.revision, version: event.version, occurredat: event.occurredAt, actor: event.actor, unit: event.unit,
  correlation: event.correlation, ...(event.causation === null ? {} : { causation: event.causation }), command: event.command, bodyhash: event.bodyHash,
  data: event.data,
});

/** Throws where the message is not an event of a log: a bus that others can write to passes it over. */
export const fromCloudEvent = (carried: CloudEvent): Message => {
  const source = /^\/logs\/([^/]+)\/(\d+)$/.exec(carried.source ?? '');
  const placed = [carried.id, carried.subject, carried.position].every((part: unknown) => typeof part === 'string' && part !== '');
  if (carried.specversion !== '1.0' || !source || !placed || !carried.type?.startsWith(prefix)) throw new Error(`not an event of a log: ${String(carried.type)} from ${String(carried.source)}`);
  const event: Recorded = {
    log: source[1]!, epoch: Number(source[2]), stream: carried.subject, revision: carried.revision, position: carried.position, id: carried.id,
    type: carried.type.slice(prefix.length), version: carried.version, occurredAt: carried.occurredat, recordedAt: carried.time, actor: carried.actor, unit: carried.unit,
    correlation: carried.correlation, causation: carried.causation ?? null, command: carried.command, bodyHash: carried.bodyhash, data: carried.data,
  };
  return { key: carried.partitionkey, event };
};
