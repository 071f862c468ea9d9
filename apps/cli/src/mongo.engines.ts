// engines: PostgreSQL, MongoDB-wire
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Mongo } from '@lyceum/mongo/mongo';
import { MongoAccounts } from '@lyceum/vault/mongo-accounts';
import { takeInVault } from '@lyceum/vault/mongo-intake';
import { MongoKeys } from '@lyceum/vault/mongo-keys';
import { freshDatabase, startMongo } from '../../../tools/engines/mongo.ts';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { lyceumWith, noon, Town } from './testing/town.ts';

let engines: Engine[], town: Town, env: Record<string, string>, masterKey: string;
beforeAll(async () => {
  const [postgres, mongo] = engines = [await startPostgres(), await startMongo()];
  town = await Town.ofThree();
  mkdirSync(town.path('files'), { recursive: true });
  masterKey = join(town.folder, 'vault/master.key');
  env = {
    LYCEUM_LOG_URL: (await freshSchema(postgres!)).at, LYCEUM_ROWS_URL: (await freshDatabase(mongo!)).at, LYCEUM_VAULT_URL: (await freshDatabase(mongo!)).at, LYCEUM_MASTER_KEY_FILE: masterKey,
    LYCEUM_KAFKA_BROKERS: '127.0.0.1:9', LYCEUM_REDIS_URL: 'redis://127.0.0.1:9', LYCEUM_FILES: town.path('files'),
  };
}, 600_000);
afterAll(async () => {
  await town?.close();
  town?.dispose();
  for (const engine of engines ?? []) await engine.stop();
});
const run = (...args: string[]) => lyceumWith(env, new Date().toISOString(), ...args, '--json');

describe('lyceum, on rows and a vault in MongoDB', () => {
  it('moves the vault of a folder there: keys, claims, who was forgotten; again without a change', async () => {
    const move = () => run('move', '--from', `sqlite:${town.folder}`, '--to', env['LYCEUM_LOG_URL']!, '--vault', env['LYCEUM_VAULT_URL']!);
    const sealed = await Promise.all(['ada', 'bo'].map((memberId) => town.keys.seal(memberId, memberId.toUpperCase())));
    await town.accounts.setPassword('ada', 'four quiet herons wade');
    const code = await town.accounts.issueCode('bo', 'activation', '2100-01-01T00:00:00.000Z');
    expect(await move()).toMatchObject({ json: { people: 2 } });
    expect(await takeInVault(join(town.folder, 'vault'), env['LYCEUM_VAULT_URL']!, masterKey)).toBe(2);
    const [keys, accounts] = [await MongoKeys.open({ url: env['LYCEUM_VAULT_URL']!, masterKeyFile: masterKey }), await MongoAccounts.open({ url: env['LYCEUM_VAULT_URL']! })];
    expect(await keys.open(sealed)).toEqual(['ADA', 'BO']);
    expect([await keys.forgotten(), await keys.holder('phone', '13900000001')]).toEqual([['cy'], 'ada']);
    await expect(keys.seal('cy', 'CY')).rejects.toMatchObject({ code: 'person-forgotten' });
    const now = new Date().toISOString();
    expect([await accounts.verify('ada', 'four quiet herons wade', now), await accounts.redeemCode('bo', 'activation', code, now)]).toEqual([{ outcome: 'right' }, { outcome: 'right' }]);
    await Promise.all([keys.close(), accounts.close()]);
  }, 60_000);

  it('tries every key of the vault, also where there is none yet', async () => {
    expect((await lyceumWith({ ...env, LYCEUM_VAULT_URL: (await freshDatabase(engines[1]!)).at }, noon, 'verify', '--city', '--json')).json).toMatchObject({ vault: { keys: 0, damaged: 0 } });
    expect((await run('verify', '--city')).json).toMatchObject({ vault: { keys: 2, damaged: 0 } });
    const mongo = await Mongo.open({ url: env['LYCEUM_VAULT_URL']!, prefix: 'vault', connections: 1 });
    const set = (key: object) => mongo.in('people', (all) => all.updateOne({ _id: 'ada' }, { $set: key }));
    const { nonce, body } = (await mongo.in('people', (all) => all.findOne({ _id: 'ada' }))) as unknown as { nonce: Buffer; body: Buffer };
    await set({ body: Buffer.from(body).fill(0, 0, 4) });
    expect(await run('verify', '--city')).toMatchObject({ json: { vault: { keys: 2, damaged: 1 } }, error: { code: 1, message: expect.stringContaining('1 of 2 keys in the vault') } });
    await set({ nonce, body });
    await mongo.close();
  }, 60_000);

  it('makes rows there, and compares them with a replay', async () => {
    const { json } = await run('projection', 'rebuild', 'people', '--city');
    expect(new Set((json as { built: { position: string }[] }).built.map(({ position }) => position))).toEqual(new Set([await town.events.head()]));
    expect((await run('projection', 'check', 'people', '--city')).json).toEqual({ compared: [{ name: 'people', rows: 3, different: [] }] });
    expect((await run('parked', 'list', '--city')).json).toEqual({ parked: [] });
  }, 120_000);

  it('says what is unwise: a server by itself, keys beside rows', async () => {
    const advice = async (further: Record<string, string> = {}) => {
      const { json } = await lyceumWith({ ...env, ...further }, new Date().toISOString(), 'config', 'doctor', '--city', '--json');
      return Object.fromEntries((json as { findings: { what: string; advice: string }[] }).findings.map(({ what, advice: text }) => [what, text]));
    };
    expect(await advice()).toMatchObject({ settings: 'all of them are understood', 'rows database': expect.stringContaining('MongoDB'), 'vault database': expect.stringContaining('MongoDB') });
    expect((await advice({ LYCEUM_VAULT_URL: env['LYCEUM_ROWS_URL']! }))['vault database']).toContain('of its own');
    expect((await advice({ LYCEUM_ROWS_URL: 'mongodb://127.0.0.1:9/rows' }))['rows database']).toContain('ECONNREFUSED');
  }, 60_000);
});
