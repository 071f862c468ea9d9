import { join } from 'node:path';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';

type Stores = { readonly events: SqliteEventStore; readonly reads: SqliteReadStore };

/** `setAside` is told of rows that were damaged and are made anew; `damaged`, of a log whose damage is found when it is used already. */
type Told = { readonly setAside?: ((notice: string) => void) | undefined; readonly damaged?: ((error: Error) => void) | undefined };

/** The log of a data folder, which `sound` says when it may be used, and boards' rows. */
export const openRows = async (root: string, boards = 'rows', { setAside, damaged }: Told = {}): Promise<Stores> =>
  readsOf(await SqliteEventStore.opening({ folder: join(root, 'log'), damaged }), join(root, boards), setAside);

/** The same for another thread of the process that has them open: it makes rows, and appends nothing. */
export const openRowsBeside = async (root: string): Promise<Stores> => readsOf(SqliteEventStore.beside({ folder: join(root, 'log') }), join(root, 'rows'));

const readsOf = async (events: SqliteEventStore, folder: string, setAside?: (notice: string) => void): Promise<Stores> => {
  try { return { events, reads: await SqliteReadStore.open({ folder, identity: events.identity, setAside }) }; } catch (error) {
    await events.close();
    throw error;
  }
};
