import { expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { projection } from '@lyceum/core/projection';
import { SqliteReadStore } from './sqlite.ts';
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
