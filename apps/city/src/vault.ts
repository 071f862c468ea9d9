import { Postgres } from '@lyceum/postgres/postgres';
import { inSchema, withSchema } from '@lyceum/postgres/schema';
import { PostgresAccounts } from '@lyceum/vault/postgres-accounts';
import { PostgresKeys } from '@lyceum/vault/postgres-keys';
import { unreadable, type Accounts, type Keys, type KeysTried, type PasswordPolicy } from '@lyceum/vault/vault';
import { onMongo } from './derived.ts';

type Place = { readonly url: string; readonly connections?: number };

/** What must not be in the log, on the engine that its address names. */
export const openKeys = async ({ url, ...place }: Place & { readonly masterKeyFile: string }): Promise<Keys> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-keys')).MongoKeys.open({ url, ...place })
  : PostgresKeys.open({ url: await withSchema(url, 'vault'), ...place }));

export const openAccounts = async ({ url, ...place }: Place & { readonly policy?: PasswordPolicy | undefined }): Promise<Accounts> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-accounts')).MongoAccounts.open({ url, ...place })
  : PostgresAccounts.open({ url: await withSchema(url, 'vault'), ...place }));

/**
 * Every key of the vault tried with the master key; null where there is no vault yet, which is not made by looking. `names`: as people are
 * registered with, sealed; `missing`: how many of them it does not open though their key is not damaged.
 */
export const tryKeys = async ({ names, ...place }: Place & { readonly masterKeyFile: string; readonly names?: AsyncIterable<readonly string[]> }): Promise<(KeysTried & { readonly missing: number }) | null> => {
  if (!(await isThere(place.url))) return null;
  const keys = await openKeys({ connections: 1, ...place });
  try {
    const tried = await keys.tryKeys();
    const damaged = new Set(tried.damaged);
    let missing = 0;
    for await (const page of names ?? []) {
      const opened = await keys.open(page);
      missing += page.filter((name, index) => opened[index] === unreadable && !damaged.has(name.split('.')[1] ?? '')).length;
    }
    return { ...tried, missing };
  } finally { await keys.close(); }
};
const isThere = async (url: string): Promise<boolean> => {
  if (onMongo(url)) {
    const mongo = await (await import('@lyceum/mongo/mongo')).Mongo.open({ url, prefix: 'vault', connections: 1 });
    try { return (await mongo.collections()).includes('probe'); } finally { await mongo.close(); }
  }
  const server = new Postgres({ url: inSchema(url, 'vault'), connections: 1 });
  try { return (await server.query<{ found: string | null }>("select to_regclass('probe')::text as found"))[0]!.found !== null; } finally { await server.close(); }
};

/** The vault of a data folder into a city's; answers how many people have a key there. */
export const takeInVault = async (folder: string, url: string, masterKeyFile: string): Promise<number> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-intake')).takeInVault(folder, url, masterKeyFile)
  : (await import('@lyceum/vault/postgres-intake')).takeInVault(folder, await withSchema(url, 'vault'), masterKeyFile));
