import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Recorded } from '@lyceum/core/event';
import { compare } from '@lyceum/cli/projections';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { batchesOf } from '@lyceum/event-store/event-store';
import { inTodaysShape } from '@lyceum/event-store/folds';
import { schemaOfRows, withSchema } from '@lyceum/postgres/schema';
import { PostgresReadStore } from '@lyceum/read-store/postgres';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { eventually } from './eventually.ts';
import type { Acknowledged } from './load.ts';
import { contexts } from '@lyceum/solo/contexts';

type Env = Readonly<Record<string, string>>;

/** Everything in the log, in order. */
export const wholeLog = async (env: Env): Promise<readonly Recorded[]> => {
  const store = await PostgresEventStore.open({ url: await withSchema(env['LYCEUM_LOG_URL']!, 'log'), connections: 1 });
  try {
    return (await Array.fromAsync(batchesOf(store))).flat().map((stored) => inTodaysShape(vocabulary, stored));
  } finally { await store.close(); }
};

const perStream = (log: readonly Recorded[]) => Map.groupBy(log, ({ stream }) => stream);
const isAttendance = ({ type }: Recorded) => type === 'AttendanceSigned' || type === 'AttendanceWithdrawn';
const isEntry = ({ type }: Recorded) => type === 'AttendanceFiled' || type === 'AttendanceStruck';

/** What is wrong with a log by itself, and with what it holds of commands that were acknowledged. Pure. */
export const faultsOf = (log: readonly Recorded[], acknowledged: readonly Acknowledged[]): string[] => {
  const faults: string[] = [];
  const streams = perStream(log);
  for (const [stream, events] of streams) {
    events.forEach(({ revision }, index) => { if (revision !== index) faults.push(`${stream}: revision ${revision} stands where ${index} should`); });
  }
  if (log.some(({ position }, index) => index > 0 && position <= log[index - 1]!.position)) faults.push('positions do not rise');
  for (const [id, events] of Map.groupBy(log, (event) => event.id)) if (events.length > 1) faults.push(`event ${id} is there ${events.length} times`);
  for (const [command, events] of Map.groupBy(log, (event) => event.command)) if (new Set(events.map(({ stream }) => stream)).size > 1) faults.push(`command ${command} wrote several streams`);

  const happened = new Map(log.filter(isAttendance).map((event) => [event.position, event]));
  for (const { memberId, kind, position } of acknowledged) {
    const event = happened.get(position);
    if (!event || event.type !== kind || (event.data as { memberId: string }).memberId !== memberId) faults.push(`${kind} of ${memberId} was acknowledged at ${position}, where it is not`);
    happened.delete(position);
  }
  for (const { type, position } of happened.values()) faults.push(`${type} at ${position} happened, and was acknowledged to nobody: it is there twice, or was repeated under another key`);

  const entries = log.filter(isEntry).map(({ data }) => (data as { source: { eventId: string; stream: string; revision: number } }).source);
  const filed = Map.groupBy(entries, ({ eventId }) => eventId);
  for (const { id, type, position } of log.filter(isAttendance)) {
    const count = filed.get(id)?.length ?? 0;
    if (count !== 1) faults.push(`${type} at ${position} has ${count} entries in a learning file`);
    filed.delete(id);
  }
  for (const eventId of filed.keys()) faults.push(`a learning file has an entry for ${eventId}, which never happened`);
  for (const [stream, sources] of Map.groupBy(entries, (source) => source.stream)) {
    if (sources.some(({ revision }, index) => index > 0 && revision <= sources[index - 1]!.revision)) faults.push(`the entries for ${stream} are out of order`);
  }
  const parked = log.filter(({ type }) => type === 'MessageParked').length;
  if (parked > 0) faults.push(`${parked} messages were parked, though nothing is wrong with them`);
  return faults;
};

/** Waits until reactors have come up to the log. */
export const drained = (env: Env, seconds = 180): Promise<readonly Recorded[]> =>
  eventually(() => wholeLog(env), (log) => log.filter(isEntry).length >= log.filter(isAttendance).length, seconds);

/**
 * The one check that every fault ends in: what was acknowledged happened exactly once, revisions have no gaps, each reaction is there once and in order,
 * rows are what a fresh replay makes of the log. Answers what is wrong: nothing.
 */
export const unsound = async (env: Env, acknowledged: readonly Acknowledged[], services: readonly string[]): Promise<readonly string[]> => {
  const faults = faultsOf(await drained(env), acknowledged);
  const events = await PostgresEventStore.open({ url: await withSchema(env['LYCEUM_LOG_URL']!, 'log'), connections: 2 });
  try {
    const { identity } = events;
    for (const context of contexts.filter(({ name }) => services.includes(name))) {
      const rows = await PostgresReadStore.open({ url: await withSchema(env['LYCEUM_ROWS_URL']!, schemaOfRows(context.name)), identity, connections: 2 });
      try {
        const compared = await compare(events, () => rows, projectionsOf([context]), (folder) => SqliteReadStore.open({ folder, identity }), { progress: () => undefined });
        for (const { name, different } of compared) if (different.length > 0) faults.push(`rows of ${context.name}, ${name}: ${different.join(', ')} differ from a fresh replay`);
        if (compared.every(({ rows: count }) => count === 0)) faults.push(`${context.name} has no rows at all`);
      } finally { await rows.close(); }
    }
  } finally { await events.close(); }
  return faults.slice(0, 20);
};
