import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteEventStore } from './sqlite.ts';

/** A real store in a folder of its own, for specs; `dispose` closes it and removes the folder. */
export const temporaryEventStore = async (): Promise<{ store: SqliteEventStore; folder: string; dispose: () => Promise<void> }> => {
  const folder = await mkdtemp(join(tmpdir(), 'lyceum-log-'));
  const store = await SqliteEventStore.open({ folder });
  return { store, folder, dispose: async () => { await store.close(); await rm(folder, { recursive: true, force: true }); } };
};
