import { Body, Controller, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { maskId } from '@lyceum/core/mask';
import { Day, Line, MemberId, ReasonGiven, Text, UnitId } from '@lyceum/contracts/ids';
import { AddSecondaryPost, ChangeKind, ChangePost, Employment, Party, RegisterMember, Tier, TransferMember } from '@lyceum/contracts/member/member';
import { personName } from '@lyceum/contracts/person-name';
import { Directory, type Person } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import { EventStore } from '@lyceum/event-store/event-store';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, shown, written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Looks } from '@lyceum/nest-kit/looks';
import { Moments } from '@lyceum/nest-kit/moments';
import { ReadStore } from '@lyceum/read-store/read-store';
import { accountStates, type AccountState } from '../account/account.query.ts';
import { RosterImport } from '../roster-import/roster-import.ts';
import { asked } from '../asked.ts';
import { Enrolment } from '../enrolment.ts';
import { readDetails } from '../form.ts';
import { mustReachAllRolesOf } from '../roles/reach.ts';
import { peopleOf, sortable } from './roster.query.ts';

const joinedParty = RegisterMember.schema.shape.joinedParty;
const Shown = z.object({
  memberId: MemberId, ...personName, unitId: UnitId, unitName: z.string().nullable(), post: z.string(), tier: Tier, employment: Employment, party: Party,
  since: Day, secondary: z.array(z.object({ unitId: UnitId, unitName: z.string().nullable(), post: z.string() })), active: z.boolean(), forgotten: z.boolean(),
}).meta({ id: 'Person' });
const People = pageOf(Shown).extend({ total: z.number().int().nullable().meta({ description: 'not told of a search that finds more than it looks at' }) });
const Detailed = Shown.extend({
  phone: z.string().nullable(), otherPhone: z.string().nullable(), idNumber: z.string().nullable().meta({ description: 'its first three and last four characters' }),
  joinedParty: z.string().nullable(), account: z.enum(['none', 'awaiting', 'active', 'off']),
  unread: z.array(z.enum(['name', 'idNumber', 'phone', 'otherPhone'])).optional().meta({ description: 'what is there but can’t be read, where anything is; nobody deleted it' }),
}).meta({ id: 'PersonInDetail' });

const Listing = paging.extend({
  unit: UnitId.optional(), q: Text(80).optional(), tier: Tier.optional(), party: Party.optional(), employment: Employment.optional(),
  sort: z.string().regex(new RegExp(`^-?(${sortable.join('|')})$`), `one of ${sortable.join(', ')}; with - before it for descending`).optional(),
});
const Post_ = z.strictObject({ post: Line(60), tier: Tier, from: Day });
const Kind = z.strictObject({ employment: Employment, party: Party, joinedParty });
/** `was`: what the form showed when it was opened. */
const PostChange = Post_.extend({ was: Post_.omit({ from: true }).optional() });
const KindChange = Kind.extend({ was: Kind.optional() });
const Details = z.strictObject({ name: Line(80), idNumber: z.string().max(40).nullish(), phone: z.string().max(80).nullish() });
const NewPerson = z.strictObject({ ...Details.shape, ...Post_.shape, ...Kind.shape, unitId: UnitId });
const Elsewhere = z.strictObject({ unitId: UnitId, from: Day, was: UnitId.optional() });
const SecondPost = Post_.extend({ unitId: UnitId });
const Corrected = Details.partial().extend({ reason: ReasonGiven, was: z.strictObject({ name: z.string().max(80).nullable(), phone: z.string().max(80).nullable() }).optional() });
const Why = z.strictObject({ reason: ReasonGiven });
const Which = z.object({ memberId: MemberId });
const OnDay = z.strictObject({ day: Day.optional() });

@ApiTags('people')
@Controller('api/members')
export class MemberController {
  constructor(
    private readonly access: Access, private readonly enrolment: Enrolment, private readonly directory: Directory, private readonly reads: ReadStore,
    private readonly moments: Moments, private readonly looks: Looks, private readonly store: EventStore, private readonly imports: RosterImport,
  ) {}

  /** People of the scope, or of one unit of it and all below. */
  @Get() @Needs('persons.read') @ApiOkResponse({ standardSchema: People })
  async list(@Asked() call: Call, @Query({ schema: Listing }) { unit, sort, ...wanted }: z.infer<typeof Listing>) {
    const units = await this.access.within(call, unit);
    const by = sort?.replace('-', '') as (typeof sortable)[number] | undefined;
    const { people, next, total } = await peopleOf(this.reads, this.directory, { ...wanted, units, ...(by ? { sort: { by, descending: sort!.startsWith('-') } } : {}) });
    return { items: await this.shown(people), next, total };
  }

