import { accessSync, constants } from 'node:fs';
import { Redis } from 'ioredis';
import kafkajs, { Kafka, logLevel } from 'kafkajs';
import pg from 'pg';
import { kafkaOf } from '@lyceum/city/bus';
import { onMongo } from '@lyceum/city/derived';
import { onKurrent, openEventLog } from '@lyceum/city/log';
import { readSettings } from '@lyceum/city/settings';
import { tryKeys } from '@lyceum/city/vault';
import { registeredNames } from '@lyceum/nest-kit/sealed-names';
import { masterKeyAdvice, Warning, type Check, type CheckedCity } from './check.ts';
import { mongoAdvice } from './doctor-mongo.ts';
import { damagedInVault, missingKeys } from './verify.ts';

const patience = 5000; // milliseconds
const minutesApart = 5000; // milliseconds between two clocks

/** What the services of a city rest on, asked one by one. */
export const engineChecks = ({ env, now }: CheckedCity): readonly Check[] => {
  const settings = () => readSettings(env);
  return [
    ['log database', async () => {
      if (onKurrent(settings().LYCEUM_LOG_URL)) return kurrentAdvice(settings().LYCEUM_LOG_URL);
      const found = await ask(settings().LYCEUM_LOG_URL);
      for (const name of ['fsync', 'full_page_writes'] as const) if (found[name] === 'off') throw new Error(`${name} is off: an append could be lost after it was acknowledged; turn it on`);
      if (found.data_checksums === 'off') throw new Error('data_checksums is off: an event that was damaged on its disk would be read as if it were sound; stop the server and run pg_checksums --enable');
      if (found.synchronous_commit === 'off') throw new Error('synchronous_commit is off: an append could be lost after it was acknowledged; set it to on');
      if (Math.abs(Number(found.now) - Date.parse(now)) > minutesApart) throw new Warning('its clock and this one differ by more than five seconds: let both follow the same time');
      if (found.synchronous_standby_names === '') throw new Warning(`PostgreSQL ${found.server_version}, without a synchronous standby: what was acknowledged is lost with its disk`);
      return `PostgreSQL ${found.server_version}, fsync on, with a synchronous standby`;
    }],
    ['rows database', async () => {
      const { LYCEUM_ROWS_URL: rows } = settings();
      return onMongo(rows) ? mongoAdvice(rows, now) : `PostgreSQL ${(await ask(rows)).server_version}`;
    }],
    ['vault database', async () => {
      const { LYCEUM_VAULT_URL: vault, LYCEUM_ROWS_URL: rows, LYCEUM_LOG_URL: log } = settings();
      if (onMongo(vault)) {
        if (vault === rows) throw new Warning('keys and rows are in one database: names in clear lie beside what opens the others; give the vault a database and a backup of its own');
        return mongoAdvice(vault, now);
      }
      const found = await ask(vault);
      if (onKurrent(log)) return `PostgreSQL ${found.server_version}, apart from the log`;
      const [a, b] = [new URL(vault), new URL(log)];
      if (a.host === b.host && a.pathname === b.pathname) throw new Warning('keys and log are in one database, and so in one backup: whoever has that can read every name; give the vault a database and a backup of its own');
      return `PostgreSQL ${found.server_version}, apart from the log`;
    }],
    ['master key', () => masterKeyAdvice(settings().LYCEUM_MASTER_KEY_FILE)],
    ['persons’ keys', async () => {
      const { LYCEUM_VAULT_URL: url, LYCEUM_MASTER_KEY_FILE: masterKeyFile, LYCEUM_LOG_URL: log } = settings();
      const tried = await tryKeys({ url, masterKeyFile, names: namesOf(log) });
      if (!tried) return 'there are none yet: the first service makes the vault';
      if (tried.missing > 0) throw new Error(missingKeys(tried.missing, 'the vault'));
      if (tried.damaged.length > 0) throw new Error(damagedInVault(tried.damaged.length, tried.keys));
      return `the master key opens each of ${tried.keys}, and everybody in the log has one`;
    }],
    ['Kafka', async () => {
      const { brokers, topic, security } = kafkaOf(settings());
      const admin = new Kafka({ ...security, clientId: 'lyceum-doctor', brokers: [...brokers], logLevel: logLevel.NOTHING, connectionTimeout: patience, retry: { retries: 0 } }).admin();
      try {
        await admin.connect();
        if (!(await admin.listTopics()).includes(topic)) return `${topic} is not there yet; the first service makes it`;
        const { topics: [about] } = await admin.fetchTopicMetadata({ topics: [topic] });
        const { resources: [described] } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] }] });
        assertRetention(topic, Number(described!.configEntries[0]!.configValue));
        const copies = Math.min(...about!.partitions.map(({ replicas }) => replicas.length));
        if (copies < 2) throw new Warning(`${topic} has ${about!.partitions.length} partitions with one copy each: while a broker is away, reactors wait (nothing is lost)`);
        return `${topic}: ${about!.partitions.length} partitions, ${copies} copies of each`;
      } finally { await admin.disconnect().catch(() => undefined); }
    }],
    ['Redis', async () => {
      const redis = new Redis(settings().LYCEUM_REDIS_URL, { lazyConnect: true, connectTimeout: patience, maxRetriesPerRequest: 0, retryStrategy: () => null });
      redis.on('error', () => {});
      try {
        await redis.connect();
        const policy = /maxmemory_policy:(\S+)/.exec(await redis.info('memory'))?.[1];
        if (policy !== 'noeviction') throw new Error(`maxmemory-policy is ${policy}: timers could be dropped; set it to noeviction`);
        return `noeviction, Redis ${/redis_version:(\S+)/.exec(await redis.info('server'))?.[1]}`;
      } finally { redis.disconnect(); }
    }],
    ['files', () => { const { LYCEUM_FILES: folder } = settings(); accessSync(folder, constants.W_OK | constants.R_OK); return `${folder} can be written; see that all replicas of the member service share it`; }],
  ];
};

