import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { lookRows } from './looks.projection.ts';

type Asked = { readonly limit: number; readonly cursor?: string | undefined; readonly asOf?: Position };

/** Who looked at a person's record, the latest first. The person may know their names. */
export const looksAt = async (reads: ReadStore, directory: Directory, memberId: string, { limit, cursor, asOf }: Asked) => {
  const where = { memberId };
  const { rows, next } = await reads.find(lookRows, {
    where, sort: { by: 'recordedAt', descending: true }, limit, ...(cursor === undefined ? {} : { cursor }), ...(asOf === undefined ? {} : { asOf }),
  });
  const idOf = (actor: string) => actor.replace(/^member:/, '');
  const names = await directory.names([...new Set(rows.map(({ row }) => idOf(row.actor)))]);
  const items = rows.map(({ row: { actor, what, day, recordedAt } }) => ({ actor: { memberId: idOf(actor), ...shownName(names.get(idOf(actor))) }, what, day, recordedAt }));
  return { items, next, total: await reads.count(lookRows, where, asOf) };
};
