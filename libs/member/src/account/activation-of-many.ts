import { Injectable } from '@nestjs/common';
import { Refusal } from '@lyceum/core/decider';
import type { Position, Recorded } from '@lyceum/core/event';
import { pagesOf } from '@lyceum/core/pages';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { Directory, type Name, type Person } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import type { Ask } from '@lyceum/event-store/handle';
import { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';
import { ReadStore } from '@lyceum/read-store/read-store';
import { PersonUnreadable, unreadable } from '@lyceum/vault/vault';
import { asked } from '../asked.ts';
import { hindranceTo } from '../roles/reach.ts';
import { account } from './account.decider.ts';
import { accountStates } from './account.query.ts';
import { Codes } from './codes.ts';

type Wanted = { readonly anew: boolean; readonly limit: number; readonly after?: string | undefined };
type IssuedCode = { readonly memberId: string; readonly name: string; readonly unitName: string | null; readonly account: string; readonly code: string; readonly expiresAt: string };
export type IssuedCodes = { readonly issued: readonly IssuedCode[]; readonly skipped: number; readonly administrators: number; readonly unreadable: number; readonly waiting: number; readonly remaining: number; readonly next: string | null; readonly position: Position };
/** A person who was not forgotten, and whose account does not open. */
type Lacking = Person & { readonly name: NonNullable<Name>; readonly state: 'none' | 'awaiting' | 'off' };
type Outcome = 'skipped' | 'administrator' | 'unreadable' | 'waiting' | (IssuedCode & { readonly position: Position });

/** Codes of one request. */
export const most = 500;
const together = 4; // each code is hashed as a password is, which takes 19 MiB
const place = ({ unitId, memberId }: Person): string => `${unitId}/${memberId}`; // in the order of the list

/** Codes for the people of a unit and below who lack an account: each is issued as a single one is, by a command of its own. */
@Injectable()
export class ActivationOfMany {
  constructor(
    private readonly access: Access, private readonly directory: Directory, private readonly reads: ReadStore, private readonly store: EventStore,
    private readonly codes: Codes,
  ) {}

  async lacking(call: Call, unitId: string): Promise<{ without: number; awaiting: number }> {
    const people = await this.whoLack(call, unitId);
    const count = (wanted: Lacking['state']) => people.filter(({ state }) => state === wanted).length;
    return { without: count('none'), awaiting: count('awaiting') };
  }

  /** For at most `limit` people who come behind `after`. Whoever can't have one is counted, and holds nobody up. */
  async issue(call: Call, unitId: string, { anew, limit, after }: Wanted): Promise<IssuedCodes> {
    const people = (await this.whoLack(call, unitId)).filter((person) => after === undefined || place(person) > after);
    const tree = await this.directory.tree();
    const outcomes: Outcome[] = [];
    let issued: Exclude<Outcome, string>[] = [];
    while (outcomes.length < people.length && issued.length < limit) {
      const some = people.slice(outcomes.length, outcomes.length + Math.min(together, limit - issued.length));
      outcomes.push(...await Promise.all(some.map((person) => this.one(call, person, tree.unit(person.unitId)?.name ?? null, anew))));
      issued = outcomes.filter((each) => typeof each !== 'string');
    }
    const remaining = people.length - outcomes.length;
    const left = (why: Outcome) => outcomes.filter((each) => each === why).length;
    return {
      issued: issued.map(({ position: _, ...shown }) => shown),
      skipped: left('skipped'), administrators: left('administrator'), unreadable: left('unreadable'), waiting: left('waiting'),
      remaining, next: remaining === 0 ? null : place(people[outcomes.length - 1]!),
      position: issued.length === 0 ? await this.store.head() : issued.map(({ position }) => position).sort().at(-1)!,
    };
  }

  private async one(call: Call, { memberId, name, unitId }: Lacking, unitName: string | null, anew: boolean): Promise<Outcome> {
    const ask = asked(await this.access.unit(call, unitId), memberId);
    const past = await pastOf(this.store, vocabulary, `account-${memberId}`); // rows may be behind, and a code that throws somebody out must not follow from that
    const { state, off } = account.fold(past);
    if (off || state === 'active') return 'skipped';
    if (!anew && state === 'awaiting' && isGood(past, ask)) return 'waiting';
    const hindrance = await hindranceTo(this.directory, this.store, call, memberId);
    if (hindrance !== undefined) return hindrance === 'account-reaches-further' ? 'skipped' : 'administrator';
    if (name === unreadable) return 'unreadable';
    try {
      return { memberId, name, unitName, ...await this.codes.issue(memberId, ask) };
    } catch (error) {
      if (error instanceof Refusal) return 'skipped'; // forgotten or switched off meanwhile
      if (error instanceof PersonUnreadable) return 'unreadable';
      throw error;
    }
  }

  /** As of today, by unit and id. */
  private async whoLack(call: Call, unitId: string): Promise<Lacking[]> {
    const units = await this.access.within(call, unitId);
    const lacking: Lacking[] = [];
    for await (const { people } of pagesOf((at) => this.directory.people(units, { limit: most, ...at }))) {
      const accounts = await accountStates(this.reads, people.map(({ memberId }) => memberId));
      for (const person of people) {
        const { state } = accounts.get(person.memberId)!;
        if (person.name !== null && state !== 'active') lacking.push({ ...person, name: person.name, state });
      }
    }
    return lacking;
  }
}

/** Whether the last code still holds, and is another request's: a retry of the one that issued it is shown it anew. */
const isGood = (past: readonly Recorded[], { command, now }: Ask): boolean => {
  const last = past.findLast(({ type }) => type === 'ActivationCodeIssued');
  return last !== undefined && last.command !== command && (last.data as { expiresAt: string }).expiresAt > now;
};