  @Get(':memberId') @Needs('persons.read') @ApiOkResponse({ standardSchema: shown(Detailed) })
  async one(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Query({ schema: OnDay }) { day }: z.infer<typeof OnDay>) {
    const scope = await this.access.person(call, memberId); // of today, whatever the day asked for: a unit that they have left learns nothing new of them
    const [person, known] = await Promise.all([this.directory.person(memberId, { ...(day ? { day } : {}), ...moment }), this.enrolment.member(memberId, moment.asOf)]);
    if (!person || !known) throw new NotFoundException(); // not recorded yet at that moment
    if (memberId !== call.memberId) await this.looks.record(scope, memberId, 'details');
    const [line] = await this.shown([person], moment);
    const { plain: { phone, otherPhone, idNumber }, unread } = await this.enrolment.look(known.details);
    const account = (await accountStates(this.reads, [memberId], moment.asOf)).get(memberId)!.state;
    return {
      ...line!, phone: phone ?? null, otherPhone: otherPhone ?? null, idNumber: idNumber === undefined ? null : maskId(idNumber),
      joinedParty: known.kind.joinedParty ?? null, account, ...(unread.length > 0 ? { unread } : {}), ...(await this.moments.shown(moment)),
    };
  }

  @Post() @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written({ memberId: MemberId }) })
  async register(@Asked() call: Call, @Body({ schema: NewPerson }) body: z.infer<typeof NewPerson>) {
    const scope = await this.access.unit(call, body.unitId);
    const { name, idNumber, phone, otherPhone } = readDetails(body);
    const person = { ...body, name: name!, idNumber: idNumber ?? undefined, phone: phone ?? undefined, otherPhone: otherPhone ?? undefined };
    const { memberId, position } = await this.enrolment.register(person, asked(scope));
    return { memberId, position };
  }

  /** The right must reach the person and where they go. */
  @Post(':memberId/transfer') @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written() })
  async transfer(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: Elsewhere }) body: z.infer<typeof Elsewhere>) {
    await this.access.unit(call, body.unitId);
    return this.change(call, memberId, TransferMember({ memberId, ...body }));
  }
  @Post(':memberId/post') @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written() })
  post(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: PostChange }) body: z.infer<typeof PostChange>) {
    return this.change(call, memberId, ChangePost({ memberId, ...body }));
  }
  @Post(':memberId/second-post') @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written() })
  async secondPost(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: SecondPost }) body: z.infer<typeof SecondPost>) {
    await this.access.unit(call, body.unitId);
    return this.change(call, memberId, AddSecondaryPost({ memberId, ...body }));
  }
  @Post(':memberId/kind') @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written() })
  kind(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: KindChange }) body: z.infer<typeof KindChange>) {
    return this.change(call, memberId, ChangeKind({ memberId, ...body }));
  }

  /** An absent field stays as it is; `null` takes it away. */
  @Post(':memberId/details') @Needs('persons.change') @ApiCreatedResponse({ standardSchema: written() })
  async correct(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: Corrected }) { reason, was, ...body }: z.infer<typeof Corrected>) {
    const scope = await this.access.person(call, memberId);
    const { position } = await this.enrolment.correct(memberId, readDetails(body), reason, asked(scope), was);
    return { position };
  }
  @Post(':memberId/forget') @Needs('persons.forget') @ApiCreatedResponse({ standardSchema: written() })
  async forget(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: Why }) { reason }: z.infer<typeof Why>) {
    const scope = await this.access.person(call, memberId);
    await mustReachAllRolesOf(this.directory, this.store, call, memberId);
    const known = await this.enrolment.member(memberId);
    const { plain: person } = known ? await this.enrolment.look(known.details) : { plain: { name: '' } }; // while there is a key
    const { position } = await this.enrolment.forget(memberId, reason, asked(scope));
    await this.imports.forget({ ...person, memberId });
    return { position };
  }

  private async change(call: Call, memberId: string, wish: Parameters<Enrolment['change']>[0]) {
    const scope = await this.access.person(call, memberId);
    const { position } = await this.enrolment.change(wish, asked(scope));
    return { position };
  }

  private async shown(people: readonly Person[], moment: Moment = {}) {
    const [tree, accounts] = await Promise.all([this.directory.tree({ ...moment, toCome: true }), accountStates(this.reads, people.map(({ memberId }) => memberId), moment.asOf)]);
    const nameOf = (unitId: string) => tree.unit(unitId)?.name ?? null;
    return people.map(({ memberId, name, unitId, post, tier, employment, party, since, secondary }) => {
      const { active, forgotten } = accounts.get(memberId) as AccountState;
      return {
        memberId, ...shownName(name), unitId, unitName: nameOf(unitId), post, tier, employment, party, since, active, forgotten,
        secondary: secondary.map((second) => ({ unitId: second.unitId, unitName: nameOf(second.unitId), post: second.post })),
      };
    });
  }
}
