/** 已举行 held, 补学 late, 缺学 missed, 已计划 planned, or nothing known: what the grid of units and weeks shows. */
export type WeekState = 'held' | 'late' | 'missed' | 'planned' | 'none';

/** What was counted for a unit's week, or for the weeks of several units. */
export type WeekFacts = { readonly held: number; readonly late: number; readonly missed: number; readonly mended: number };

/** A miss stays until it is mended; a session whose day lies in its week outweighs a late one, also where it was recorded late. */
export const stateOf = ({ held, late, missed, mended }: WeekFacts): WeekState => {
  if (missed > mended) return 'missed';
  if (held > 0) return late === held ? 'late' : 'held';
  return 'none';
};

/** For several units together the worst that holds for one of them counts. */
const badness: Readonly<Record<WeekState, number>> = { missed: 4, late: 3, held: 2, planned: 1, none: 0 };
export const worstOf = (states: Iterable<WeekState>): WeekState => {
  let found: WeekState = 'none';
  for (const state of states) if (badness[state] > badness[found]) found = state;
  return found;
};

/** One letter for a state, so that a unit's year is one short text. */
const letters: Readonly<Record<WeekState, string>> = { held: 'h', late: 'l', missed: 'm', planned: 'p', none: '.' };
const states: Readonly<Record<string, WeekState>> = { h: 'held', l: 'late', m: 'missed', p: 'planned' };
export const letterOf = (state: WeekState): string => letters[state];
export const stateOfLetter = (letter: string | undefined): WeekState => states[letter ?? ''] ?? 'none';
