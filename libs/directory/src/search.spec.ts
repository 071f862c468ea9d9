import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { searchSuite } from './search-suite.ts';
import { SqliteSearch } from './sqlite-search.ts';

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

searchSuite('SQLite', async (identity) => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-search-'));
  folders.push(folder);
  return { search: SqliteSearch.open({ folder, identity }), again: async (as) => SqliteSearch.open({ folder, identity: as }) };
});
