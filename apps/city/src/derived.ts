import type { PersonSearch } from '@lyceum/directory/search';
import { PostgresSearch } from '@lyceum/directory/postgres-search';
import type { Identity } from '@lyceum/event-store/event-store';
import { PostgresRelayState } from '@lyceum/message-bus/postgres-relay-state';
import type { RelayState } from '@lyceum/message-bus/relay-state';
import { schemaOfRows, withSchema } from '@lyceum/postgres/schema';
import { PostgresReadStore } from '@lyceum/read-store/postgres';
import type { ReadStore } from '@lyceum/read-store/read-store';

/** `batch`: documents that go to MongoDB at once; PostgreSQL takes what comes in one statement. */
type Place = { readonly url: string; readonly identity: Identity; readonly connections?: number; readonly batch?: number | undefined };
const limitsOf = (batch: number | undefined) => (batch === undefined ? {} : { batch });

export const onMongo = (url: string): boolean => /^mongodb(\+srv)?:/.test(url);

/** What is made from the log, on the engine that its address names; MongoDB's client is loaded only where it is asked for. Each service has rows of its own. */
export const openRows = async (service: string, { url, batch, ...place }: Place): Promise<ReadStore> => (onMongo(url)
  ? (await import('@lyceum/read-store/mongo')).MongoReadStore.open({ url, prefix: schemaOfRows(service), limits: limitsOf(batch), ...place })
  : PostgresReadStore.open({ url: await withSchema(url, schemaOfRows(service)), ...place }));

export const openSearch = async ({ url, batch, ...place }: Place): Promise<PersonSearch> => (onMongo(url)
  ? (await import('@lyceum/directory/mongo-search')).MongoSearch.open({ url, limits: limitsOf(batch), ...place })
  : PostgresSearch.open({ url: await withSchema(url, 'search'), ...place }));

export const openRelay = async ({ url, identity }: Place): Promise<RelayState> => (onMongo(url)
  ? (await import('@lyceum/message-bus/mongo-relay-state')).MongoRelayState.open({ url, identity })
  : PostgresRelayState.open({ url: await withSchema(url, 'relay'), identity }));
