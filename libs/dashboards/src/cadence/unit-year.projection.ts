import { weekOf } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import type { Rhythm } from './unit-week.projection.ts';
import { letterOf, stateOf, type WeekFacts } from './week-state.ts';

/** `letters`: one for each ISO week from the first; the counts that they follow from stand beside them, for weeks that need more than one. */
export type UnitYear = { unitId: string; year: string; letters: string; readonly counts: Readonly<Record<string, WeekFacts>> };

/** One row per unit and ISO year: the grid of a whole city in as many rows as it has units. */
export const unitYear = projection<UnitYear, Exclude<Rhythm, { type: 'CadenceMet' }>>({
  name: 'unit-year',
  version: 1,
  initial: { unitId: '', year: '', letters: '', counts: {} },
  indexes: [['unitId', 'year']],
  keys: {
    StudySessionClosed: ({ data }) => `${data.unitId}/${data.week.slice(0, 4)}`,
    CadenceMissed: ({ data }) => `${data.unitId}/${data.week.slice(0, 4)}`,
    CadenceMended: ({ data }) => `${data.unitId}/${data.week.slice(0, 4)}`,
  },
  on: {
    StudySessionClosed: (row, { data: { unitId, week, day } }) =>
      counted(row, unitId, week, ({ held, late, ...rest }) => ({ ...rest, held: held + 1, late: late + (weekOf(day) > week ? 1 : 0) })),
    CadenceMissed: (row, { data: { unitId, week } }) => counted(row, unitId, week, (facts) => ({ ...facts, missed: facts.missed + 1 })),
    CadenceMended: (row, { data: { unitId, week } }) => counted(row, unitId, week, (facts) => ({ ...facts, mended: facts.mended + 1 })),
  },
});

const nothing: WeekFacts = { held: 0, late: 0, missed: 0, mended: 0 };
/** By far most weeks: held once and in time. Their letter says it all, so that they need no counts. */
const plain: WeekFacts = { ...nothing, held: 1 };
const isPlain = ({ held, late, missed, mended }: WeekFacts) => held === 1 && late === 0 && missed === 0 && mended === 0;

const counted = (row: UnitYear, unitId: string, week: string, change: (facts: WeekFacts) => WeekFacts): UnitYear => {
  const at = Number(week.slice(6)) - 1;
  const letters = row.letters.padEnd(at + 1, letterOf('none'));
  const { [week]: kept, ...others } = row.counts;
  const facts = change(kept ?? (letters[at] === letterOf('held') ? plain : nothing));
  return {
    unitId, year: week.slice(0, 4), letters: `${letters.slice(0, at)}${letterOf(stateOf(facts))}${letters.slice(at + 1)}`,
    counts: isPlain(facts) ? others : { ...others, [week]: facts },
  };
};
