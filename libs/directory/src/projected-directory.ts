import { shanghaiDay } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import type { Clock } from '@lyceum/jobs/clock';
import type { Filter, ReadStore, Row } from '@lyceum/read-store/read-store';
import type { Keys } from '@lyceum/vault/vault';
import { Cache } from './cache.ts';
import { Directory, type Found, type Grant, type Person, type When } from './directory.ts';
import { grants, holdsOn } from './grants.projection.ts';
import { positionAt } from './moments.ts';
import { people, type PersonRow } from './people.projection.ts';
import { personOn } from './person.ts';
import { postings } from './postings.projection.ts';
import { rightsOf, type Right } from './rights.ts';
import type { PersonSearch } from './search.ts';
import type { Tree } from './tree.ts';
import { Trees } from './trees.ts';
import { units } from './units.projection.ts';

type Parts = {
  readonly reads: ReadStore; readonly events: EventStore; readonly keys: Keys; readonly search: PersonSearch; readonly clock: Clock;
  /** Where somebody tells of changed rows (`changed`), rights are remembered until then; otherwise they are read every time. */
  readonly remember?: boolean;
};
/** Who somebody is today, for every question about their rights. `units`: by right, worked out when it is asked for. */
type Standing = { readonly stamp: number; readonly active: boolean; readonly grants: readonly Grant[]; readonly units: Map<Right, Promise<ReadonlySet<string>>> };

/** The directory from its own projections; names are opened when they are asked for. */
export class ProjectedDirectory extends Directory {
  private readonly reads: ReadStore;
  private readonly trees: Trees;
  /** Names in clear by the member, with the sealed text that they were opened from. */
  private readonly opened = new Cache<string, { sealed: string; name: string }>(50_000);
  private readonly standings = new Cache<string, Standing>(20_000);
  private stamp = 0;

  constructor(private readonly parts: Parts) {
    super();
    this.reads = parts.reads;
    this.trees = new Trees(parts.reads);
  }

  /** The day in Shanghai, by the host's clock. */
  private today(): string { return shanghaiDay(this.parts.clock.now()); }

  async tree({ day = this.today(), asOf }: When = {}): Promise<Tree> { return this.trees.on(day, asOf); }

  async person(memberId: string, { day = this.today(), asOf }: When = {}): Promise<Person | undefined> {
    const found = await this.reads.get(people, memberId, asOf);
    return found && personOn(found.row, day, (await this.names([memberId])).get(memberId) ?? null);
  }

  async people(unitIds: readonly string[], { day = this.today(), asOf, limit = 100, cursor }: When & { limit?: number; cursor?: string } = {}) {
    const when = asOf === undefined ? {} : { asOf };
    const where: Filter = { unitId: unitIds, from: { to: day }, until: { from: day } };
    const page = await this.reads.find(postings, { where, limit, ...when, ...(cursor === undefined ? {} : { cursor }) });
    const here = page.rows.filter(({ row: { periods } }) => periods.some(({ from, until }) => from <= day && day <= until)).map(({ row }) => row.memberId);
    const rows = await this.rowsOf(here, asOf);
    const names = await this.names(here);
    const found = here.map((memberId) => personOn(rows.get(memberId)!, day, names.get(memberId) ?? null));
    return { people: found, next: page.next, total: await this.countOf(where, day, asOf) };
  }

  async headcounts({ day = this.today(), asOf }: When = {}): Promise<ReadonlyMap<string, number>> {
    const when = asOf === undefined ? {} : { asOf };
    const where: Filter = { from: { to: day }, until: { from: day } };
    const groups = await this.reads.total(postings, { columns: [], by: 'unitId', where, ...when });
    const counts = new Map(groups.map(({ group, count }) => [String(group), count]));
    for (const unitId of await this.awayOn(where, day, asOf)) counts.set(unitId, counts.get(unitId)! - 1);
    return counts;
  }

