import { shanghaiDay } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import type { EventStore } from '@lyceum/event-store/event-store';
import type { Clock } from '@lyceum/jobs/clock';
import { allRows, type ReadStore, type Row } from '@lyceum/read-store/read-store';
import type { Keys } from '@lyceum/vault/vault';
import { Cache } from './cache.ts';
import { Directory, type Found, type Grant, type Name, type Person, type When } from './directory.ts';
import { grants, holdsOn } from './grants.projection.ts';
import { Headcounts } from './headcounts.ts';
import { positionAt } from './moments.ts';
import { people, type PersonRow } from './people.projection.ts';
import { personOn } from './person.ts';
import { rightsOf, type Right } from './rights.ts';
import { roster } from './roster.ts';
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
type Standing = { readonly stamp: number; readonly row: PersonRow | undefined; readonly grants: readonly Grant[]; readonly rights: ReadonlySet<Right>; readonly units: Map<Right, Promise<ReadonlySet<string>>> };

/** The directory from its own projections; names are opened when they are asked for. */
export class ProjectedDirectory extends Directory {
  private readonly reads: ReadStore;
  private readonly trees: Trees;
  private readonly counts: Headcounts;
  /** Names in clear by the member, with the sealed text that they were opened from. */
  private readonly opened = new Cache<string, { sealed: string; name: string }>(50_000);
  private readonly standings = new Cache<string, Standing>(20_000);
  private stamp = 0;

  constructor(private readonly parts: Parts) {
    super();
    this.reads = parts.reads;
    this.trees = new Trees(parts.reads);
    this.counts = new Headcounts(parts.reads);
  }

  /** The day in Shanghai, by the host's clock. */
  private today(): string { return shanghaiDay(this.parts.clock.now()); }

  async tree({ day = this.today(), asOf, toCome }: When & { toCome?: boolean } = {}): Promise<Tree> { return this.trees.on(day, asOf, toCome); }

  async person(memberId: string, { day = this.today(), asOf }: When = {}): Promise<Person | undefined> {
    const found = await this.reads.get(people, memberId, asOf);
    return found && personOn(found.row, day, (await this.names([memberId])).get(memberId) ?? null);
  }

  async unitOf(memberId: string): Promise<string | undefined> {
    const { row } = await this.standing(memberId);
    return row && personOn(row, this.today(), null).unitId;
  }

  async people(unitIds: readonly string[], { day = this.today(), asOf, limit = 100, cursor }: When & { limit?: number; cursor?: string } = {}) {
    const counts = await this.counts.on(day, asOf);
    const { memberIds, next } = await roster(this.reads, counts, { units: unitIds, day, asOf, limit, cursor });
    const [rows, names] = await Promise.all([this.rowsOf(memberIds, asOf), this.names(memberIds)]);
    return {
      people: memberIds.flatMap((memberId) => {
        const row = rows.get(memberId); // two projections: one may be a batch behind the other
        return row ? [personOn(row, day, names.get(memberId) ?? null)] : [];
      }),
      next, total: [...new Set(unitIds)].reduce((sum, unitId) => sum + (counts.get(unitId)?.people ?? 0), 0),
    };
  }

  async headcounts({ day = this.today(), asOf }: When = {}): Promise<ReadonlyMap<string, number>> {
    return new Map([...(await this.counts.on(day, asOf))].flatMap(([unitId, { people: here }]) => (here > 0 ? [[unitId, here]] : [])));
  }

  /** Always by the rows of now, also for a board of the past: who has been forgotten since has no name there either. */
  async names(memberIds: readonly string[]): Promise<ReadonlyMap<string, Name>> {
    const names = new Map<string, Name>();
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
      if (typeof name === 'string') this.opened.set(memberId, { sealed: text, name });
    });
    return names;
  }

  async search(text: string, unitIds: readonly string[], limit: number, { whole = false } = {}): Promise<readonly Found[]> {
    return this.parts.search.find({ text, whole, unitIds, day: this.today(), limit });
  }

  async grants(memberId: string, { day = this.today(), asOf }: When = {}): Promise<readonly Grant[]> {
    return (await allRows(this.reads, grants, { where: { memberId }, ...(asOf === undefined ? {} : { asOf }) })).filter((grant) => holdsOn(grant, day));
  }

  async unitsWith(memberId: string, right: Right): Promise<ReadonlySet<string>> {
    const { grants: all, units: known } = await this.standing(memberId);
    const held = all.filter(({ role }) => rightsOf[role].includes(right));
    if (held.length === 0) return new Set();
    let found = known.get(right);
    if (!found) {
      found = this.tree({ toCome: true }).then((tree) => new Set(held.flatMap(({ unitId }) => tree.subtree(unitId).map((unit) => unit.unitId))));
      found.catch(() => known.delete(right));
      known.set(right, found);
    }
    return found;
  }

  async rights(memberId: string): Promise<ReadonlySet<Right>> {
    return (await this.standing(memberId)).rights;
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
    const row = (await this.reads.get(people, memberId))?.row;
    const active = row !== undefined && !row.forgotten;
    const held = active ? await this.grants(memberId) : []; // nothing is left of the roles of somebody who is forgotten
    const standing = { stamp, row, grants: held, rights: new Set(active ? [...rightsOf.member, ...held.flatMap(({ role }) => rightsOf[role])] : []), units: new Map() };
    return this.parts.remember ? this.standings.set(key, standing) : standing;
  }

  private async rowsOf(memberIds: readonly string[], asOf?: Position): Promise<ReadonlyMap<string, PersonRow>> {
    if (memberIds.length === 0) return new Map();
    const { rows } = await this.reads.find(people, { where: { key: memberIds }, limit: memberIds.length, ...(asOf === undefined ? {} : { asOf }) });
    return new Map(rows.map(({ key, row }: Row<PersonRow>) => [key, row]));
  }
}
