import type { EventStore } from '@lyceum/event-store/event-store';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { raiseEpoch as raisePostgres } from '@lyceum/event-store/postgres-epoch';
import { withSchema } from '@lyceum/postgres/schema';

export const onKurrent = (url: string): boolean => /^(kurrentdb|esdb)(\+discover)?:/.test(url);

/** A city's log, on the engine that its address names; `connections` are PostgreSQL's: KurrentDB's client, a native program, has its own, and is loaded only here. */
export const openEventLog = async (url: string, connections?: number): Promise<EventStore> => {
  if (onKurrent(url)) return (await import('@lyceum/event-store/kurrentdb')).KurrentEventStore.open({ url });
  return PostgresEventStore.open({ url: await withSchema(url, 'log'), ...(connections === undefined ? {} : { connections }) });
};

/** Gives a restored log its next epoch; answers it. No service may run. */
export const raiseEpoch = async (url: string, now: string): Promise<number> =>
  onKurrent(url) ? (await import('@lyceum/event-store/kurrentdb-standing')).raiseEpoch(url, now) : raisePostgres(await withSchema(url, 'log'));
