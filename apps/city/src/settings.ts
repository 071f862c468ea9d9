import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { usualLateSigningDays } from '@lyceum/contracts/activity/session-words';
import { ConfigError } from '@lyceum/nest-kit/config';
import { addressWanted, Proxies, PublicUrl, RunAs, wholeFrom } from '@lyceum/nest-kit/environment';
import { sayFault, wordless } from '@lyceum/nest-kit/faults';
import { misspelt } from '@lyceum/nest-kit/misspelt';
import { passwordPolicies } from '@lyceum/vault/password-rule';

const list = z.string().transform((text) => text.split(',').map((each) => each.trim()).filter(Boolean));
const urlOf = (...schemes: string[]) => z.string().regex(new RegExp(`^(${schemes.join('|').replaceAll('+', '\\+')})://`), `an address that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
/** MongoDB's also names its database: without, everything would land in one called test. */
const urlOfRows = urlOf('postgres', 'postgresql', 'mongodb', 'mongodb+srv').refine((url) => !/^mongodb/.test(url) || /^[^/]+\/\/[^/]+\/[^/?]+/.test(url), 'the address of MongoDB names a database: mongodb://…/lyceum');

/** What a service of a city is started with; all of it from the environment. */
const Settings = z.object({
  LYCEUM_LOG_URL: urlOf('postgres', 'postgresql', 'kurrentdb', 'kurrentdb+discover', 'esdb', 'esdb+discover'),
  LYCEUM_ROWS_URL: urlOfRows,
  LYCEUM_VAULT_URL: urlOfRows,
  LYCEUM_MASTER_KEY_FILE: z.string().min(1),
  LYCEUM_LOG_CONNECTIONS: wholeFrom(1, 100).default(4),
  LYCEUM_ROWS_CONNECTIONS: wholeFrom(1, 100).default(8),
  LYCEUM_VAULT_CONNECTIONS: wholeFrom(1, 100).default(4),
  LYCEUM_KAFKA_BROKERS: list.refine((brokers) => brokers.length > 0 && brokers.every((broker) => /^[^\s:/]+:\d+$/.test(broker)), 'brokers as host:port, by comma'),
  LYCEUM_KAFKA_TOPIC: z.string().regex(/^[\w.-]{1,200}$/, 'letters, digits, dots, _ and -').default('lyceum.events'),
  LYCEUM_KAFKA_PARTITIONS: wholeFrom(1, 1000).default(12),
  LYCEUM_KAFKA_REPLICATION: wholeFrom(1, 9).default(1),
  LYCEUM_KAFKA_TLS: z.enum(['on', 'off']).default('off'),
  LYCEUM_KAFKA_USER: z.string().min(1).optional(),
  LYCEUM_KAFKA_PASSWORD: z.string().min(1).optional(),
  LYCEUM_KAFKA_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).default('scram-sha-512'),
  LYCEUM_MONGO_BATCH: wholeFrom(1, 100_000).optional(),
  LYCEUM_REDIS_URL: urlOf('redis', 'rediss'),
  LYCEUM_FILES: z.string().min(1),
  LYCEUM_ADDRESS: z.string().min(1).default('0.0.0.0'),
  LYCEUM_PORT: wholeFrom(0, 65535).default(3000),
  LYCEUM_PUBLIC_URL: PublicUrl.optional(),
  LYCEUM_TRUST_PROXY: Proxies.optional(),
  PASSWORD_POLICY: z.enum(passwordPolicies).default('asvs'),
  LYCEUM_IDLE_MINUTES: wholeFrom(5, 7 * 24 * 60).default(120),
  LYCEUM_LATE_SIGNING_DAYS: wholeFrom(0, 366).default(usualLateSigningDays),
  LYCEUM_DRAIN_SECONDS: wholeFrom(0, 10).default(0),
  LYCEUM_METRICS: z.enum(['loopback', 'open']).default('loopback'),
  LYCEUM_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ENV: RunAs,
});
export type Settings = z.infer<typeof Settings>;
type Name = keyof Settings;

/** What each is for: said where one is missing. */
const meanings: Readonly<Record<Name, string>> = {
  LYCEUM_LOG_URL: 'the log, in PostgreSQL or KurrentDB; the same for every service',
  LYCEUM_ROWS_URL: 'the database of rows; each service has a schema (in MongoDB: collections) of its own in it',
  LYCEUM_VAULT_URL: 'the database of keys and accounts, with a backup of its own',
  LYCEUM_MASTER_KEY_FILE: 'the key of the vault: 32 random bytes, base64; the same for every service',
  LYCEUM_LOG_CONNECTIONS: 'of one process to PostgreSQL, for reading the log; one more appends (default: 4)',
  LYCEUM_ROWS_CONNECTIONS: 'of one process to PostgreSQL, for rows; half as many more search, 2 more relay (default: 8)',
  LYCEUM_VAULT_CONNECTIONS: 'of one process to PostgreSQL, for keys; as many more for accounts (default: 4)',
  LYCEUM_KAFKA_BROKERS: 'where Kafka is: host:port, by comma',
  LYCEUM_KAFKA_TOPIC: 'the topic of the city’s events (default: lyceum.events)',
  LYCEUM_KAFKA_PARTITIONS: 'of the topic, where it is made (default: 12)',
  LYCEUM_KAFKA_REPLICATION: 'of the topic, where it is made (default: 1; 3 where there are three brokers)',
  LYCEUM_KAFKA_TLS: 'whether brokers are spoken to over TLS: on or off (default: off)',
  LYCEUM_KAFKA_USER: 'who this is to the brokers, where they ask (SASL)',
  LYCEUM_KAFKA_PASSWORD: 'the password of LYCEUM_KAFKA_USER',
  LYCEUM_KAFKA_MECHANISM: 'how it is given: plain, scram-sha-256 or scram-sha-512 (default: scram-sha-512)',
  LYCEUM_MONGO_BATCH: 'documents that go to MongoDB at once, of rows and the search table (default: 1000)',
  LYCEUM_REDIS_URL: 'where timers wait; with maxmemory-policy noeviction',
  LYCEUM_FILES: 'a folder that all replicas of a service share',
  LYCEUM_ADDRESS: 'what to listen on (default: 0.0.0.0)',
  LYCEUM_PORT: 'the port (default: 3000; 0: any)',
  LYCEUM_PUBLIC_URL: 'where people reach the console; codes and links lead there (production demands it)',
  LYCEUM_TRUST_PROXY: 'reverse proxies whose X-Forwarded-… headers are believed, by comma',
  PASSWORD_POLICY: 'what passwords must be: asvs (long) or mlps3 (of many kinds, changed every 90 days; default: asvs)',
  LYCEUM_IDLE_MINUTES: 'after which an unused login is over (default: 120)',
  LYCEUM_LATE_SIGNING_DAYS: `after a session’s day in which people may still sign, or be signed for with a reason, and in which it can be opened (default: ${usualLateSigningDays}); the same for every service`,
  LYCEUM_DRAIN_SECONDS: 'for which a service that is to stop goes on answering, while /readyz says so; at most 10 (default: 0)',
  LYCEUM_METRICS: 'who may read /metrics: loopback or open (default: loopback; open where Prometheus is on another machine)',
  LYCEUM_LOG_LEVEL: 'debug, info, warn, error or silent (default: info)',
  NODE_ENV: 'production: cookies only over TLS, strict headers; development or test (default: development)',
};

/** Most of these addresses hold passwords: any may be named by a file that holds it, as `LYCEUM_LOG_URL_FILE`. */
const secret: readonly Name[] = ['LYCEUM_LOG_URL', 'LYCEUM_ROWS_URL', 'LYCEUM_VAULT_URL', 'LYCEUM_REDIS_URL', 'LYCEUM_KAFKA_PASSWORD'];

/** Throws `ConfigError` with every fault at once; never shows a value, since it may be a secret. */
export const readSettings = (env: Readonly<Record<string, string | undefined>>): Settings => {
  const faults: string[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(meanings) as Name[]) {
    const value = env[name];
    if (value !== undefined && value.trim() !== '') given[name] = value;
    const file = secret.includes(name) ? env[`${name}_FILE`] : undefined;
    if (file === undefined || file.trim() === '') continue;
    if (given[name] !== undefined) faults.push(`${name} and ${name}_FILE exclude each other`);
    else try { given[name] = readFileSync(file, 'utf8').trim(); } catch (error) { faults.push(`${name}_FILE: ${file} can't be read (${(error as NodeJS.ErrnoException).code})`); }
  }
  faults.push(...misspelt(env, [...Object.keys(meanings), ...secret.map((name) => `${name}_FILE`)]));
  const { LYCEUM_KAFKA_USER: user, LYCEUM_KAFKA_PASSWORD: password, LYCEUM_KAFKA_TLS: tls, LYCEUM_KAFKA_MECHANISM: mechanism } = given;
  if ((user === undefined) !== (password === undefined)) faults.push(`LYCEUM_KAFKA_${user === undefined ? 'USER' : 'PASSWORD'} is missing: brokers are given both, or neither`);
  if (mechanism === 'plain' && tls !== 'on') faults.push('LYCEUM_KAFKA_MECHANISM: plain sends the password in clear; set LYCEUM_KAFKA_TLS to on, or use scram-sha-512');
  if (given['NODE_ENV'] === 'production' && given['LYCEUM_PUBLIC_URL'] === undefined) faults.push(`LYCEUM_PUBLIC_URL is missing: ${addressWanted}`);
  const read = Settings.safeParse(given, wordless);
  for (const issue of read.error?.issues ?? []) {
    const [name] = issue.path;
    if (faults.some((fault) => fault.startsWith(`${String(name)}_FILE:`))) continue;
    const wanting = given[String(name)] === undefined;
    faults.push(wanting ? `${String(name)} is missing: ${meanings[name as Name]}` : `${String(name)}: ${sayFault(issue, given, 'en')}`);
  }
  if (faults.length > 0 || !read.success) throw new ConfigError(faults);
  return read.data;
};
