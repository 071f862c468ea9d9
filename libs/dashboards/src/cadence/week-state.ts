/** 已举行 held, 补学 late, 缺学 missed, 已计划 planned, 尚待举行 due (a policy asks for more than was held, and nothing is planned), or nothing known: what the grid of units and weeks shows. */
export type WeekState = 'held' | 'late' | 'missed' | 'planned' | 'due' | 'none';

/** What was counted for a unit's week, or for the weeks of several units. */
export type WeekFacts = { readonly held: number; readonly late: number; readonly missed: number; readonly mended: number };

/**
 * A miss stays until it is mended, and what mended it was late: also where it gives itself a day within the week, since nobody had held it when the week
 * was judged. Of weeks without a miss, a session whose day lies in its week outweighs a late one.
 */
export const stateOf = ({ held, late, missed, mended }: WeekFacts): KnownState => {
  if (missed > mended) return 'missed';
  if (held > 0) return missed > 0 || late === held ? 'late' : 'held';
  return 'none';
};

/** For several units together the worst that holds for one of them counts: what is not yet held is worse than what was held late. */
const badness: Readonly<Record<WeekState, number>> = { missed: 5, due: 4, planned: 3, late: 2, held: 1, none: 0 };
export const worstOf = (states: Iterable<WeekState>): WeekState => {
  let found: WeekState = 'none';
  for (const state of states) if (badness[state] > badness[found]) found = state;
  return found;
};

/** What follows from what happened alone, so that a unit's year is one short text of letters; what is planned or due changes without an event. */
export type KnownState = Exclude<WeekState, 'planned' | 'due'>;
const letters: Readonly<Record<KnownState, string>> = { held: 'h', late: 'l', missed: 'm', none: '.' };
const states: Readonly<Record<string, KnownState>> = { h: 'held', l: 'late', m: 'missed' };
export const letterOf = (state: KnownState): string => letters[state];
export const stateOfLetter = (letter: string | undefined): KnownState => states[letter ?? ''] ?? 'none';