/** Whoever was ever registered; the log is opened when they are asked for. */
async function* namesOf(log: string): AsyncGenerator<readonly string[], undefined> {
  const events = await openEventLog(log);
  try { yield* registeredNames(events); } finally { await events.close(); }
}

const day = 86_400_000;
/** A topic that was there before the first service has the retention of whoever made it; a negative one is without end. */
export const assertRetention = (topic: string, milliseconds: number): void => {
  const set = `set retention.ms of ${topic} to ${7 * day}`;
  if (milliseconds < 0 || milliseconds > 7 * day) throw new Error(`${topic} keeps events ${milliseconds < 0 ? 'for ever' : `${Math.ceil(milliseconds / day)} days`}, and the personal data in them: ${set}; the log is the truth`);
  if (milliseconds < 7 * day) throw new Warning(`${topic} keeps events ${(milliseconds / day).toFixed(1)} days: a reactor that is away for longer misses some; ${set}`);
};

/** Opening it refuses a server that is too old, and metadata that let events go. */
const kurrentAdvice = async (url: string): Promise<string> => {
  const events = await openEventLog(url);
  try {
    await events.healthy();
    const { log, epoch } = events.identity;
    if (/[?&]tls=false/i.test(url)) throw new Warning('KurrentDB without TLS: whoever is on the network between reads and changes what passes; a server that runs insecure lets anybody delete streams');
    if (!/\+discover:|,/.test(url)) throw new Warning('KurrentDB, one node: what was acknowledged is lost with its disk; name a cluster of three where there is one');
    return `KurrentDB, log ${log}, epoch ${epoch}; nothing on the server lets go of its events`;
  } finally { await events.close(); }
};

const names = ['fsync', 'full_page_writes', 'data_checksums', 'synchronous_commit', 'synchronous_standby_names', 'server_version'] as const;
const ask = async (url: string): Promise<Record<(typeof names)[number] | 'now', string>> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience, query_timeout: patience });
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, string>>(`select extract(epoch from clock_timestamp()) * 1000 as now, ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`);
    return rows[0] as Awaited<ReturnType<typeof ask>>;
  } finally { await client.end().catch(() => undefined); }
};
