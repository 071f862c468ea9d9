import { weekOf } from '@lyceum/core/calendar';
import type { City } from './city.ts';
import type { Week } from './year.ts';

/** Somebody else's arithmetic: plain loops over what the generator meant to happen. It imports nothing of projections or figures. */
type Entry = { recordedAt: string; unitId: string; day: string; memberId: string; invited: number; signed: number };
type Verdict = { recordedAt: string; unitId: string; week: string; kind: 'held' | 'missed' | 'mended'; late: boolean; /** One more, or one taken back. */ by: 1 | -1 };
type Planned = { plannedAt: string; /** When it began, or was cancelled. */ overAt: string | null; cancelledAt: string | null; unitId: string; week: string };

/** Every figure that is no share, by its name. */
const nothing = { invited: 0, signed: 0, 'invited-persons': 0, 'signed-persons': 0, held: 0, late: 0, missed: 0, mended: 0, planned: 0 };
export type Expected = Readonly<typeof nothing>;
export type Counts = { invited: number; signed: number };
/** Every figure that is a share: of what, by what. Said here a second time, since whoever reads the declaration repeats its mistake. */
const shares: Readonly<Record<string, readonly [of: keyof Expected, by: keyof Expected]>> = {
  attendance: ['signed', 'invited'],
  coverage: ['signed-persons', 'invited-persons'],
};

/** The two counts that a share is made of, as they were counted; undefined where a figure is no share. */
export const termsOf = (name: string, counts: Expected): readonly [of: number, by: number] | undefined => {
  if (!Object.hasOwn(shares, name)) return undefined;
  const [of, by] = shares[name]!;
  return [counts[of], counts[by]];
};
const percent = ([of, by]: readonly [of: number, by: number]): number | null => (by === 0 ? null : (100 * of) / by);
/** A figure by its name: a share in percent, which is `null` of nothing, anything else as it was counted. */
export const figureOf = (name: string, counts: Expected): number | null => {
  const terms = termsOf(name, counts);
  if (terms) return percent(terms);
  if (!Object.hasOwn(counts, name)) throw new Error(`the tally does not count ${name} yet: say in tally.ts what it is, without looking at its declaration`);
  return counts[name as keyof Expected];
};

export class Tally {
  private readonly entries: Entry[] = [];
  private readonly verdicts: Verdict[] = [];
  private readonly plans: Planned[] = [];
  /** Units that have people, of each week. The rule of the city, one session in every week, holds from the first. */
  private readonly peopled = new Map<string, ReadonlySet<string>>();
  private readonly parents: ReadonlyMap<string, string | null>;

  constructor(city: City) {
    this.parents = new Map(city.units.map(({ unitId, parentId }) => [unitId, parentId]));
  }

  /** `judgedAt`: when the verdicts on the week are written; null for a week that is not over. Units without people are not judged. */
  add(week: Week, judgedAt: string | null): void {
    this.peopled.set(week.week, week.peopled);
    const heldInTime = new Set<string>();
    const say = (kind: Verdict['kind'], recordedAt: string, unitId: string, by: 1 | -1 = 1, late = false) => this.verdicts.push({ kind, recordedAt, unitId, week: week.week, late, by });
    for (const { unitId, plannedAt } of week.upcoming) this.plans.push({ plannedAt, overAt: null, cancelledAt: null, unitId, week: week.week });
    for (const { unitId, day, plannedAt, cancelledAt, opened } of week.cancelled) {
      this.plans.push({ plannedAt, overAt: opened?.at ?? cancelledAt, cancelledAt, unitId, week: week.week });
      for (const memberId of opened?.invited ?? []) for (const [recordedAt, invited] of [[opened!.at, 1], [cancelledAt, -1]] as const) this.entries.push({ unitId, day, memberId, recordedAt, invited, signed: 0 });
    }
    for (const held of week.held) {
      const { unitId, closedAt, reopened } = held;
      const common = { unitId, day: held.day };
      this.plans.push({ unitId, plannedAt: held.plannedAt, overAt: held.openedAt, cancelledAt: null, week: week.week });
      for (const memberId of held.invited) this.entries.push({ ...common, memberId, recordedAt: held.openedAt, invited: 1, signed: 0 });
      for (const { memberId, at } of held.signings) this.entries.push({ ...common, memberId, recordedAt: at, invited: 0, signed: 1 });
      for (const { memberId, at } of held.withdrawals) this.entries.push({ ...common, memberId, recordedAt: at, invited: 0, signed: -1 });

      const late = weekOf(held.day) > week.week;
      say('held', closedAt, unitId, 1, late);
      if (reopened) say('held', reopened.at, unitId, -1, late);
      if (reopened?.closedAt) say('held', reopened.closedAt, unitId, 1, late);
      if (judgedAt === null) continue;
      if (late) { // made good for, owed again while it is reopened
        say('mended', closedAt, unitId);
        if (reopened) say('mended', reopened.at, unitId, -1);
        if (reopened?.closedAt) say('mended', reopened.closedAt, unitId);
        continue;
      }
      const openWhenJudged = reopened !== undefined && reopened.at < judgedAt && (reopened.closedAt === null || reopened.closedAt >= judgedAt);
      if (!openWhenJudged) heldInTime.add(unitId);
      if (reopened && reopened.at >= judgedAt) say('missed', reopened.at, unitId); // while it is reopened, and no longer
      if (reopened?.closedAt && reopened.closedAt >= judgedAt) say('missed', reopened.closedAt, unitId, -1);
    }
    for (const unitId of judgedAt === null ? [] : week.peopled) if (!heldInTime.has(unitId)) say('missed', judgedAt!, unitId);
  }

