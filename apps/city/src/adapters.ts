import { hkdfSync } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { PostgresSearch } from '@lyceum/directory/postgres-search';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import type { Clock } from '@lyceum/jobs/clock';
import { BullMqJobs } from '@lyceum/jobs/bullmq';
import { KafkaBus } from '@lyceum/message-bus/kafka';
import { PostgresRelayState } from '@lyceum/message-bus/postgres-relay-state';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import { SigningSecret } from '@lyceum/nest-kit/signing-secret';
import { schemaOfRows, withSchema } from '@lyceum/postgres/schema';
import { PostgresReadStore } from '@lyceum/read-store/postgres';
import { PostgresAccounts } from '@lyceum/vault/postgres-accounts';
import { PostgresKeys } from '@lyceum/vault/postgres-keys';
import type { Settings } from './settings.ts';

/** The same in every process that has the city's master key, and nothing that would give that away. */
class CitySigningSecret extends SigningSecret {
  readonly bytes: Buffer;
  constructor(masterKeyFile: string) {
    super();
    this.bytes = Buffer.from(hkdfSync('sha256', Buffer.from(readFileSync(masterKeyFile, 'utf8').trim(), 'base64'), Buffer.alloc(0), 'lyceum signing v1', 32));
  }
}

/** What a service of a city runs on. What was opened is closed again where something can't be; the error says which. */
export const openAdapters = async (service: string, settings: Settings, clock: Clock): Promise<Adapters> => {
  const opened: { close(): Promise<void> }[] = [];
  const open = async <T extends { close(): Promise<void> }>(what: string, work: () => Promise<T>): Promise<T> => {
    try {
      const made = await work();
      opened.unshift(made);
      return made;
    } catch (error) {
      for (const each of opened) await each.close().catch(() => undefined);
      throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  };
  const { LYCEUM_LOG_URL: logUrl, LYCEUM_ROWS_URL: rowsUrl, LYCEUM_VAULT_URL: vaultUrl, LYCEUM_MASTER_KEY_FILE: masterKeyFile, LYCEUM_ROWS_CONNECTIONS: rowsConnections, LYCEUM_VAULT_CONNECTIONS: vaultConnections } = settings;
  mkdirSync(settings.LYCEUM_FILES, { recursive: true, mode: 0o700 });
  const events = await open('LYCEUM_LOG_URL', async () => PostgresEventStore.open({ url: await withSchema(logUrl, 'log'), connections: settings.LYCEUM_LOG_CONNECTIONS }));
  const { identity } = events;
  return {
    events, clock,
    reads: await open('LYCEUM_ROWS_URL', async () => PostgresReadStore.open({ url: await withSchema(rowsUrl, schemaOfRows(service)), identity, connections: rowsConnections })),
    search: await open('LYCEUM_ROWS_URL', async () => PostgresSearch.open({ url: await withSchema(rowsUrl, 'search'), identity, connections: Math.ceil(rowsConnections / 2) })),
    relay: await open('LYCEUM_ROWS_URL', async () => PostgresRelayState.open({ url: await withSchema(rowsUrl, 'relay'), identity })),
    keys: await open('LYCEUM_VAULT_URL', async () => PostgresKeys.open({ url: await withSchema(vaultUrl, 'vault'), masterKeyFile, connections: vaultConnections })),
    accounts: await open('LYCEUM_VAULT_URL', async () => PostgresAccounts.open({ url: await withSchema(vaultUrl, 'vault'), connections: vaultConnections })),
    jobs: await open('LYCEUM_REDIS_URL', () => BullMqJobs.open({ url: settings.LYCEUM_REDIS_URL, clock })),
    bus: await open('LYCEUM_KAFKA_BROKERS', () => KafkaBus.open({ brokers: settings.LYCEUM_KAFKA_BROKERS, topic: settings.LYCEUM_KAFKA_TOPIC, partitions: settings.LYCEUM_KAFKA_PARTITIONS, replication: settings.LYCEUM_KAFKA_REPLICATION })),
    signingSecret: new CitySigningSecret(masterKeyFile),
  };
};
