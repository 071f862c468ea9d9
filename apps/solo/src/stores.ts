import { join } from 'node:path';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';

type Stores = { readonly events: SqliteEventStore; readonly reads: SqliteReadStore };

/** The log of a data folder, which `sound` says when it has been looked at, and boards' rows; `setAside` is told of rows that were damaged and are made anew. */
export const openRows = async (root: string, boards = 'rows', setAside?: (notice: string) => void): Promise<Stores> =>
  readsOf(await SqliteEventStore.opening({ folder: join(root, 'log') }), join(root, boards), setAside);

/** The same for another thread of the process that has them open: it makes rows, and appends nothing. */
export const openRowsBeside = async (root: string): Promise<Stores> => readsOf(SqliteEventStore.beside({ folder: join(root, 'log') }), join(root, 'rows'));

const readsOf = async (events: SqliteEventStore, folder: string, setAside?: (notice: string) => void): Promise<Stores> => {
  try { return { events, reads: await SqliteReadStore.open({ folder, identity: events.identity, setAside }) }; } catch (error) {
    await events.close();
    throw error;
  }
};