  /** Always by the rows of now, also for a board of the past: who has been forgotten since has no name there either. */
  async names(memberIds: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
    const names = new Map<string, string | null>();
    const sealed: { memberId: string; text: string }[] = [];
    for (const { memberId, name } of (await this.rowsOf(memberIds)).values()) {
      const known = this.opened.get(memberId);
      if (name === null) { names.set(memberId, null); this.forget(memberId); }
      else if (known?.sealed === name) names.set(memberId, known.name);
      else sealed.push({ memberId, text: name });
    }
    const plain = sealed.length === 0 ? [] : await this.parts.keys.open(sealed.map(({ text }) => text));
    sealed.forEach(({ memberId, text }, index) => {
      const name = plain[index] ?? null;
      names.set(memberId, name);
      if (name !== null) this.opened.set(memberId, { sealed: text, name });
    });
    return names;
  }

  async search(text: string, unitIds: readonly string[], limit: number): Promise<readonly Found[]> {
    return this.parts.search.find({ text, unitIds, day: this.today(), limit });
  }

  async grants(memberId: string, { day = this.today(), asOf }: When = {}): Promise<readonly Grant[]> {
    const { rows } = await this.reads.find(grants, { where: { memberId }, limit: 1000, ...(asOf === undefined ? {} : { asOf }) });
    return rows.map(({ row }) => row).filter((grant) => holdsOn(grant, day));
  }

  async unitsWith(memberId: string, right: Right): Promise<ReadonlySet<string>> {
    const { active, grants: all, units: known } = await this.standing(memberId);
    const held = active ? all.filter(({ role }) => rightsOf[role].includes(right)) : []; // nothing is left of the roles of somebody who is forgotten
    if (held.length === 0) return new Set();
    let found = known.get(right);
    if (!found) {
      found = this.tree().then((tree) => new Set(held.flatMap(({ unitId }) => tree.subtree(unitId).map((unit) => unit.unitId))));
      found.catch(() => known.delete(right));
      known.set(right, found);
    }
    return found;
  }

  async rights(memberId: string): Promise<ReadonlySet<Right>> {
    const { active, grants: held } = await this.standing(memberId);
    return new Set(active ? [...rightsOf.member, ...held.flatMap(({ role }) => rightsOf[role])] : []);
  }

  async positionAt(instant: string): Promise<Position> { return positionAt(this.reads, this.parts.events, instant); }

  /** Lets go of a name at once; for whoever hears first that a person is forgotten. */
  forget(memberId: string): void { this.opened.delete(memberId); }

  /** Of a projection whose rows have changed: what was worked out from them is worked out anew. */
  changed({ name }: { readonly name: string }): void {
    if (name === people.name || name === grants.name || name === units.name) this.stamp++;
  }

  private async standing(memberId: string): Promise<Standing> {
    const key = `${this.today()}/${memberId}`;
    const stamp = this.stamp; // of before the rows are read: a change meanwhile makes what is read old at once
    const known = this.parts.remember ? this.standings.get(key) : undefined;
    if (known?.stamp === stamp) return known;
    const standing = { stamp, active: await this.isActive(memberId), grants: await this.grants(memberId), units: new Map() };
    return this.parts.remember ? this.standings.set(key, standing) : standing;
  }
  private async isActive(memberId: string): Promise<boolean> {
    const found = await this.reads.get(people, memberId);
    return found !== undefined && !found.row.forgotten;
  }

  private async rowsOf(memberIds: readonly string[], asOf?: Position): Promise<ReadonlyMap<string, PersonRow>> {
    if (memberIds.length === 0) return new Map();
    const { rows } = await this.reads.find(people, { where: { key: memberIds }, limit: memberIds.length, ...(asOf === undefined ? {} : { asOf }) });
    return new Map(rows.map(({ key, row }: Row<PersonRow>) => [key, row]));
  }

  private async countOf(where: Filter, day: string, asOf: Position | undefined): Promise<number> {
    return (await this.reads.count(postings, where, asOf)) - (await this.awayOn(where, day, asOf)).length;
  }
  /** Units, once for each of their people who was there before and after the day but elsewhere on it: a few, if any. */
  private async awayOn(where: Filter, day: string, asOf: Position | undefined): Promise<readonly string[]> {
    const { rows } = await this.reads.find(postings, { where: { ...where, gaps: true }, limit: 10_000, ...(asOf === undefined ? {} : { asOf }) });
    return rows.filter(({ row: { periods } }) => !periods.some(({ from, until }) => from <= day && day <= until)).map(({ row }) => row.unitId);
  }
}
