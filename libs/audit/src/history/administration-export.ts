import { shanghaiDay, shanghaiTime } from '@lyceum/core/calendar';
import { csv, csvLines } from '@lyceum/core/csv';
import { pagesOf } from '@lyceum/core/pages';
import type { Language } from '@lyceum/nest-kit/call';
import type { HistoryItem, HistoryPage } from './history.query.ts';

const headings: Readonly<Record<Language, readonly string[]>> = {
  zh: ['记录时间', '发生时间', '操作人', '操作人编号', '单位', '经过', '事件', '流', '修订', '位置'],
  en: ['Recorded at', 'Happened at', 'By', 'Id', 'Unit', 'What', 'Event', 'Stream', 'Revision', 'Position'],
};
/** As the wall clock showed it, to the millisecond. */
const inShanghai = (instant: string) => `${shanghaiDay(instant)}T${shanghaiTime(instant)}${instant.slice(16, 23)}+08:00`;
const cells = (item: HistoryItem): readonly string[] =>
  [inShanghai(item.recordedAt), inShanghai(item.occurredAt), item.actor.name, item.actor.id, item.unitName, item.sentence, item.type, item.stream, String(item.revision), item.position];

/** The administration's own log as a file, newest first, page by page: it is as long as a city is old. */
export async function* administrationCsv(language: Language, page: (at: { readonly cursor?: string }) => Promise<HistoryPage>): AsyncGenerator<string> {
  yield csv([headings[language]]);
  for await (const { items } of pagesOf(page)) yield csvLines(items.map(cells));
}
