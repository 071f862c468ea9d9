import type { Personal } from '@lyceum/core/event';
import { pagesOf } from '@lyceum/core/pages';
import { people } from '@lyceum/directory/people.projection';
import { batchesOf, type EventStore } from '@lyceum/event-store/event-store';
import type { ReadStore } from '@lyceum/read-store/read-store';

/** The names of everybody who was registered and not forgotten, as they are sealed, page by page. */
export async function* sealedNames(reads: ReadStore): AsyncGenerator<readonly Personal[], undefined> {
  for await (const { rows } of pagesOf((at) => reads.find(people, { limit: 500, ...at }))) yield rows.flatMap(({ row }) => row.name ?? []);
}

/** The names that people were registered with, as the log has them from its beginning on: also before there are rows. */
export async function* registeredNames(events: Pick<EventStore, 'readLog'>): AsyncGenerator<readonly string[], undefined> {
  for await (const batch of batchesOf(events, { limit: 500 })) yield batch.flatMap(({ type, data }) => (type === 'MemberRegistered' ? [String(data['name'])] : []));
}
