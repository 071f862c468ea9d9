import { z } from 'zod';
import { Day, Week } from '@lyceum/contracts/ids';
import type { Position } from '@lyceum/core/event';
import type { Filter, ReadStore } from '@lyceum/read-store/read-store';
import { learningFileEntries } from './learning-file.projection.ts';
import { sessionOutlines } from './session-outline.projection.ts';

export const Entry = z.object({
  revision: z.number().int(), kind: z.literal('attendance'), sessionId: z.string(), title: z.string().nullable(), day: Day, week: Week, minutes: z.number().int(), method: z.string(),
  struck: z.object({ reason: z.string() }).optional(),
  source: z.object({ eventId: z.string(), type: z.string(), stream: z.string(), revision: z.number().int(), recordedAt: z.iso.datetime() }),
  recordedAt: z.iso.datetime(),
}).meta({ id: 'LearningFileEntry' });
export type Entry = z.infer<typeof Entry>;

type Listing = { readonly from?: string | undefined; readonly to?: string | undefined; readonly limit: number; readonly cursor?: string | undefined };
type When = { readonly asOf?: Position };

/** A member's entries, the latest day first, with the titles of their sessions; struck ones are shown and not counted. */
export class LearningFileQuery {
  constructor(private readonly reads: ReadStore) {}

  async page(memberId: string, { from, to, limit, cursor }: Listing, when: When) {
    const day = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const where: Filter = { memberId, ...(from || to ? { day } : {}) };
    const [{ rows, next }, [totals]] = await Promise.all([
      this.reads.find(learningFileEntries, { where, sort: { by: 'day', descending: true }, limit, ...(cursor ? { cursor } : {}), ...when }),
      this.reads.total(learningFileEntries, { columns: ['counts', 'countedMinutes'], where, ...when }),
    ]);
    const titles = await this.titles(rows.map(({ row }) => row.sessionId), when);
    const items = rows.map(({ row: { revision, kind, sessionId, day, week, minutes, method, struck, source, recordedAt } }): Entry => ({
      revision, kind, sessionId, title: titles.get(sessionId) ?? null, day, week, minutes, method, ...(struck === null ? {} : { struck: { reason: struck } }), source, recordedAt,
    }));
    return { items, next, total: totals?.count ?? 0, figures: { count: totals?.sums.counts ?? 0, minutes: totals?.sums.countedMinutes ?? 0 } };
  }

  private async titles(sessionIds: readonly string[], when: When): Promise<ReadonlyMap<string, string>> {
    if (sessionIds.length === 0) return new Map();
    const key = [...new Set(sessionIds)];
    return new Map((await this.reads.find(sessionOutlines, { where: { key }, limit: key.length, ...when })).rows.map(({ row }) => [row.sessionId, row.title]));
  }
}
