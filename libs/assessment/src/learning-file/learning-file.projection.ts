import { weekOf } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import type { LearningFileEvent } from '@lyceum/contracts/assessment/learning-file';

type Source = { readonly eventId: string; readonly type: string; readonly stream: string; readonly revision: number; readonly recordedAt: string };
export type LearningFileEntry = {
  readonly memberId: string; readonly kind: 'attendance'; readonly sessionId: string; readonly day: string; readonly week: string; readonly method: string;
  /** Of the file's stream: dense over entries and strikes together. */
  readonly revision: number;
  readonly minutes: number;
  /** Why it no longer counts. */
  readonly struck: string | null;
  /** What it adds to the file: one entry and its minutes, or nothing once it is struck. */
  readonly counts: number; readonly countedMinutes: number;
  readonly source: Source; readonly recordedAt: string;
};

const none: Source = { eventId: '', type: '', stream: '', revision: 0, recordedAt: '' };
const keyOf = (memberId: string, { stream, revision }: Pick<Source, 'stream' | 'revision'>) => `${memberId}/${stream}/${revision}`;

/** One row per entry, keyed by the event that it rests on. */
export const learningFileEntries = projection<LearningFileEntry, LearningFileEvent>({
  name: 'learning-file-entry',
  version: 1,
  initial: {
    memberId: '', kind: 'attendance', sessionId: '', day: '', week: '', method: '', revision: 0, minutes: 0, struck: null, counts: 0, countedMinutes: 0, source: none, recordedAt: '',
  },
  indexes: [['memberId', 'day'], ['week']],
  totals: ['counts', 'countedMinutes'],
  keys: {
    AttendanceFiled: ({ data }) => keyOf(data.memberId, data.source),
    // An attendance's stream alternates: signed, withdrawn, signed again. What is withdrawn is always the revision before.
    AttendanceStruck: ({ data: { memberId, source } }) => keyOf(memberId, { ...source, revision: source.revision - 1 }),
  },
  on: {
    AttendanceFiled: (row, { data: { memberId, sessionId, day, minutes, method, source }, revision, recordedAt }) =>
      ({ ...row, memberId, sessionId, day, week: weekOf(day), minutes, method, source, revision, counts: 1, countedMinutes: minutes, recordedAt }),
    AttendanceStruck: (row, { data }) => ({ ...row, struck: data.reason, counts: 0, countedMinutes: 0 }),
  },
});
