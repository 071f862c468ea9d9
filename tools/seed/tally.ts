import { weekOf } from '@lyceum/core/calendar';
import type { City } from './city.ts';
import type { Week } from './year.ts';

/** Somebody else's arithmetic: plain loops over what the generator meant to happen. It imports nothing of projections or figures. */
type Entry = { recordedAt: string; unitId: string; day: string; memberId: string; invited: number; signed: number };
type Verdict = { recordedAt: string; unitId: string; week: string; kind: 'held' | 'missed' | 'mended' };

export type Expected = { invited: number; signed: number; held: number; missed: number; mended: number; invitedPersons: number; signedPersons: number };

export class Tally {
  private readonly entries: Entry[] = [];
  private readonly verdicts: Verdict[] = [];
  private readonly parents: ReadonlyMap<string, string | null>;

  constructor(private readonly city: City) {
    this.parents = new Map(city.units.map(({ unitId, parentId }) => [unitId, parentId]));
  }

  /** `judgedAt`: when the verdicts on the week are written; null for a week that is not over. Units without people are not judged. */
  add(week: Week, judgedAt: string | null): void {
    const heldInTime = new Set<string>();
    for (const held of week.held) {
      const common = { unitId: held.unitId, day: held.day };
      for (const memberId of held.invited) this.entries.push({ ...common, memberId, recordedAt: held.openedAt, invited: 1, signed: 0 });
      for (const { memberId, at } of held.signings) this.entries.push({ ...common, memberId, recordedAt: at, invited: 0, signed: 1 });
      for (const { memberId, at } of held.withdrawals) this.entries.push({ ...common, memberId, recordedAt: at, invited: 0, signed: -1 });
      this.verdicts.push({ recordedAt: held.closedAt, unitId: held.unitId, week: week.week, kind: 'held' });
      if (judgedAt === null || held.closedAt < judgedAt) heldInTime.add(held.unitId);
      else this.verdicts.push({ recordedAt: held.closedAt, unitId: held.unitId, week: week.week, kind: 'mended' });
    }
    for (const unitId of judgedAt === null ? [] : week.peopled) {
      if (!heldInTime.has(unitId)) this.verdicts.push({ recordedAt: judgedAt!, unitId, week: week.week, kind: 'missed' });
    }
  }

  /** Instants at which something was recorded, in order. */
  moments(): string[] { return [...new Set([...this.entries, ...this.verdicts].map(({ recordedAt }) => recordedAt))].sort(); }

  /** What a board of a unit's subtree (`own`: of the unit alone) must show for days from..to, as recorded by an instant. */
  expect(unitId: string, from: string, to: string, asOf: string, own = false): Expected {
    const within = (other: string) => { for (let at: string | null | undefined = other; at; at = own ? null : this.parents.get(at)) if (at === unitId) return true; return false; };
    const sum: Expected = { invited: 0, signed: 0, held: 0, missed: 0, mended: 0, invitedPersons: 0, signedPersons: 0 };
    const persons = new Map<string, { invited: number; signed: number }>();
    for (const entry of this.entries) {
      if (entry.recordedAt > asOf || entry.day < from || entry.day > to || !within(entry.unitId)) continue;
      sum.invited += entry.invited;
      sum.signed += entry.signed;
      const person = persons.get(entry.memberId) ?? { invited: 0, signed: 0 };
      persons.set(entry.memberId, { invited: person.invited + entry.invited, signed: person.signed + entry.signed });
    }
    for (const { invited, signed } of persons.values()) { if (invited > 0) sum.invitedPersons++; if (signed > 0) sum.signedPersons++; }
    for (const { recordedAt, unitId: unit, week, kind } of this.verdicts) {
      if (recordedAt <= asOf && week >= weekOf(from) && week <= weekOf(to) && within(unit)) sum[kind]++;
    }
    return sum;
  }
}
