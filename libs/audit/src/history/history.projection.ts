import { shanghaiDay } from '@lyceum/core/calendar';
import type { Recorded } from '@lyceum/core/event';
import { envelopeProjection, type Projection } from '@lyceum/core/projection';
import { kindOf } from './kinds.ts';
import { subjects } from './subjects.ts';

/** `day`: on which it was recorded, in Shanghai; `kind`: of the event. Everything else is in the log, at the position that the key ends with. */
export type Entry = { subject: string; unit: string; day: string; kind: string };

const subjectsOf = subjects as unknown as Readonly<Record<string, (data: unknown, unit: string) => readonly string[]>>;
export const entryKey = (subject: string, position: string): string => `${subject}/${position}`;
export const positionOfEntry = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** One small row per event and subject: an index of the log, in whose keys a subject's events stand in the log's order. */
export const history: Projection<Entry> = {
  ...envelopeProjection<Entry>({
    name: 'history',
    version: 4,
    initial: { subject: '', unit: '', day: '', kind: '' },
    indexes: [['subject', 'unit', 'day', 'kind']], // entries are found by their keys; these only filter them
    keys: (event: Recorded) => (subjectsOf[event.type]?.(event.data, event.unit) ?? []).map((subject) => entryKey(subject, event.position)),
    on: (_, { type, unit, recordedAt }, key) => ({ subject: key.slice(0, key.lastIndexOf('/')), unit, day: shanghaiDay(recordedAt), kind: kindOf(type) ?? '' }),
  }),
  types: Object.keys(subjects),
};
