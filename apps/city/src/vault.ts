import { withSchema } from '@lyceum/postgres/schema';
import { PostgresAccounts } from '@lyceum/vault/postgres-accounts';
import { PostgresKeys } from '@lyceum/vault/postgres-keys';
import type { Accounts, Keys, PasswordPolicy } from '@lyceum/vault/vault';
import { onMongo } from './derived.ts';

type Place = { readonly url: string; readonly connections?: number };

/** What must not be in the log, on the engine that its address names. */
export const openKeys = async ({ url, ...place }: Place & { readonly masterKeyFile: string }): Promise<Keys> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-keys')).MongoKeys.open({ url, ...place })
  : PostgresKeys.open({ url: await withSchema(url, 'vault'), ...place }));

export const openAccounts = async ({ url, ...place }: Place & { readonly policy?: PasswordPolicy | undefined }): Promise<Accounts> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-accounts')).MongoAccounts.open({ url, ...place })
  : PostgresAccounts.open({ url: await withSchema(url, 'vault'), ...place }));

/** The vault of a data folder into a city's; answers how many people have a key there. */
export const takeInVault = async (folder: string, url: string, masterKeyFile: string): Promise<number> => (onMongo(url)
  ? (await import('@lyceum/vault/mongo-intake')).takeInVault(folder, url, masterKeyFile)
  : (await import('@lyceum/vault/postgres-intake')).takeInVault(folder, await withSchema(url, 'vault'), masterKeyFile));
