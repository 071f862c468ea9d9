import { join } from 'node:path';
import type { Damaged } from '@lyceum/event-store/event-store';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';

type Stores = { readonly events: SqliteEventStore; readonly reads: SqliteReadStore };

/** `setAside` is told of rows that were damaged and are made anew; `damaged`, of a log whose damage is found only while it is used. */
export type Notices = { readonly setAside?: ((notice: string) => void) | undefined; readonly damaged?: ((error: Damaged) => void) | undefined };

/** The log of a data folder, and boards' rows. */
export const openRows = async (root: string, boards = 'rows', { setAside, damaged }: Notices = {}): Promise<Stores> =>
  readsOf(await SqliteEventStore.open({ folder: join(root, 'log'), damaged }), join(root, boards), setAside);

/** The same for another thread of the process that has them open: it makes rows, and appends nothing. */
export const openRowsBeside = async (root: string): Promise<Stores> => readsOf(SqliteEventStore.beside({ folder: join(root, 'log') }), join(root, 'rows'));

const readsOf = async (events: SqliteEventStore, folder: string, setAside?: (notice: string) => void): Promise<Stores> => {
  try { return { events, reads: await SqliteReadStore.open({ folder, identity: events.identity, setAside }) }; } catch (error) {
    await events.close();
    throw error;
  }
};
