import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Mongo } from '@lyceum/mongo/mongo';
import type { ClaimKind } from './claim-value.ts';
import { codeId, MongoAccounts } from './mongo-accounts.ts';
import { claimIdOf, MongoKeys } from './mongo-keys.ts';

/** What any of the tables holds, by its columns. */
type Row = {
  readonly subject: string; readonly nonce: Buffer; readonly body: Buffer; readonly kind: ClaimKind; readonly confirmed: number; readonly at: string | number;
  readonly member: string; readonly purpose: 'activation' | 'setup'; readonly hash: Buffer; readonly expires: number;
};
type Table = readonly [file: string, table: string, collection: string, document: (row: Row) => { readonly _id: string }];
const text = (bytes: Buffer): string => bytes.toString('base64url');

/** What moves, in this order: whoever is forgotten has an id there before a key could come. Logins end with the house that they were made in, and failures are forgiven. */
const tables: readonly Table[] = [
  ['keys.db', 'forgotten', 'vault.people', ({ subject, at }) => ({ _id: subject, forgotten: at })],
  ['keys.db', 'person_key', 'vault.people', ({ subject, nonce, body }) => ({ _id: subject, nonce, body })],
  ['keys.db', 'claim', 'vault.claims', ({ kind, hash, subject, confirmed, at }) => ({ _id: claimIdOf(kind, hash), subject, confirmed: confirmed === 1, at })],
  ['accounts.db', 'password', 'accounts.passwords', ({ member, hash }) => ({ _id: member, hash })],
  ['accounts.db', 'code', 'accounts.codes', ({ member, purpose, hash, expires }) => ({ _id: codeId(member, purpose), member, hash: text(hash), expires })],
];

/**
 * The keys, claims, passwords and codes of a vault in a folder into one on MongoDB, wrapped by the same master key. Doing it again changes
 * nothing. Answers how many people have a key there.
 */
export const takeInVault = async (folder: string, url: string, masterKeyFile: string): Promise<number> => {
  await copy(folder, url, ['keys.db', 'probe', 'vault.probe', ({ nonce, body }) => ({ _id: 'probe', nonce, body })]); // before the vault is opened, which checks it against the master key
  await (await MongoKeys.open({ url, masterKeyFile })).close();
  await (await MongoAccounts.open({ url })).close();
  for (const table of tables) await copy(folder, url, table);
  const mongo = await Mongo.open({ url, prefix: 'vault', connections: 1 });
  try { return await mongo.in('people', (all) => all.countDocuments({ forgotten: null })); } finally { await mongo.close(); }
};

const copy = async (folder: string, url: string, [file, table, collection, document]: Table): Promise<void> => {
  const [prefix, name] = collection.split('.') as [string, string];
  const mongo = await Mongo.open({ url, prefix, connections: 1 });
  const db = new Database(join(folder, file), { readonly: true, fileMustExist: true, timeout: 5000 });
  try { await mongo.insertMissing(name, (db.prepare(`select * from ${table}`).all() as Row[]).map(document)); } finally {
    db.close();
    await mongo.close();
  }
};
