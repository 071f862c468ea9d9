// engines: PostgreSQL
import { describe, expect, it } from '@jest/globals';
import { freshSchema, startPostgres } from '../../../tools/engines/postgres.ts';
import { accountsSuite } from './accounts-suite.ts';
import { keysSuite } from './keys-suite.ts';
import { PostgresAccounts } from './postgres-accounts.ts';
import { PostgresKeys } from './postgres-keys.ts';
import { sharedVaultSuite } from './shared-suite.ts';
import { onEngine } from './testing/on-engine.ts';

const now = '2026-03-06T09:00:00.000Z';
const { folder, masterKeyFile, engine } = onEngine(startPostgres);

keysSuite('postgres', async () => {
  const { at: url, admin } = await freshSchema(engine());
  let time = Date.parse(now);
  const open = () => PostgresKeys.open({ url, masterKeyFile, clock: () => time });
  return { keys: await open(), pass: (milliseconds) => { time += milliseconds; }, again: open, flip: async (subject) => void await admin(`update person_key set body = set_byte(body, 3, get_byte(body, 3) # 1) where subject = '${subject}'`) };
});
accountsSuite('postgres', async (policy) => PostgresAccounts.open({ url: (await freshSchema(engine())).at, policy }));

const vault = async () => {
  const { at: url, admin } = await freshSchema(engine());
  return {
    url, admin, keys: (file = masterKeyFile) => PostgresKeys.open({ url, masterKeyFile: file }), accounts: () => PostgresAccounts.open({ url }),
    left: async () => ({ keys: (await admin('select subject from person_key')).length, claims: (await admin('select subject from claim')).length }),
  };
};
sharedVaultSuite('PostgreSQL', vault, folder);

describe('a vault on PostgreSQL', () => {
  const two = async () => {
    const { keys, url, admin } = await vault();
    return { one: await keys(), other: await keys(), url, admin };
  };
  const bytesOf = async (admin: (text: string) => Promise<Record<string, unknown>[]>, table: string): Promise<Buffer> => {
    await admin('checkpoint');
    return (await admin(`select pg_read_binary_file(pg_relation_filepath('${table}')) as bytes`))[0]!['bytes'] as Buffer;
  };

  it('leaves no trace of a forgotten person’s key in its table’s file', async () => {
    const { one, other, admin } = await two();
    await one.seal('zulfiqar', 'Ada');
    expect((await bytesOf(admin, 'person_key')).includes('zulfiqar')).toBe(true);
    await one.forget('zulfiqar');
    expect((await bytesOf(admin, 'person_key')).includes('zulfiqar')).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });
});
