import { shanghaiDay } from '@lyceum/core/calendar';
import type { Recorded } from '@lyceum/core/event';
import { envelopeProjection, type Projection } from '@lyceum/core/projection';
import { subjects } from './subjects.ts';

/** `day`: on which it was recorded, in Shanghai. Everything else is in the log, at the position that the key ends with. */
export type Entry = { subject: string; unit: string; day: string };

const subjectsOf = subjects as unknown as Readonly<Record<string, (data: unknown) => readonly string[]>>;
export const entryKey = (subject: string, position: string): string => `${subject}/${position}`;
export const positionOfEntry = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** One small row per event and subject: an index of the log, in whose keys a subject's events stand in the log's order. */
export const history: Projection<Entry> = {
  ...envelopeProjection<Entry>({
    name: 'history',
    version: 1,
    initial: { subject: '', unit: '', day: '' },
    indexes: [['subject', 'unit', 'day']], // entries are found by their keys; these only filter them
    keys: (event: Recorded) => (subjectsOf[event.type]?.(event.data) ?? []).map((subject) => entryKey(subject, event.position)),
    on: (_, { unit, recordedAt }, key) => ({ subject: key.slice(0, key.lastIndexOf('/')), unit, day: shanghaiDay(recordedAt) }),
  }),
  types: Object.keys(subjects),
};
