import { join } from 'node:path';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { assertReadable } from '@lyceum/event-store/readable';
import { SqliteEventStore } from '@lyceum/event-store/sqlite';
import { SqliteReadStore } from '@lyceum/read-store/sqlite';

type Stores = { readonly events: SqliteEventStore; readonly reads: SqliteReadStore };

/** `setAside` is told of rows that were damaged and are made anew; `told`, of a log that is read already and turns out to be none to go on with, and of looks at it that failed. */
type Told = { readonly setAside?: ((notice: string) => void) | undefined; readonly told?: ((error: Error) => void) | undefined };

/** The log of a data folder, which is looked at meanwhile, and boards' rows. */
export const openRows = async (root: string, boards = 'rows', { setAside, told }: Told = {}): Promise<Stores> =>
  readsOf(await SqliteEventStore.opening({ folder: join(root, 'log'), readable: (kinds) => assertReadable(vocabulary, kinds), told }), join(root, boards), setAside);

/** The same for another thread of the process that has them open: it makes rows, and appends nothing. */
export const openRowsBeside = async (root: string): Promise<Stores> => readsOf(SqliteEventStore.beside({ folder: join(root, 'log') }), join(root, 'rows'));

const readsOf = async (events: SqliteEventStore, folder: string, setAside?: (notice: string) => void): Promise<Stores> => {
  try { return { events, reads: await SqliteReadStore.open({ folder, identity: events.identity, setAside }) }; } catch (error) {
    await events.close();
    throw error;
  }
};
