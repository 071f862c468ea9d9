import { expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { projection } from '@lyceum/core/projection';
import { accounts } from './examples.ts';
import { SqliteReadStore } from './sqlite.ts';
import { cellsOf } from './sqlite-select.ts';
import { SqliteTable } from './sqlite-table.ts';
import { readStoreSuite } from './suite.ts';

readStoreSuite(
  'SQLite',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lyceum-rows-'));
    return { at: folder, remove: () => rm(folder, { recursive: true, force: true }) };
  },
  (folder, identity) => SqliteReadStore.open({ folder, identity }),
);

it('drops rows that another program laid out otherwise, so that they are rebuilt', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-rows-'));
  const notes = projection<{ n: number }, never>({ name: 'notes', version: 1, initial: { n: 0 }, keys: {}, on: {} });
  const identity = { log: 'l', epoch: 0 };
  const first = await SqliteReadStore.open({ folder, identity });
  await first.prepare(notes);
  await first.write(notes, [{ key: 'a', position: '1', previous: null, row: { n: 1 } }], '1');
  await first.close();
  const other = new Database(join(folder, 'rows.sqlite'));
  other.pragma('user_version = 1');
  other.close();
  const second = await SqliteReadStore.open({ folder, identity });
  await second.prepare(notes);
  expect(await second.checkpoint(notes)).toBe('');
  expect(await second.get(notes, 'a')).toBeUndefined();
  await second.close();
  await rm(folder, { recursive: true, force: true });
});

it.each([['now', undefined], ['of the past, where nothing has changed since', '5']] as const)('adds up many rows %s from an index alone', (_, asOf) => {
  const db = new Database(':memory:');
  const table = new SqliteTable(accounts);
  db.exec(table.create());
  const { text, params } = cellsOf(table, { branch: ['north', 'south'] }, asOf, false, ['balance', 'deposits']);
  const steps = (db.prepare(`explain query plan select total(k.c_balance), total(k.c_deposits) from ${text}`).all(...params) as { detail: string }[]).map(({ detail }) => detail).filter((detail) => detail.includes('accounts@1 by'));
  expect(steps[0]).toContain('USING COVERING INDEX accounts@1 by 0');
  db.close();
});
