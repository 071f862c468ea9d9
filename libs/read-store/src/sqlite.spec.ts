import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
