import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Postgres } from '@lyceum/postgres/postgres';
import { PostgresAccounts } from './postgres-accounts.ts';
import { PostgresKeys } from './postgres-keys.ts';

/** What moves, by the columns of both; logins end with the house that they were made in, and failures are forgiven. */
const tables: readonly [file: string, table: string, columns: readonly string[]][] = [
  ['keys.db', 'forgotten', ['subject', 'at']], ['keys.db', 'person_key', ['subject', 'nonce', 'body']], ['keys.db', 'claim', ['kind', 'hash', 'subject', 'confirmed', 'at']],
  ['accounts.db', 'password', ['member', 'hash']], ['accounts.db', 'code', ['member', 'purpose', 'hash', 'expires']],
];
const batch = 500;

/**
 * The keys, claims, passwords and codes of a vault in a folder into one on PostgreSQL, wrapped by the same master key. Doing it again changes
 * nothing. Answers how many people have a key there.
 */
export const takeInVault = async (folder: string, url: string, masterKeyFile: string): Promise<number> => {
  const server = new Postgres({ url, connections: 1 });
  try {
    await server.shape((_query, statements) => statements('create table if not exists probe (id integer primary key check (id = 1), nonce bytea not null, body bytea not null)'));
    await copy(join(folder, 'keys.db'), 'probe', ['id', 'nonce', 'body'], server); // before the vault is opened, which checks it against the master key
    await (await PostgresKeys.open({ url, masterKeyFile })).close();
    await (await PostgresAccounts.open({ url })).close();
    for (const [file, table, columns] of tables) await copy(join(folder, file), table, columns, server);
    await server.query('delete from person_key k using forgotten f where f.subject = k.subject');
    const [{ keys }] = (await server.query<{ keys: string }>('select count(*) as keys from person_key')) as [{ keys: string }];
    return Number(keys);
  } finally { await server.close(); }
};

const copy = async (file: string, table: string, columns: readonly string[], server: Postgres): Promise<void> => {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    const rows = db.prepare(`select ${columns.join(', ')} from ${table}`).raw().all() as unknown[][];
    const cell = (value: unknown, column: string) => (column === 'confirmed' ? value === 1 : value);
    for (let from = 0; from < rows.length; from += batch) {
      const some = rows.slice(from, from + batch);
      const places = some.map((row, at) => `(${row.map((_, index) => `$${at * columns.length + index + 1}`).join(', ')})`).join(', ');
      const values = some.flatMap((row) => row.map((value, index) => cell(value, columns[index]!)));
      await server.query(`insert into ${table} (${columns.join(', ')}) values ${places} on conflict do nothing`, values);
    }
  } finally { db.close(); }
};