  /** What a board of a unit's subtree (`own`: of the unit alone) must show for days from..to, as recorded by an instant. */
  expect(unitId: string, from: string, to: string, asOf: string, own = false): Expected {
    const sum = { ...nothing };
    for (const { invited, signed } of this.persons(unitId, from, to, asOf, own).values()) {
      sum.invited += invited;
      sum.signed += signed;
      if (invited > 0) sum['invited-persons']++;
      if (signed > 0) sum['signed-persons']++;
    }
    const [first, last] = [weekOf(from), weekOf(to)];
    for (const { recordedAt, unitId: unit, week, kind, late, by } of this.verdicts) {
      if (recordedAt > asOf || week < first || week > last || !this.within(unit, unitId, own)) continue;
      sum[kind] += by;
      if (kind === 'held' && late) sum.late += by;
    }
    for (const { plannedAt, cancelledAt, unitId: unit, week } of this.plans) {
      if (plannedAt <= asOf && !(cancelledAt !== null && cancelledAt <= asOf) && week >= first && week <= last && this.within(unit, unitId, own)) sum.planned++;
    }
    return sum;
  }

  /** Of each person with facts in a unit's subtree: invitations and signatures. */
  persons(unitId: string, from: string, to: string, asOf: string, own = false): Map<string, Counts> {
    const persons = new Map<string, Counts>();
    for (const entry of this.entries) {
      if (entry.recordedAt > asOf || entry.day < from || entry.day > to || !this.within(entry.unitId, unitId, own)) continue;
      const { invited, signed } = persons.get(entry.memberId) ?? { invited: 0, signed: 0 };
      persons.set(entry.memberId, { invited: invited + entry.invited, signed: signed + entry.signed });
    }
    return persons;
  }

  /** How a unit by itself stood in a week, as the grid says it, on a day and as recorded by an instant. */
  stateOf(unitId: string, week: string, today: string, asOf: string): 'held' | 'late' | 'missed' | 'planned' | 'due' | 'none' {
    const known = this.knownOf(unitId, week, asOf);
    if (known !== 'none' || week < weekOf(today)) return known;
    const coming = this.plans.some((plan) => plan.unitId === unitId && plan.week === week && plan.plannedAt <= asOf && (plan.overAt === null || plan.overAt > asOf));
    return coming ? 'planned' : this.asked(unitId, week) ? 'due' : 'none';
  }

  /** How many units of a subtree (`own`: whether the unit alone) held something for a week, or were judged for it. */
  knownIn(unitId: string, week: string, asOf: string, own: boolean): number {
    return [...this.parents.keys()].filter((unit) => this.within(unit, unitId, own) && this.knownOf(unit, week, asOf) !== 'none').length;
  }
  private knownOf(unitId: string, week: string, asOf: string): 'held' | 'late' | 'missed' | 'none' {
    const known = this.verdicts.filter((verdict) => verdict.unitId === unitId && verdict.week === week && verdict.recordedAt <= asOf);
    const count = (kind: Verdict['kind'], late?: boolean) => known.filter((verdict) => verdict.kind === kind && (late === undefined || verdict.late === late)).reduce((sum, { by }) => sum + by, 0);
    if (count('missed') > count('mended')) return 'missed';
    if (count('held') > 0) return count('held', false) === 0 || count('missed') > 0 ? 'late' : 'held';
    return 'none';
  }

  /** What a unit with all below it shows: the worst of them. */
  worstOf(unitId: string, week: string, today: string, asOf: string): string {
    const states = [...this.parents.keys()].filter((unit) => this.within(unit, unitId, false)).map((unit) => this.stateOf(unit, week, today, asOf));
    return ['missed', 'due', 'planned', 'late', 'held', 'none'].find((state) => states.some((one) => one === state))!;
  }

  /** Weeks after the last are like it: nobody is transferred in them. */
  private asked(unitId: string, week: string): boolean {
    const weeks = [...this.peopled.keys()];
    return week >= weeks[0]! && this.peopled.get(week > weeks.at(-1)! ? weeks.at(-1)! : week)!.has(unitId);
  }

  /** Whether a unit is another one, or lies below it. */
  private within(unit: string, other: string, own: boolean): boolean {
    for (let at: string | null | undefined = unit; at; at = own ? null : this.parents.get(at)) if (at === other) return true;
    return false;
  }
}
