import { canonical } from '@lyceum/core/canonical';
import { Postgres } from '@lyceum/postgres/postgres';
import { countOf } from './envelope.ts';
import type { Stored, Identity } from './event-store.ts';
import { PostgresEventStore } from './postgres.ts';
import { noteKinds } from './postgres-kinds.ts';

const insert = `with taken as (
    insert into event (position, stream, revision, id, text) select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::text[]) returning stream, revision
  ) insert into stream (name, revision) select stream, max(revision) from taken group by stream on conflict (name) do update set revision = excluded.revision`;

/**
 * A whole log into an empty database: every event in its place, byte for byte as it was recorded, under an identity that is given. One transaction:
 * whatever ends it before leaves the database empty. `batches` in the order of positions.
 */
export const takeIn = async (url: string, identity: Identity, batches: AsyncIterable<readonly Stored[]>): Promise<void> => {
  await (await PostgresEventStore.open({ url })).close(); // makes the tables, and refuses a server that would lose what it acknowledged
  const server = new Postgres({ url, connections: 1 });
  try {
    await server.transaction('', async (query) => {
      const [head] = await query<{ position: string }>('select position from head for update');
      if (Number(head!.position) !== 0) throw new Error(`the log that is to be filled holds ${head!.position} events already: name an empty database`);
      for (const [key, value] of Object.entries(identity)) await query('update meta set value = $2 where key = $1', [key, String(value)]);
      const noted = new Set<string>();
      let last = 0;
      for await (const batch of batches) {
        const rows = batch.map(({ position, ...event }) => ({ position: countOf(position), text: canonical(event), ...event }));
        if (rows.some(({ position }, index) => position !== last + 1 + index)) throw new Error(`the log has a gap after position ${last}`);
        await noteKinds(query, noted, batch);
        await query(insert, [rows.map(({ position }) => position), rows.map(({ stream }) => stream), rows.map(({ revision }) => revision), rows.map(({ id }) => id), rows.map(({ text }) => text)]);
        last = rows.at(-1)?.position ?? last;
      }
      await query('update head set position = $1', [last]);
    });
  } finally { await server.close(); }
};
