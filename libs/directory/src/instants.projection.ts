import type { Position } from '@lyceum/core/event';
import { envelopeProjection } from '@lyceum/core/projection';

/** `length`: of the key, which is the beginning of an instant: a month, a day, an hour or a minute. */
export type SpanRow = { readonly length: number; readonly first: Position };

/** How much of `2026-03-06T09:05:00.000Z` names a month, a day, an hour, a minute. */
export const spans = [7, 10, 13, 16] as const;

/**
 * The first position that was recorded in each month, day, hour and minute. The first event later than an instant is the least of
 * those of the minutes left in its hour, the hours left in its day and so on: exact also where a clock went back, and always a few rows.
 */
export const instants = envelopeProjection<SpanRow>({
  name: 'instants',
  version: 1,
  initial: { length: 0, first: '' },
  indexes: [['length']],
  keys: ({ recordedAt }) => spans.map((length) => recordedAt.slice(0, length)),
  on: (row, { position }, key) => (row.first === '' ? { length: key.length, first: position } : row),
});
