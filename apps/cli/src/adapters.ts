import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openEventLog, raiseEpoch as raiseEpochOnEngines } from '@lyceum/city/log';
import { openRelay, openRows } from '@lyceum/city/derived';
import { readSettings } from '@lyceum/city/settings';
import { openAccounts, openKeys, takeInVault } from '@lyceum/city/vault';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { EventStore } from '@lyceum/event-store/event-store';
import { PostgresEventStore } from '@lyceum/event-store/postgres';
import { takeIn } from '@lyceum/event-store/postgres-intake';
import { ReadableEventStore } from '@lyceum/event-store/readable';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { raiseEpoch } from '@lyceum/event-store/sqlite-epoch';
import { verifyFile } from '@lyceum/event-store/sqlite-verify';
import type { RelayState } from '@lyceum/message-bus/relay-state';
import { SqliteRelayState } from '@lyceum/message-bus/sqlite-relay-state';
import { withSchema } from '@lyceum/postgres/schema';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';
import { SqliteAccounts } from '@lyceum/vault/sqlite-accounts';
import { bringBackKeys, checkKeys } from '@lyceum/vault/sqlite-key-check';
import { SqliteKeys } from '@lyceum/vault/sqlite-keys';
import type { Accounts, Keys } from '@lyceum/vault/vault';
import type { Checks, Reopening } from './backup-ports.ts';
import { everybodyForgotten, forgetAgain } from './forget-again.ts';
import type { NewHouse } from './move.ts';
import { Stop, type Report } from './report.ts';
import { peopleIn } from './sqlite-files.ts';

/** Where a city is: a data folder, or the engines that the environment of its services names. */
export type Where = { readonly data: string; readonly city: boolean; readonly env: Readonly<Record<string, string | undefined>> };
export type City = { readonly events: EventStore; rowsOf(context: string): Promise<ReadStore>; keys(): Promise<Keys>; accounts(): Promise<Accounts>; relay(): Promise<RelayState>; close(): Promise<void> };

export const openCity = async ({ data, city, env }: Where): Promise<City> => (city ? onEngines(env) : inFolder(resolve(data), env));
/** The same for whoever makes something of its events: throws `NewerRelease` at the first that this program does not know; on engines, which keep a list of what there is, at once. */
export const openReadable = async (where: Where): Promise<City> => {
  const opened = await openCity(where);
  try { return { ...opened, events: await readable(opened.events) }; } catch (error) { await opened.close(); throw error; }
};
const readable = async (store: EventStore): Promise<EventStore> => {
  const events = new ReadableEventStore(store, vocabulary);
  await events.kinds();
  return events;
};

/** Before anything is opened: SQLite says of a file that is not there only that it can't be. */
export const mustHoldCity = (folder: string): void => {
  if (!existsSync(join(folder, 'log/log.db'))) throw new Stop(`${folder} holds no city; name its data folder with --data, or --city for one on engines`, 2);
};

const inFolder = async (folder: string, env: Where['env']): Promise<City> => {
  mustHoldCity(folder);
  const events = await SqliteEventStore.open({ folder: join(folder, 'log') });
  const { keep, close } = keeping(events);
  let rows: Promise<ReadStore> | undefined;
  return {
    events,
    rowsOf: () => (rows ??= SqliteReadStore.open({ folder: join(folder, 'rows'), identity: events.identity }).then(keep)),
    keys: async () => keep(SqliteKeys.open({ folder: join(folder, 'vault'), masterKeyFile: env['LYCEUM_MASTER_KEY_FILE'] || undefined })),
    accounts: async () => keep(await SqliteAccounts.open({ folder: join(folder, 'vault') })),
    relay: async () => keep(SqliteRelayState.open({ folder: join(folder, 'rows'), identity: events.identity })),
    close,
  };
};

const onEngines = async (env: Where['env']): Promise<City> => {
  const settings = readSettings(env);
  const events = await openEventLog(settings.LYCEUM_LOG_URL);
  const { keep, close } = keeping(events);
  return {
    events,
    rowsOf: async (context) => keep(await openRows(context, { url: settings.LYCEUM_ROWS_URL, identity: events.identity })),
    keys: async () => keep(await openKeys({ url: settings.LYCEUM_VAULT_URL, masterKeyFile: settings.LYCEUM_MASTER_KEY_FILE })),
    accounts: async () => keep(await openAccounts({ url: settings.LYCEUM_VAULT_URL })),
    relay: async () => keep(await openRelay({ url: settings.LYCEUM_ROWS_URL, identity: events.identity })),
    close,
  };
};

/** What was opened, to be closed in the opposite order. */
const keeping = (...first: { close(): Promise<void> }[]) => {
  const opened = [...first];
  return {
    keep: <T extends { close(): Promise<void> }>(made: T): T => { opened.unshift(made); return made; },
    close: async () => { for (const each of opened) await each.close(); },
  };
};

/** An empty store for a replay. */
export const scratchRows = (identity: EventStore['identity']) => (folder: string): Promise<ReadStore> => SqliteReadStore.open({ folder, identity });

export const checks: Checks = {
  log: async (file, identity, { progress }) => ({ ...verifyFile(file, identity, (done, of) => progress('reading events', done, of)), ...peopleIn(file) }),
  keys: checkKeys,
};

export const reopening = (now: string): Reopening => ({
  bringBackKeys,
  raiseEpoch: (file) => raiseEpoch(file, now),
  forgetAgain: async (folder, subjects) => {
    const { keep, close } = keeping();
    try {
      const keys = keep(SqliteKeys.open({ folder: join(folder, 'vault') }));
      const accounts = keep(await SqliteAccounts.open({ folder: join(folder, 'vault') }));
      const events = keep(await SqliteEventStore.open({ folder: join(folder, 'log') }));
      return await forgetAgain({ events, keys, accounts }, subjects, now);
    } finally { await close(); }
  },
});

/** What follows a restore on the servers' own means. The vault is opened first: without it nobody could be forgotten again. */
export const beginAgain = async (env: Where['env'], now: string, report: Pick<Report, 'progress'>): Promise<{ readonly epoch: number; readonly forgottenAgain: number }> => {
  const { LYCEUM_LOG_URL: log, LYCEUM_VAULT_URL: url, LYCEUM_MASTER_KEY_FILE: masterKeyFile } = readSettings(env);
  const { keep, close } = keeping();
  try {
    const [keys, accounts] = [keep(await openKeys({ url, masterKeyFile })), keep(await openAccounts({ url }))];
    const before = await openEventLog(log);
    try { await readable(before); } finally { await before.close(); }
    const epoch = await raiseEpochOnEngines(log, now);
    const events = keep(await openEventLog(log));
    return { epoch, forgottenAgain: await forgetAgain({ events, keys, accounts }, await everybodyForgotten({ events, keys }, report), now) };
  } finally { await close(); }
};

export const newHouse = (logUrl: string, vaultUrl: string, masterKeyFile: string): NewHouse => {
  const url = () => withSchema(logUrl, 'log');
  return {
    takeVault: (folder) => takeInVault(folder, vaultUrl, masterKeyFile),
    takeLog: async (identity, batches) => takeIn(await url(), identity, batches),
    open: async () => PostgresEventStore.open({ url: await url() }),
  };
};
