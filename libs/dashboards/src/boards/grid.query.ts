import { addDays, mondayOf, mondayOfWeek, sundayOfWeek, weekOf } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import type { Tree } from '@lyceum/directory/tree';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { Demands } from '../cadence/demands.query.ts';
import { unitYear } from '../cadence/unit-year.projection.ts';
import { stateOfLetter, worstOf, type KnownState, type WeekState } from '../cadence/week-state.ts';
import type { Days } from '../figures/figure.ts';
import { keyText, uponTreeOf, type ScopeKind } from '../figures/key.ts';
import { sessionPlan } from '../session/session-plan.projection.ts';
import type { Cell } from './answers.ts';

type Span = Days & { readonly asOf?: Position | undefined; /** The day that it is; weeks before it hold no plans, and nothing is due in them. */ readonly today: string; readonly tree: Tree };

/** ISO weeks that have a day of the range, in order. */
export const weeksOf = ({ from, to }: Days): readonly string[] => {
  const weeks: string[] = [];
  for (let monday = mondayOf(from); monday <= to; monday = addDays(monday, 7)) weeks.push(weekOf(monday));
  return weeks;
};
/** The days of a week that lie in a range. */
export const daysOf = (week: string, { from, to }: Days): Days => {
  const [monday, sunday] = [mondayOfWeek(week), sundayOfWeek(week)];
  return { from: monday < from ? from : monday, to: sunday > to ? to : sunday };
};

/** The figure that says why: of what happened or is planned it is never 0; of what is due it names the rule. */
const figureOf: Readonly<Record<WeekState, string>> = { held: 'held', late: 'late', missed: 'missed', planned: 'planned', due: 'held', none: 'held' };

/** How each unit stood in each week: a unit's year is one row, and what is planned or due in weeks that are not over is added from plans and policies. */
export class Grid {
  private readonly weeks: readonly { readonly week: string; readonly year: string; readonly at: number; readonly days: Days; readonly upon: { readonly treeOn?: string } }[];
  private constructor(private readonly letters: ReadonlyMap<string, string>, private readonly coming: ReadonlySet<string>, private readonly demands: Demands, range: Days & Pick<Span, 'today'>) {
    this.weeks = weeksOf(range).map((week) => {
      const days = daysOf(week, range);
      return { week, year: week.slice(0, 4), at: Number(week.slice(6)) - 1, days, upon: uponTreeOf(range, days, range.today) };
    });
  }

  static async read(reads: ReadStore, directory: Directory, unitIds: readonly string[], { from, to, asOf, today, tree }: Span): Promise<Grid> {
    const [first, last] = [weekOf(from), weekOf(to)];
    const when = asOf === undefined ? {} : { asOf };
    const years = [...new Set(weeksOf({ from, to }).map((week) => week.slice(0, 4)))];
    const { rows } = await reads.find(unitYear, { where: { unitId: unitIds, year: years }, limit: unitIds.length * years.length, ...when });
    const now = weekOf(today) > first ? weekOf(today) : first;
    const coming = now > last ? [] : await reads.total(sessionPlan, { columns: [], by: 'unitWeek', where: { unitId: unitIds, coming: 1, week: { from: now, to: last } }, ...when });
    return new Grid(new Map(rows.map(({ key, row }) => [key, row.letters])), new Set(coming.map(({ group }) => String(group))), await Demands.read(reads, directory, unitIds, { from, to, asOf, today, tree }), { from, to, today });
  }

  /** A row of the grid for some units together: of each week the worst state of one of them. `id`: whose figures its cells open. */
  row(unitIds: readonly string[], scope: ScopeKind, id: string): Cell[] {
    const years = new Map([...new Set(this.weeks.map(({ year }) => year))].map((year) => [year, unitIds.map((unitId) => this.letters.get(`${unitId}/${year}`) ?? '')]));
    return this.weeks.map(({ week, year, at, days, upon }) => {
      const known = years.get(year)!.map((letters) => stateOfLetter(letters[at]));
      const state = worstOf(known.map((one, index) => this.stateOf(one, unitIds[index]!, week)));
      const counts = { missed: known.filter((one) => one === 'missed').length, of: known.filter((one) => one !== 'none').length };
      return { week, state, figure: keyText({ figure: figureOf[state], scope, id, ...days, ...upon }), ...counts };
    });
  }

  /** What is planned tells of a unit that has held nothing, or not enough. */
  private stateOf(known: KnownState, unitId: string, week: string): WeekState {
    const due = this.demands.unmet(unitId, week);
    if (known === 'missed' || (known !== 'none' && !due)) return known;
    if (this.coming.has(`${unitId}/${week}`)) return 'planned';
    return due ? 'due' : known;
  }
}
