import type { Query } from '@lyceum/postgres/postgres';
import type { Kind } from './event-store.ts';
import { addKind } from './postgres.sql.ts';

/** Before the first event of a kind is written, so that a program that does not know it learns of it without reading the log. `noted`: those that this connection's server has. */
export const noteKinds = async (query: Query, noted: Set<string>, kinds: Iterable<Kind>): Promise<void> => {
  for (const { type, version } of kinds) {
    const kind = `${type} ${version}`;
    if (noted.has(kind)) continue;
    await query(addKind, [type, version]);
    noted.add(kind);
  }
};
