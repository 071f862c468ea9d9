import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { relayStateSuite } from './relay-state-suite.ts';
import { SqliteRelayState } from './sqlite-relay-state.ts';

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

relayStateSuite('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-relay-'));
  folders.push(folder);
  return async (identity) => SqliteRelayState.open({ folder, identity });
});
