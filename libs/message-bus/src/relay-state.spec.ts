import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { relayStateSuite } from './relay-state-suite.ts';
import { SqliteRelayState } from './sqlite-relay-state.ts';

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

relayStateSuite('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-relay-'));
  folders.push(folder);
  return async (identity) => SqliteRelayState.open({ folder, identity });
});

it('takes the lease at once of a process that was killed, where the folder is known to be one’s own; that one’s fence is over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyceum-relay-'));
  folders.push(folder);
  const identity = { log: 'log', epoch: 0 };
  const [now, second] = [Date.parse('2026-03-06T09:00:00.000Z'), 1000];
  const killed = SqliteRelayState.open({ folder, identity, alone: true });
  const lease = await killed.acquire('killed', now, 10 * second);
  await killed.save('0005', lease!.fence);
  const other = SqliteRelayState.open({ folder, identity });
  expect(await other.acquire('beside it', now + second, 10 * second)).toBeNull();
  const next = SqliteRelayState.open({ folder, identity, alone: true });
  expect((await next.acquire('next', now + second, 10 * second))!.fence).toBeGreaterThan(lease!.fence);
  expect([await killed.save('0009', lease!.fence), await next.checkpoint()]).toEqual([false, '0005']);
  for (const state of [killed, other, next]) await state.close();
});
