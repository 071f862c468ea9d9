import { Injectable, Logger, NotFoundException } from '@nestjs/common';
import { Directory, type Person } from '@lyceum/directory/directory';
import type { Call, Scope } from './call.ts';
import { Denials } from './denials.ts';

/** Whether a call's right reaches a unit or a person. What it does not reach answers as what does not exist, and is noted. */
@Injectable()
export class Access {
  private readonly logger = new Logger('access');
  constructor(private readonly directory: Directory, private readonly denials: Denials) {}

  /** The unit is within the subtree of a grant that gives the route's right. */
  async unit(call: Call, unitId: string): Promise<Scope> {
    if (!(await this.units(call)).has(unitId)) {
      void this.note(call, unitId);
      throw new NotFoundException();
    }
    return this.scope(call, unitId);
  }
  /** The caller's own record, whatever their roles. */
  async self(call: Call): Promise<Scope & { person: Person }> {
    const person = await this.directory.person(call.memberId);
    if (!person) throw new NotFoundException();
    return { ...this.scope(call, person.unitId), person };
  }
  /** A person whose main unit on the day (default today) the right reaches. */
  async person(call: Call, memberId: string, day?: string): Promise<Scope & { person: Person }> {
    const person = await this.directory.person(memberId, day ? { day } : {});
    if (!person) throw new NotFoundException();
    return { ...(await this.unit(call, person.unitId)), person };
  }
  /** Every unit that the right reaches: what lists, counts, search and exports are limited to. */
  units(call: Call): Promise<ReadonlySet<string>> { return this.directory.unitsWith(call.memberId, call.right); }
  /** The same; where a unit is asked for, only it and what is below it. */
  async within(call: Call, unitId: string | undefined): Promise<readonly string[]> {
    const reached = await this.units(call);
    if (unitId === undefined) return [...reached];
    await this.unit(call, unitId);
    return (await this.directory.tree()).subtree(unitId).map((unit) => unit.unitId).filter((each) => reached.has(each));
  }

  /** Behind the answer's back: it must take no longer than the answer for a unit that does not exist, of which nothing is noted. */
  private async note({ memberId, actor, route, right, now, correlation }: Call, outside: string): Promise<void> {
    try {
      if ((await this.directory.tree()).unit(outside)) await this.denials.record({ memberId, actor, route, right, outside, now, correlation });
    } catch (error) { this.logger.error({ requestId: correlation, error: `a denial could not be recorded: ${String(error)}` }); }
  }
  private scope(call: Call, unit: string): Scope { return { call, unit } as Scope; }
}
