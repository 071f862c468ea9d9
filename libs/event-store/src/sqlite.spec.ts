import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from './sqlite.ts';
import { eventStoreSuite } from './suite.ts';

eventStoreSuite('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-suite-'));
  return { adapter: 'sqlite', where: folder, open: () => SqliteEventStore.open({ folder }), dispose: () => rm(folder, { recursive: true }) };
});
