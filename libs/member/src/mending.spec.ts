import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { temporaryEventStore } from '@lyceum/event-store/temporary';
import { commandId, handle } from '@lyceum/event-store/handle';
import { Projector } from '@lyceum/read-store/projector';
import { temporaryReadStore } from '@lyceum/read-store/temporary';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import { accountRows } from './account/account.projection.ts';
import { member } from './member/member.decider.ts';
import { forget, register } from './member/member.examples.ts';
import { Mending } from './mending.ts';

const folder = mkdtempSync(join(tmpdir(), 'lyceum-mending-'));
let time = Date.parse('2026-03-06T09:00:00.000Z');
const log = await temporaryEventStore();
const rows = await temporaryReadStore(log.store.identity);
const keys = SqliteKeys.open({ folder, clock: () => time });
const accounts = await SqliteAccounts.open({ folder });
const projector = new Projector(log.store, rows.reads, [accountRows], vocabulary);
const mending = new Mending(log.store, projector, rows.reads, keys, accounts);
const record = (wish: ReturnType<typeof register | typeof forget>) =>
  handle(log.store, vocabulary, member, wish, { command: commandId(wish.type, wish.data.memberId), actor: 'setup', unit: 'north', now: new Date(time).toISOString(), correlation: 'c' });

beforeAll(async () => { await projector.start(); });
afterAll(async () => {
  await projector.stop();
  for (const each of [rows, keys, accounts]) await each.close();
  await log.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** As a program leaves things that stops right after an append. */
it('mends at the next start what a stop between log and vault left', async () => {
  const sealed = await keys.seal('bo', '李明');
  await keys.claim('phone', '13800000001', 'ada');
  await keys.claim('phone', '13800000002', 'bo');
  await keys.claim('phone', '13800000003', 'cy'); // whose registration never came
  await accounts.setPassword('bo', 'quiet herons wade north');
  await record(register());
  await record(register({ memberId: 'bo' }));
  await record({ ...forget(), data: { ...forget().data, memberId: 'bo' } });
  expect(await keys.open([sealed])).toEqual(['李明']);

  mending.onApplicationBootstrap(); // waits for the rows by itself
  await projector.waitFor(await log.store.head(), 5000);
  await mending.mend();
  await mending.beforeApplicationShutdown();

  expect(await keys.open([sealed])).toEqual([null]);
  expect(await accounts.isActive('bo')).toBe(false);
  time += 2 * 3600_000; // unconfirmed claims are swept after one
  expect(await Promise.all(['1', '2', '3'].map((last) => keys.holder('phone', `1380000000${last}`)))).toEqual(['ada', null, null]);
  await mending.mend(); // again changes nothing
  expect(await keys.holder('phone', '13800000001')).toBe('ada');
});
