import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';

/** A vault of its own for one spec; `dispose` removes it with its folder. */
export const temporaryKeys = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-keys-'));
  const keys = SqliteKeys.open({ folder });
  return { keys, dispose: async () => { await keys.close(); rmSync(folder, { recursive: true, force: true }); } };
};
