import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@lyceum/nest-kit/config';
import { kafkaOf } from './bus.ts';
import { readSettings } from './settings.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'lyceum-settings-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const whole = {
  LYCEUM_LOG_URL: 'postgres://a:secret@db/log', LYCEUM_ROWS_URL: 'postgres://a:secret@db/rows', LYCEUM_VAULT_URL: 'postgres://a:secret@vault/vault', LYCEUM_MASTER_KEY_FILE: '/run/secrets/master-key',
  LYCEUM_KAFKA_BROKERS: 'k1:9092, k2:9092', LYCEUM_REDIS_URL: 'redis://redis:6379', LYCEUM_FILES: '/files',
};
const faults = (env: Record<string, string>): readonly string[] => {
  try { readSettings(env); return []; } catch (error) { return (error as ConfigError).faults; }
};

describe('settings of a service', () => {
  it('are few, the rest being usual', () =>
    expect(readSettings(whole)).toMatchObject({ LYCEUM_KAFKA_BROKERS: ['k1:9092', 'k2:9092'], LYCEUM_PORT: 3000, LYCEUM_METRICS: 'loopback', LYCEUM_KAFKA_TOPIC: 'lyceum.events', NODE_ENV: 'development', LYCEUM_LOG_CONNECTIONS: 4, LYCEUM_ROWS_CONNECTIONS: 8, LYCEUM_VAULT_CONNECTIONS: 4 }));

  it('take the addresses of any engine that there is an adapter for, and name those where it is another', () => {
    const mongo = { ...whole, LYCEUM_ROWS_URL: 'mongodb://a:secret@m1,m2/rows?replicaSet=rs0', LYCEUM_VAULT_URL: 'mongodb+srv://a:secret@vault/vault' };
    expect(readSettings(mongo)).toMatchObject({ LYCEUM_ROWS_URL: mongo.LYCEUM_ROWS_URL, LYCEUM_VAULT_URL: mongo.LYCEUM_VAULT_URL });
    expect(faults({ ...whole, LYCEUM_ROWS_URL: 'mysql://a:secret@db/rows' })).toEqual(['LYCEUM_ROWS_URL: an address that begins with postgres:// or postgresql:// or mongodb:// or mongodb+srv://']);
    for (const url of ['mongodb://a:secret@m1', 'mongodb://a:secret@m1/', 'mongodb://a:secret@m1/?replicaSet=rs0']) {
      expect(faults({ ...whole, LYCEUM_VAULT_URL: url })).toEqual(['LYCEUM_VAULT_URL: the address of MongoDB names a database: mongodb://…/lyceum']);
    }
  });

  it('give brokers TLS, a name and a password, or none of them', () => {
    expect(kafkaOf(readSettings(whole)).security).toEqual({ ssl: false });
    const file = join(folder, 'kafka-password');
    writeFileSync(file, 'hidden\n');
    const named = { ...whole, LYCEUM_KAFKA_TLS: 'on', LYCEUM_KAFKA_USER: 'lyceum', LYCEUM_KAFKA_PASSWORD_FILE: file };
    expect(kafkaOf(readSettings(named)).security).toEqual({ ssl: true, sasl: { mechanism: 'scram-sha-512', username: 'lyceum', password: 'hidden' } });
    expect(faults({ ...whole, LYCEUM_KAFKA_USER: 'lyceum' })).toEqual(['LYCEUM_KAFKA_PASSWORD is missing: brokers are given both, or neither']);
    expect(faults({ ...named, LYCEUM_KAFKA_TLS: 'off', LYCEUM_KAFKA_MECHANISM: 'plain' })).toEqual([expect.stringContaining('plain sends the password in clear')]);
    expect(faults({ ...whole, LYCEUM_KAFKA_TLS: 'yes' })).toEqual([expect.stringMatching(/^LYCEUM_KAFKA_TLS/)]);
  });

  it('send MongoDB as many documents at once as is said, or as is usual', () => {
    expect([readSettings(whole).LYCEUM_MONGO_BATCH, readSettings({ ...whole, LYCEUM_MONGO_BATCH: '25' }).LYCEUM_MONGO_BATCH]).toEqual([undefined, 25]);
    expect(faults({ ...whole, LYCEUM_MONGO_BATCH: '0' })).toEqual([expect.stringMatching(/^LYCEUM_MONGO_BATCH/)]);
  });

  it('take one of two policies of passwords, and no other', () => {
    expect([readSettings(whole).PASSWORD_POLICY, readSettings({ ...whole, PASSWORD_POLICY: 'mlps3' }).PASSWORD_POLICY]).toEqual(['asvs', 'mlps3']);
    expect(faults({ ...whole, PASSWORD_POLICY: 'mlps' })).toEqual([expect.stringContaining('PASSWORD_POLICY')]);
  });

  it('are of production only where that is its name, and refused under any other: cookies would else go in clear without a word', () => {
    expect(['production', 'development', 'test'].map((name) => readSettings({ ...whole, NODE_ENV: name, LYCEUM_PUBLIC_URL: 'https://lyceum.example' }).NODE_ENV)).toEqual(['production', 'development', 'test']);
    for (const name of ['prod', 'Production']) expect(faults({ ...whole, NODE_ENV: name })).toEqual(['NODE_ENV: it is production, development or test; without it, development']);
  });

  it('want in production the address that links lead to', () => expect(faults({ ...whole, NODE_ENV: 'production' })).toEqual([expect.stringMatching(/^LYCEUM_PUBLIC_URL is missing: .*like https:/)]));

  it('believe proxies by address, range or name', () => {
    expect(readSettings({ ...whole, LYCEUM_TRUST_PROXY: '10.0.0.0/8, ::1,loopback' }).LYCEUM_TRUST_PROXY).toEqual(['10.0.0.0/8', '::1', 'loopback']);
    for (const list of ['foo', '10.0.0.0/33', '10.0.0.1;10.0.0.2']) expect(faults({ ...whole, LYCEUM_TRUST_PROXY: list, LYCEUM_PORT: '-1' })).toEqual([expect.stringMatching(/^LYCEUM_PORT/), expect.stringMatching(/^LYCEUM_TRUST_PROXY: addresses like 10\.0\.0\.1, ranges/)]);
  });

  it('are refused where a name is misspelt that would else be weaker without a word; others’ names are others’ affair', () => {
    for (const name of ['PASSWORD_POLCY', 'PASSWORDS_POLICY', 'password_policy', 'PASSWORD_POLICIES']) expect(faults({ ...whole, [name]: 'mlps3' })).toEqual([`${name} is not known; is PASSWORD_POLICY meant?`]);
    expect(faults({ ...whole, NODE_ENVV: 'production', LYCEUM_LOGLEVEL: 'info', LYCEUM_LAN: '1' }))
      .toEqual(['NODE_ENVV is not known; is NODE_ENV meant?', 'LYCEUM_LOGLEVEL is not known; is LYCEUM_LOG_LEVEL meant?', 'LYCEUM_LAN is not known; is it misspelt?']);
    expect(faults({ ...whole, PASSWORD_STORE_DIR: '/home/a', NODE_EXE: 'node.exe', NODE_OPTIONS: '', PATH: '/bin' })).toEqual([]);
  });

  it('may lie in files, which keep a password out of the environment', () => {
    const file = join(folder, 'log-url');
    writeFileSync(file, 'postgres://b:other@db/log\n');
    const { LYCEUM_LOG_URL: _, ...rest } = whole;
    expect(readSettings({ ...rest, LYCEUM_LOG_URL_FILE: file }).LYCEUM_LOG_URL).toBe('postgres://b:other@db/log');
    expect(faults({ ...whole, LYCEUM_LOG_URL_FILE: file })).toEqual(['LYCEUM_LOG_URL and LYCEUM_LOG_URL_FILE exclude each other']);
    expect(faults({ ...rest, LYCEUM_LOG_URL_FILE: join(folder, 'none') })).toEqual([expect.stringMatching(/^LYCEUM_LOG_URL_FILE: .*none can't be read \(ENOENT\)$/)]);
  });

  it.each(['kurrentdb://kdb:2113?tls=false', 'kurrentdb+discover://cluster.city:2113', 'esdb://kdb:2113', 'esdb+discover://cluster.city:2113'])('take a log in KurrentDB: %s', (url) =>
    expect(readSettings({ ...whole, LYCEUM_LOG_URL: url }).LYCEUM_LOG_URL).toBe(url));

  it('tell every fault at once, and no secret', () => {
    const told = faults({ ...whole, LYCEUM_LOG_URL: 'mysql://a:secret@db/log', LYCEUM_ROWS_CONNECTIONS: '0', LYCEUM_KAFKA_BROKERS: 'k1', LYCEUM_PORT: '99999', LYCEUM_REDIS_URL: '', LYCEUM_LOGLEVEL: 'info' });
    expect(told.map((fault) => fault.split(/[: ]/)[0])).toEqual(['LYCEUM_LOGLEVEL', 'LYCEUM_LOG_URL', 'LYCEUM_ROWS_CONNECTIONS', 'LYCEUM_KAFKA_BROKERS', 'LYCEUM_REDIS_URL', 'LYCEUM_PORT']);
    expect(told.join()).not.toContain('secret');
    expect(told).toContain('LYCEUM_REDIS_URL is missing: where timers wait; with maxmemory-policy noeviction');
  });
});
