// engines: PostgreSQL
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import type { Engine } from '../../../tools/engines/process.ts';
import { accountsSuite } from './accounts-suite.ts';
import { keysSuite } from './keys-suite.ts';
import { PostgresAccounts } from './postgres-accounts.ts';
import { PostgresKeys } from './postgres-keys.ts';

const now = '2026-03-06T09:00:00.000Z';
const folder = mkdtempSync(join(tmpdir(), 'lyceum-vault-'));
const masterKeyFile = join(folder, 'master.key');
let engine: Engine;
beforeAll(async () => {
  writeFileSync(masterKeyFile, randomBytes(32).toString('base64'));
  engine = await startPostgres();
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
});

keysSuite('postgres', async () => {
  const { at: url } = await freshSchema(engine);
  let time = Date.parse(now);
  const open = () => PostgresKeys.open({ url, masterKeyFile, clock: () => time });
  return { keys: await open(), pass: (milliseconds) => { time += milliseconds; }, again: open };
});
accountsSuite('postgres', async (policy) => PostgresAccounts.open({ url: (await freshSchema(engine)).at, policy }));

describe('a vault on PostgreSQL that several processes share', () => {
  const twoVaults = async () => {
    const { at: url, admin } = await freshSchema(engine);
    const open = () => PostgresKeys.open({ url, masterKeyFile });
    return { one: await open(), other: await open(), admin };
  };
  const bytesOf = async (admin: (text: string) => Promise<Record<string, unknown>[]>, table: string): Promise<Buffer> => {
    await admin('checkpoint');
    return (await admin(`select pg_read_binary_file(pg_relation_filepath('${table}')) as bytes`))[0]!['bytes'] as Buffer;
  };

  it('forgets a person in all of them at once, also where their key was in memory', async () => {
    const { one, other } = await twoVaults();
    const sealed = await one.seal('ada', 'Ada');
    expect(await other.open([sealed])).toEqual(['Ada']);
    await one.forget('ada');
    expect(await other.open([sealed])).toEqual([null]);
    await expect(other.seal('ada', 'Ada')).rejects.toMatchObject({ code: 'person-forgotten' });
    await Promise.all([one.close(), other.close()]);
  });

  it('keeps no key of somebody who was forgotten while others made or used it', async () => {
    const { one, other, admin } = await twoVaults();
    for (let n = 0; n < 15; n++) {
      const subject = `m${n}`;
      const sealing = [...Array.from({ length: 6 }, (_, k) => (k % 2 ? one : other).seal(subject, 'Ada')), ...['1', '2'].map((value) => one.claim('phone', value + n, subject))];
      await new Promise((resolve) => setTimeout(resolve, n % 4));
      await Promise.allSettled([...sealing, other.forget(subject)]);
    }
    expect(await admin('select subject from person_key')).toEqual([]);
    expect(await admin('select subject from claim')).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it('makes one key and one holder where both ask at once', async () => {
    const { one, other } = await twoVaults();
    const sealed = await Promise.all([one, other, one, other].map((vault) => vault.seal('ada', 'Ada')));
    expect(await other.open(sealed)).toEqual(['Ada', 'Ada', 'Ada', 'Ada']);
    const holders = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : other).claim('account', 'chief', `m${n}`)));
    expect(new Set(holders.map(({ holder }) => holder)).size).toBe(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('lets no more than five guesses through, however many processes they reach', async () => {
    const { at: url } = await freshSchema(engine);
    const [one, other] = [await PostgresAccounts.open({ url }), await PostgresAccounts.open({ url })];
    await one.setPassword('ada', 'four quiet herons wade');
    const verdicts = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? one : other).verify('ada', 'another long password', now)));
    expect(verdicts.filter((each) => each.outcome === 'wrong')).toHaveLength(4);
    const code = await one.issueCode('bo', 'setup', '2026-03-07T00:00:00.000Z');
    const redeemed = await Promise.all(Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).redeemCode('bo', 'setup', code, now)));
    expect(redeemed.filter(Boolean)).toHaveLength(1);
    await Promise.all([one.close(), other.close()]);
  });

  it('leaves no trace of a forgotten person’s key in its table’s file', async () => {
    const { one, other, admin } = await twoVaults();
    await one.seal('zulfiqar', 'Ada');
    expect((await bytesOf(admin, 'person_key')).includes('zulfiqar')).toBe(true);
    await one.forget('zulfiqar');
    expect((await bytesOf(admin, 'person_key')).includes('zulfiqar')).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });

  it('opens nothing with another master key, or without one, and says so', async () => {
    const { at: url } = await freshSchema(engine);
    await (await PostgresKeys.open({ url, masterKeyFile })).close();
    const stranger = join(folder, 'other.key');
    writeFileSync(stranger, randomBytes(32).toString('base64'));
    await expect(PostgresKeys.open({ url, masterKeyFile: stranger })).rejects.toThrow('not the one of this vault');
    await expect(PostgresKeys.open({ url, masterKeyFile: join(folder, 'none.key') })).rejects.toThrow('does not exist');
  });
});
