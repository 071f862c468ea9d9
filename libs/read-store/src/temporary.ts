import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadStore } from './read-store.ts';
import { SqliteReadStore } from './sqlite.ts';

/** A read store of its own for one spec; `close` removes it with its folder. `identity` is that of the log it is filled from. */
export const temporaryReadStore = async (identity = { log: 'log', epoch: 0 }): Promise<{ reads: ReadStore; folder: string; close: () => Promise<void> }> => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-rows-'));
  const reads = await SqliteReadStore.open({ folder, identity });
  return { reads, folder, close: async () => { await reads.close(); rmSync(folder, { recursive: true, force: true }); } };
};
