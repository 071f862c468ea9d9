import { Postgres } from '@lyceum/postgres/postgres';
import { Unavailable } from './event-store.ts';
import * as sql from './postgres.sql.ts';

/** Gives a restored log its next epoch; answers it. No service may run. `url` as of the log itself, with its schema. */
export const raiseEpoch = async (url: string): Promise<number> => {
  const server = new Postgres({ url, connections: 1 });
  try {
    const [raised] = await server.query<{ value: string }>(`${sql.raiseEpoch} returning value`);
    if (!raised) throw new Unavailable('PostgreSQL: there is no log in this database');
    return Number(raised.value);
  } finally { await server.close(); }
};
