import { Injectable } from '@nestjs/common';
import { valueOn } from '@lyceum/core/dated';
import { Refusal, refuse } from '@lyceum/core/decider';
import type { Position, Recorded } from '@lyceum/core/event';
import {
  CorrectDetails, ForgetMember, RegisterMember, type AddSecondaryPost, type ChangeKind, type ChangePost, type Employment, type MemberEvent, type Party,
  type Tier, type TransferMember,
} from '@lyceum/contracts/member/member';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { idOf, type Ask } from '@lyceum/event-store/handle';
import { Commands } from '@lyceum/nest-kit/commands';
import { Accounts, Keys, PersonUnreadable, unreadable } from '@lyceum/vault/vault';
import { member, type Details, type Member } from './member/member.decider.ts';
import { KnownUnits } from './unit-tree/known-units.ts';

/** In clear, already brought into its usual spelling (see person/): what is claimed must be spelt one way. */
export type PlainDetails = { readonly name: string; readonly idNumber?: string | undefined; readonly phone?: string | undefined; readonly otherPhone?: string | undefined };
export type NewPerson = PlainDetails & {
  readonly unitId: string; readonly post: string; readonly tier: Tier; readonly employment: Employment; readonly party: Party;
  readonly joinedParty?: string | undefined; readonly from: string;
};
/** A field that is absent stays as it is; `null` takes it away. */
export type Correction = { readonly [F in keyof PlainDetails]?: PlainDetails[F] | null | undefined };
export type Seen = { readonly name: string | null; readonly phone: string | null };
export type Written = { readonly position: Position; readonly repeated: boolean };
type Change = ReturnType<typeof TransferMember | typeof ChangePost | typeof AddSecondaryPost | typeof ChangeKind>;

type Claim = { readonly field: 'idNumber' | 'phone'; readonly kind: 'id-number' | 'phone'; readonly value: string };
const fields = ['name', 'idNumber', 'phone', 'otherPhone'] as const;
export type PersonalField = (typeof fields)[number];
/** What identifies, and as what it is claimed: nobody else may have it. */
const identities = [['idNumber', 'id-number'], ['phone', 'phone']] as const;

/**
 * How people come, change and are forgotten, for whoever asks: the form, the roster, the demo city. Personal data are sealed here,
 * before any decider sees them; phones and id numbers are claimed before they are recorded, and confirmed after.
 */
@Injectable()
export class Enrolment {
  constructor(
    private readonly commands: Commands, private readonly store: EventStore, private readonly keys: Keys, private readonly accounts: Accounts,
    private readonly units: KnownUnits,
  ) {}

  /** A retry of the same command finds the same person. Refuses `unit-unknown`, `phone-taken`, `id-number-taken`. */
  async register(person: NewPerson, ask: Ask, memberId = idOf(ask.command)): Promise<Written & { memberId: string }> {
    if (!(await this.begun(memberId, ask))) await this.units.check(person.unitId, person.from);
    const { unitId, post, tier, employment, party, joinedParty, from } = person;
    const written = await this.claiming(memberId, ask, person, (sealed) =>
      this.commands.as(member, RegisterMember({ memberId, ...sealed, unitId, post, tier, employment, party, joinedParty, from }), { ...ask, unit: unitId }));
    return { memberId, ...written };
  }

  /** Names, numbers and phones as they should have been; what was claimed before is free again. `was`: what whoever corrects has seen. Writes over nothing that can't be read. */
  async correct(memberId: string, correction: Correction, reason: string, ask: Ask, was?: Seen): Promise<Written> {
    const past = await this.past(memberId);
    const mine = past.findIndex(({ command }) => command === ask.command); // a retry corrects what it corrected the first time
    const { details, forgotten } = member.fold(mine < 0 ? past : past.slice(0, mine)) ?? refuse('member-unknown');
    if (forgotten) refuse('member-forgotten');
    const before = await this.open(details);
    const seen = was === undefined || (was.name === before.name && was.phone === (before.phone ?? null));
    if (!seen && mine < 0) refuse('changed-meanwhile');
    const after = Object.fromEntries(fields.map((field) => [field, correction[field] === undefined ? before[field] : correction[field] ?? undefined])) as PlainDetails;
    const written = await this.claiming(memberId, ask, after, (sealed) => this.commands.as(member, CorrectDetails({ memberId, ...sealed, reason }), ask));
    const { held } = await this.known(memberId, ask);
    for (const [field, kind] of identities) {
      const old = before[field];
      if (old !== undefined && old !== held[field]) await this.keys.release(kind, old, memberId);
    }
    return written;
  }

  /** A transfer, a post, a second post, a kind. Refuses `unit-unknown`. */
  async change(wish: Change, ask: Ask): Promise<Written> {
    if (!(await this.begun(wish.data.memberId, ask)) && 'unitId' in wish.data) await this.units.check(wish.data.unitId, wish.data.from);
    return this.commands.as(member, wish, ask);
  }

