import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { Engine } from '../../../../tools/engines/process.ts';

/** An engine for the tests of a file, and a folder with a master key for the vaults on it. */
export const onEngine = (start: () => Promise<Engine>): { readonly folder: string; readonly masterKeyFile: string; readonly engine: () => Engine } => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-vault-'));
  const masterKeyFile = join(folder, 'master.key');
  let engine: Engine;
  beforeAll(async () => {
    writeFileSync(masterKeyFile, randomBytes(32).toString('base64'));
    engine = await start();
  }, 600_000);
  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true });
  });
  return { folder, masterKeyFile, engine: () => engine };
};
