import { weekOf } from '@lyceum/core/calendar';
import { projection } from '@lyceum/core/projection';
import type { Rhythm } from './unit-week.projection.ts';
import { letterOf, stateOf, type WeekFacts } from './week-state.ts';

/** `letters`: one for each ISO week from the first; the counts that they follow from stand beside them, for weeks that need more than one. */
export type UnitYear = { unitId: string; year: string; letters: string; readonly counts: Readonly<Record<string, WeekFacts>> };

type OfWeek = { readonly unitId: string; readonly week: string };
const yearOfUnit = ({ data }: { readonly data: OfWeek }) => `${data.unitId}/${data.week.slice(0, 4)}`;

/** One row per unit and ISO year: the grid of a whole city in as many rows as it has units. */
export const unitYear = projection<UnitYear, Exclude<Rhythm, { type: 'CadenceMet' }>>({
  name: 'unit-year',
  version: 3,
  initial: { unitId: '', year: '', letters: '', counts: {} },
  indexes: [['unitId', 'year']],
  keys: { StudySessionClosed: yearOfUnit, StudySessionReopened: yearOfUnit, CadenceMissed: yearOfUnit, CadenceMissLifted: yearOfUnit, CadenceMended: yearOfUnit, CadenceMendingLifted: yearOfUnit },
  on: {
    StudySessionClosed: (row, { data }) => holding(row, data, 1),
    StudySessionReopened: (row, { data }) => holding(row, data, -1),
    CadenceMissed: (row, { data }) => counted(row, data, (facts) => ({ ...facts, missed: facts.missed + 1 })),
    CadenceMissLifted: (row, { data }) => counted(row, data, (facts) => ({ ...facts, missed: facts.missed - 1 })),
    CadenceMended: (row, { data }) => counted(row, data, (facts) => ({ ...facts, mended: facts.mended + 1 })),
    CadenceMendingLifted: (row, { data }) => counted(row, data, (facts) => ({ ...facts, mended: facts.mended - 1 })),
  },
});

const nothing: WeekFacts = { held: 0, late: 0, missed: 0, mended: 0 };
/** By far most weeks: held once and in time. */
const plain: WeekFacts = { ...nothing, held: 1 };
/** The letter of such a week, and of one in which nothing is, says it all, so that it needs no counts. */
const isPlain = ({ held, late, missed, mended }: WeekFacts) => (held === 1 || held === 0) && late === 0 && missed === 0 && mended === 0;

const holding = (row: UnitYear, data: OfWeek & { readonly day: string }, by: 1 | -1): UnitYear =>
  counted(row, data, ({ held, late, ...rest }) => ({ ...rest, held: held + by, late: late + (weekOf(data.day) > data.week ? by : 0) }));
const counted = (row: UnitYear, { unitId, week }: OfWeek, change: (facts: WeekFacts) => WeekFacts): UnitYear => {
  const at = Number(week.slice(6)) - 1;
  const letters = row.letters.padEnd(at + 1, letterOf('none'));
  const { [week]: kept, ...others } = row.counts;
  const facts = change(kept ?? (letters[at] === letterOf('held') ? plain : nothing));
  return {
    unitId, year: week.slice(0, 4), letters: `${letters.slice(0, at)}${letterOf(stateOf(facts))}${letters.slice(at + 1)}`,
    counts: isPlain(facts) ? others : { ...others, [week]: facts },
  };
};
