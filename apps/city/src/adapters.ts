import { mkdirSync } from 'node:fs';
import type { Clock } from '@lyceum/jobs/clock';
import { BullMqJobs } from '@lyceum/jobs/bullmq';
import { KafkaBus } from '@lyceum/message-bus/kafka';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import { signingKey } from '@lyceum/vault/master-key';
import { kafkaOf } from './bus.ts';
import { openRelay, openRows, openSearch } from './derived.ts';
import { openEventLog } from './log.ts';
import { Opening } from './opening.ts';
import type { Settings } from './settings.ts';
import { openAccounts, openKeys } from './vault.ts';

/** What a service of a city runs on; `opening` says whether what is away is waited for. */
export const openAdapters = async (service: string, settings: Settings, clock: Clock, opening = new Opening()): Promise<Adapters> => {
  const open: Opening['open'] = (setting, work) => opening.open(setting, work);
  const { LYCEUM_LOG_URL: logUrl, LYCEUM_ROWS_URL: rowsUrl, LYCEUM_VAULT_URL: vaultUrl, LYCEUM_MASTER_KEY_FILE: masterKeyFile, LYCEUM_ROWS_CONNECTIONS: rowsConnections, LYCEUM_MONGO_BATCH: batch, LYCEUM_VAULT_CONNECTIONS: vaultConnections } = settings;
  mkdirSync(settings.LYCEUM_FILES, { recursive: true, mode: 0o700 });
  const events = open('LYCEUM_LOG_URL', () => openEventLog(logUrl, settings.LYCEUM_LOG_CONNECTIONS));
  const whose = async () => (await events).identity;
  return opening.all<Adapters>({
    events, clock,
    reads: open('LYCEUM_ROWS_URL', async () => openRows(service, { url: rowsUrl, identity: await whose(), connections: rowsConnections, batch })),
    search: open('LYCEUM_ROWS_URL', async () => openSearch({ url: rowsUrl, identity: await whose(), connections: Math.ceil(rowsConnections / 2), batch })),
    relay: open('LYCEUM_ROWS_URL', async () => openRelay({ url: rowsUrl, identity: await whose() })),
    keys: open('LYCEUM_VAULT_URL', () => openKeys({ url: vaultUrl, masterKeyFile, connections: vaultConnections })),
    accounts: open('LYCEUM_VAULT_URL', () => openAccounts({ url: vaultUrl, connections: vaultConnections, policy: settings.PASSWORD_POLICY })),
    jobs: open('LYCEUM_REDIS_URL', () => BullMqJobs.open({ url: settings.LYCEUM_REDIS_URL, clock })),
    bus: open('LYCEUM_KAFKA_BROKERS', () => KafkaBus.open(kafkaOf(settings))),
    signingSecret: (async () => ({ key: signingKey(masterKeyFile) }))(),
  });
};
