// engines: PostgreSQL, Redis
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { canonical } from '@lyceum/core/canonical';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { Postgres } from '@lyceum/postgres/postgres';
import { inSchema, withSchema } from '@lyceum/postgres/schema';
import { contexts } from '@lyceum/solo/contexts';
import { DataFolder } from '@lyceum/solo/data-folder';
import { PostgresAccounts } from '@lyceum/vault/postgres-accounts';
import { PostgresKeys } from '@lyceum/vault/postgres-keys';
import { startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { startRedis } from '../../../tools/engines/redis.ts';
import { lyceum, lyceumWith, noon, Town } from './testing/town.ts';

let engine: Engine, town: Town, masterKey: string;
beforeAll(async () => {
  engine = await startPostgres();
  town = await Town.ofThree();
  mkdirSync(join(town.folder, 'imports/import1'), { recursive: true });
  writeFileSync(join(town.folder, 'imports/import1/file'), 'sealed');
  masterKey = join(town.folder, 'vault/master.key');
}, 60_000);
afterAll(async () => { await town.close(); town.dispose(); await engine.stop(); });

const database = async (name: string): Promise<string> => {
  const client = new pg.Client(engine.url);
  await client.connect();
  try { await client.query(`create database ${name}`); } finally { await client.end(); }
  return engine.url.replace(/\/postgres$/, `/${name}`);
};
const moveTo = (log: string, vault: string) => lyceum(noon, 'move', '--from', `sqlite:${town.folder}`, '--to', log, '--vault', vault, '--files', town.path('files'), '--json');
const textsOf = async (store: { readLog: Town['events']['readLog'] }) => (await store.readLog({ limit: 1000 })).map(canonical);

describe('lyceum move', () => {
  it('refuses a city that is in use, and a database that holds another', async () => {
    const inUse = DataFolder.take(town.folder);
    try { expect((await moveTo(await database('busy'), await database('busy_vault'))).error?.message).toContain('is in use'); } finally { inUse.release(); }
    const taken = await database('taken');
    const other = await PostgresEventStore.open({ url: await withSchema(taken, 'log') });
    const [event] = await town.events.readLog({ limit: 1 });
    await other.append({ events: [{ ...event!, id: 'other', stream: 'other-1' }], checks: { 'other-1': 'none' } });
    await other.close();
    expect((await moveTo(taken, await database('taken_vault'))).error?.message).toContain('an empty database');
    expect(existsSync(join(town.folder, 'moved.json'))).toBe(false);
  });

  it('takes the whole log along, to the byte, under a new epoch, with keys and passwords', async () => {
    const [log, vault] = [await database('log'), await database('vault')];
    const { json, error } = await moveTo(log, vault);
    expect(error).toBeUndefined();
    const events = await PostgresEventStore.open({ url: await withSchema(log, 'log') });
    const where = { url: await withSchema(vault, 'vault') };
    const keys = await PostgresKeys.open({ ...where, masterKeyFile: masterKey });
    const accounts = await PostgresAccounts.open(where);
    try {
      expect(json).toMatchObject({ events: 5, people: 2, epoch: events.identity.epoch });
      expect(events.identity).toEqual({ log: town.events.identity.log, epoch: expect.any(Number) });
      expect(events.identity.epoch).toBeGreaterThan(town.events.identity.epoch);
      expect(await textsOf(events)).toEqual(await textsOf(town.events));
      expect(await events.head()).toBe(await town.events.head());
      const names = (await events.readLog({})).flatMap(({ type, data }) => (type === 'MemberRegistered' ? [data['name'] as string] : []));
      expect(await keys.open(names)).toEqual(['name of ada', 'name of bo', null]);
      expect(await keys.forgotten()).toEqual(['cy']);
      expect(await keys.holder('phone', '13900000001')).toBe('ada');
      expect(await accounts.verify('ada', 'a sentence to remember', noon)).toEqual({ outcome: 'right' });
      expect(readFileSync(join(town.path('files'), 'member/import1/file'), 'utf8')).toBe('sealed');
      // It goes on where it was: the next event follows, in the new epoch.
      const last = (await events.readStream('member-ada')).at(-1)!;
      await events.append({ events: [{ ...last, id: 'next' }], checks: { 'member-ada': last.revision } });
      expect(await events.readStream('member-ada', { from: 1 })).toMatchObject([{ revision: 1, epoch: events.identity.epoch }]);
    } finally { for (const each of [accounts, keys, events]) await each.close(); }
    expect(() => DataFolder.take(town.folder)).toThrow(/moved to .* at 2026-03-06/);
    rmSync(join(town.folder, 'moved.json'));
  }, 60_000);

  it('finds a move that broke off before it was noted', async () => {
    const [log, vault] = [await database('again'), await database('again_vault')];
    const first = (await moveTo(log, vault)).json as { epoch: number; digest: string };
    rmSync(join(town.folder, 'moved.json'));
    expect((await moveTo(log, vault)).json).toMatchObject({ epoch: first.epoch, digest: first.digest });
    rmSync(join(town.folder, 'moved.json'));
  }, 60_000);
});

describe('lyceum on engines', () => {
  let redis: Engine, env: Record<string, string>;
  beforeAll(async () => {
    redis = await startRedis();
    mkdirSync(town.path('files'), { recursive: true });
    env = {
      LYCEUM_LOG_URL: await database('city_log'), LYCEUM_ROWS_URL: engine.url, LYCEUM_VAULT_URL: await database('city_vault'), LYCEUM_MASTER_KEY_FILE: masterKey,
      LYCEUM_KAFKA_BROKERS: '127.0.0.1:9', LYCEUM_REDIS_URL: redis.url, LYCEUM_FILES: town.path('files'),
    };
  });
  afterAll(() => redis.stop());

  it('says what is right, what is unwise and what is away', async () => {
    const { json, error } = await lyceumWith(env, new Date().toISOString(), 'config', 'doctor', '--city', '--json');
    const found = Object.fromEntries((json as { findings: { what: string; state: string; advice: string }[] }).findings.map(({ what, state }) => [what, state]));
    expect(found).toEqual({ settings: 'ok', backups: 'warning', 'log database': 'warning', 'rows database': 'ok', 'vault database': 'ok', 'master key': 'ok', 'persons’ keys': 'ok', Kafka: 'fault', Redis: 'ok', files: 'ok' });
    expect(error).toMatchObject({ code: 1 });
    const shared = await lyceumWith({ ...env, LYCEUM_VAULT_URL: env['LYCEUM_LOG_URL']! }, noon, 'config', 'doctor', '--city', '--json');
    expect((shared.json as { findings: { what: string; advice: string }[] }).findings.find(({ what }) => what === 'vault database')?.advice).toContain('one backup');
  });

  it('makes each service’s rows beside it, and compares them with a replay', async () => {
    await moveTo(env['LYCEUM_LOG_URL']!, env['LYCEUM_VAULT_URL']!);
    const run = (...args: string[]) => lyceumWith(env, noon, ...args, '--city', '--json');
    const { built } = (await run('projection', 'rebuild', 'people', 'unit-day')).json as { built: { context: string; name: string; position: string }[] };
    const head = await town.events.head();
    expect(built.filter(({ name }) => name === 'people').map(({ context, position }) => [context, position])).toEqual(contexts.map(({ name }) => [name, head]));
    expect(built.filter(({ name }) => name === 'unit-day').map(({ context }) => context)).toEqual(['dashboards']);
    expect((await run('projection', 'check', 'people')).json).toEqual({ compared: [{ name: 'people', rows: 3, different: [] }] });
    expect((await run('projection', 'rebuild', '--again', 'people')).error).toMatchObject({ code: 2 });
    expect((await run('parked', 'list')).json).toEqual({ parked: [] });
  }, 60_000);

  it('tries every key of the vault, makes none by looking, and says which are damaged in number alone', async () => {
    const run = (further: Record<string, string>, ...args: string[]) => lyceumWith({ ...env, ...further }, noon, ...args, '--city', '--json');
    const keysIn = async () => ((await run({}, 'config', 'doctor')).json as { findings: { what: string; state: string; advice: string }[] }).findings.find(({ what }) => what === 'persons’ keys')!;
    const none = await database('no_vault');
    expect(await run({ LYCEUM_VAULT_URL: none }, 'verify')).toMatchObject({ json: { vault: { keys: 0, damaged: 0 } } });
    const schemas = new Postgres({ url: none, connections: 1 });
    expect(await schemas.query("select 1 from information_schema.schemata where schema_name = 'vault'")).toEqual([]);
    await schemas.close();
    expect((await run({}, 'verify')).json).toMatchObject({ vault: { keys: 2, damaged: 0 } });
    expect(await keysIn()).toMatchObject({ state: 'ok', advice: 'the master key opens each of 2, and everybody in the log has one' });
    const vault = new Postgres({ url: inSchema(env['LYCEUM_VAULT_URL']!, 'vault'), connections: 1 });
    await vault.query("update person_key set body = set_byte(body, 3, get_byte(body, 3) # 1) where subject = 'ada'");
    const [other] = await vault.query<{ subject: string }>("select subject from person_key where subject <> 'ada'");
    await vault.query("update person_key set subject = 'nobody' where subject = $1", [other!.subject]);
    expect(await keysIn()).toMatchObject({ state: 'fault', advice: expect.stringMatching(/^1 people of the log have no key in the vault/) });
    await vault.query("update person_key set subject = $1 where subject = 'nobody'", [other!.subject]);
    await vault.close();
    const verified = await run({}, 'verify');
    expect(verified).toMatchObject({ json: { vault: { keys: 2, damaged: 1 } }, error: { code: 1, message: expect.stringMatching(/^1 of 2 keys in the vault .*not forgotten.*epoch --city$/) } });
    expect(await keysIn()).toMatchObject({ state: 'fault', advice: expect.stringContaining('1 of 2 keys') });
    expect((await run({ LYCEUM_VAULT_URL: 'postgres://nobody@127.0.0.1:1/vault' }, 'verify')).json).toMatchObject({ vault: null });
  }, 60_000);

  it('is told at once that a newer release wrote the log, also by a command that would not come upon what it wrote', async () => {
    const events = await PostgresEventStore.open({ url: await withSchema(env['LYCEUM_LOG_URL']!, 'log') });
    const [event] = await town.events.readLog({ limit: 1 });
    await events.append({ events: [{ ...event!, type: 'ComingLater', id: 'later', stream: 'later-1' }], checks: { 'later-1': 'none' } });
    await events.close();
    expect((await lyceumWith(env, noon, 'parked', 'list', '--city', '--json')).error?.message).toMatch(/newer release \(found: ComingLater v1/);
  });
});
