import { Injectable, NotFoundException } from '@nestjs/common';
import { Directory, type Person } from '@lyceum/directory/directory';
import type { Right } from '@lyceum/directory/rights';
import { EventStore } from '@lyceum/event-store/event-store';
import { Rows } from '@lyceum/read-store/rows';
import type { Call, Scope } from './call.ts';
import { Denials } from './denials.ts';
import { notAllowed } from './problem.ts';

/** Answers as what does not exist. What the right does not reach is told apart behind the answer alone, where both are noted (`ProblemFilter`). */
export class OutOfReach extends NotFoundException {
  constructor(readonly right: Right, readonly unitId: string) { super(); }
}

/** How long a write waits for rows, where it does not find what it is about; milliseconds. */
const patience = 2000;

/** Whether a call's right reaches a unit or a person. What it does not reach answers as what does not exist; a right held nowhere, as such. */
@Injectable()
export class Access {
  constructor(private readonly directory: Directory, private readonly denials: Denials, private readonly store: EventStore, private readonly rows: Rows) {}

  /** The unit is within the subtree of a grant that gives the route's right. */
  async unit(call: Call, unitId: string): Promise<Scope> {
    await this.held(call);
    if (!(await this.found(call, async () => (await this.units(call)).has(unitId)))) throw new OutOfReach(call.right, unitId);
    return this.scope(call, unitId);
  }
  /** The caller's own unit, for what they do themselves. */
  async home(call: Call): Promise<Scope> {
    const unitId = await this.directory.unitOf(call.memberId);
    if (unitId === undefined) throw new NotFoundException();
    return this.scope(call, unitId);
  }
  /** The caller's own record, whatever their roles. */
  async self(call: Call): Promise<Scope & { person: Person }> {
    const person = await this.directory.person(call.memberId);
    if (!person) throw new NotFoundException();
    return { ...this.scope(call, person.unitId), person };
  }
  /** A person whose main unit of today the right reaches. */
  async person(call: Call, memberId: string): Promise<Scope & { person: Person }> {
    await this.held(call);
    const person = await this.found(call, () => this.directory.person(memberId));
    if (!person) throw new NotFoundException();
    return { ...(await this.unit(call, person.unitId)), person };
  }
  /** That nothing is there, as late as of what is there and out of reach: how long an answer takes must not tell the two apart. */
  async absent(call: Call): Promise<never> {
    await this.found(call, async () => false);
    throw new NotFoundException();
  }
  /** Every unit that the right reaches: what lists, counts, search and exports are limited to. */
  units(call: Call): Promise<ReadonlySet<string>> { return this.directory.unitsWith(call.memberId, call.right); }
  /** The same; 403 where they are none. Asked before anything is looked up, so that the answer is one for every id and tells of none whether it exists. */
  async held(call: Call): Promise<ReadonlySet<string>> {
    const units = await this.units(call);
    if (units.size > 0) return units;
    const { memberId, actor, route, right, now, correlation } = call;
    await this.denials.note({ memberId, actor, route, right, outside: null, asked: '', now, correlation });
    throw notAllowed(right, call.language);
  }
  /** As `units`; where a unit is asked for, only it and what is below it. */
  async within(call: Call, unitId: string | undefined): Promise<readonly string[]> {
    if (unitId === undefined) return [...(await this.units(call))];
    await this.unit(call, unitId);
    return (await this.directory.tree({ toCome: true })).subtree(unitId).map((unit) => unit.unitId); // a grant reaches a unit with all that is below it
  }

  /** What a write does not find may have been recorded a moment ago: it looks once more when rows have come to where the log is now, and waits as long for what is nowhere. */
  private async found<T>({ route }: Call, look: () => Promise<T>): Promise<T> {
    const there = await look();
    if (there || route.startsWith('GET ')) return there;
    await this.rows.waitFor(await this.store.head(), patience);
    return look();
  }
  private scope(call: Call, unit: string): Scope { return { call, unit } as Scope; }
}