  /** The fact first, then the key: if the program stops in between, `Mending` goes on when it starts again. */
  async forget(memberId: string, reason: string, ask: Ask): Promise<Written> {
    const written = await this.commands.as(member, ForgetMember({ memberId, reason }), ask);
    await this.keys.forget(memberId);
    await this.accounts.forget(memberId);
    return written;
  }

  /** A person as the log has them now, without waiting for rows. */
  async member(memberId: string, asOf?: Position): Promise<Member> { return member.fold(await this.past(memberId, asOf)); }
  /** The unit of a person on a day; before their first day, that of the first. Refuses `member-unknown`. */
  async unitOn(memberId: string, day: string): Promise<string> {
    const { units, from } = await this.member(memberId) ?? refuse('member-unknown');
    return valueOn(units, day > from ? day : from)!;
  }
  /** In clear, for whoever goes by them; a forgotten person's are left out, and the name empty. Throws `PersonUnreadable` where any is there but can't be read. */
  async open(details: Details): Promise<PlainDetails> {
    const { plain, unread } = await this.look(details);
    if (unread.length > 0) throw new PersonUnreadable();
    return plain;
  }
  /** As far as they can be read, and which can't. */
  async look(details: Details): Promise<{ plain: PlainDetails; unread: readonly PersonalField[] }> {
    const present = fields.filter((field) => details[field] !== undefined);
    const opened = await this.keys.open(present.map((field) => details[field]!));
    return {
      plain: { name: '', ...Object.fromEntries(present.flatMap((field, index) => (typeof opened[index] === 'string' ? [[field, opened[index]]] : []))) },
      unread: present.filter((_, index) => opened[index] === unreadable),
    };
  }

  private async begun(memberId: string, ask: Ask): Promise<boolean> { return (await this.past(memberId)).some(({ command }) => command === ask.command); }

  private async past(memberId: string, asOf?: Position): Promise<readonly Recorded<MemberEvent>[]> {
    return (await pastOf(this.store, vocabulary, `member-${memberId}`, asOf === undefined ? {} : { asOf })) as readonly Recorded<MemberEvent>[];
  }

  /** Claims what identifies, seals, does the work, confirms. */
  private async claiming(memberId: string, ask: Ask, plain: PlainDetails, work: (sealed: Details) => Promise<Written>): Promise<Written> {
    const { resting, held, begun } = await this.known(memberId, ask);
    const claimed: Claim[] = [];
    try {
      for (const [field, kind] of identities) {
        const value = plain[field];
        if (value === undefined || value === held[field] || begun) continue; // a retry claims nothing: what it had may be another's by now
        if ((await this.keys.claim(kind, value, memberId)).holder !== memberId) refuse(`${kind}-taken`);
        claimed.push({ field, kind, value });
      }
      const { position, repeated } = await work(await this.seal(memberId, plain, resting));
      await this.keys.confirm(memberId);
      return { position, repeated };
    } catch (error) {
      // A twin of this very command was faster: with the cipher that it left, this one has the same body and gets the same answer.
      if (error instanceof Refusal && error.code === 'idempotency-key-reused' && !begun) return this.claiming(memberId, ask, plain, work);
      if (error instanceof Refusal) await this.giveBack(memberId, ask, claimed);
      throw error;
    }
  }

  /** What a refused wish had claimed is free at once, unless the log says that the person has it after all. */
  private async giveBack(memberId: string, ask: Ask, claimed: readonly Claim[]): Promise<void> {
    const { held } = await this.known(memberId, ask);
    for (const { field, kind, value } of claimed) if (held[field] !== value) await this.keys.release(kind, value, memberId);
  }

  /** What rests sealed under this command already, else now; and what the person holds now, in clear. */
  private async known(memberId: string, ask: Ask): Promise<{ resting: Details | undefined; held: Partial<PlainDetails>; begun: boolean }> {
    const past = await this.past(memberId);
    const details = member.fold(past)?.details;
    const mine = past.find((event) => event.command === ask.command);
    const resting = mine && (mine.type === 'MemberRegistered' || mine.type === 'DetailsCorrected') ? mine.data : details;
    return { resting, held: details ? await this.open(details) : {}, begun: mine !== undefined };
  }

  /** A text that rests sealed keeps its cipher, so that a retry has the body that it had, and what is unchanged shows as such. */
  private async seal(memberId: string, plain: PlainDetails, resting: Details | undefined): Promise<Details> {
    const opened = resting && await this.open(resting);
    const sealed: [string, string][] = [];
    for (const field of fields) {
      const text = plain[field];
      if (text === undefined) continue;
      sealed.push([field, opened?.[field] === text ? resting![field]! : await this.keys.seal(memberId, text)]);
    }
    return Object.fromEntries(sealed) as Details;
  }
}
