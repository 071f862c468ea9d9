import { startOn, valueOn, type Dated } from './dated.ts';
import { refuse } from './decider.ts';

type Told = Readonly<Record<string, string | number>>;

/**
 * Refuses a wish to change, from a day on, what its author has not seen: `changed-meanwhile` where something else holds today than they saw, and
 * `change-coming`, with its day and `told` of it, where on their later day something holds that is recorded to begin until then.
 */
export const mustHaveSeen = <T>(entries: Dated<T>, { from, today }: { readonly from: string; readonly today: string }, saw: (value: T) => boolean, told: (value: T) => Told): void => {
  const day = from > today ? from : today;
  const there = valueOn(entries, day);
  if (there === undefined || saw(there)) return;
  const begins = startOn(entries, day)!;
  if (begins > today) refuse('change-coming', { day: begins, ...told(there) });
  refuse('changed-meanwhile');
};
