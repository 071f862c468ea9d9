import { Body, Controller, Delete, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { refuse } from '@lyceum/core/decider';
import { Day, MemberId, UnitId } from '@lyceum/contracts/ids';
import { ChangePassword } from '@lyceum/contracts/member/account';
import { Role } from '@lyceum/contracts/member/roles';
import { personName } from '@lyceum/contracts/person-name';
import { Directory } from '@lyceum/directory/directory';
import { rights, type Right } from '@lyceum/directory/rights';
import { shownName } from '@lyceum/directory/shown-name';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, shown } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { HttpSettings } from '@lyceum/nest-kit/settings';
import { pageAmong, ReadStore } from '@lyceum/read-store/read-store';
import { passwordFault } from '@lyceum/vault/password-rule';
import { Accounts, Keys, legible } from '@lyceum/vault/vault';
import { badField } from '../form.ts';
import { account } from './account.decider.ts';
import { accountName } from './account.query.ts';
import { Logins } from './login.ts';
import { looksAt } from './looks.query.ts';
import { whyOf } from './why.query.ts';

const Held = z.object({ role: Role, unitId: UnitId, unitName: z.string().nullable(), from: Day, until: Day.nullable() });
const Me = z.object({
  memberId: MemberId, ...personName, account: z.string().nullable(), unitId: UnitId, unitName: z.string().nullable(), roles: z.array(Held), rights: z.array(z.enum(rights)),
  scopeRoots: z.array(z.object({ unitId: UnitId, name: z.string() })), position: z.string(), demo: z.boolean(),
}).meta({ id: 'Me' });
const OneLogin = z.object({ loginId: z.string(), createdAt: z.iso.datetime(), seenAt: z.iso.datetime(), device: z.string(), current: z.boolean() }).meta({ id: 'Login' });
const Look = z.object({ actor: z.object({ memberId: z.string(), ...personName }), what: z.string(), day: Day, recordedAt: z.iso.datetime() }).meta({ id: 'Look' });
const Which = z.object({ loginId: z.string().regex(/^\w{1,64}$/) });
const NewPassword = z.strictObject({ current: z.string().min(1).max(1000), password: z.string().min(1).max(1000) });
const Asking = z.strictObject({ right: z.enum(rights), unitId: UnitId });
const Why = z.object({ allowed: z.boolean(), reasons: z.array(Held), sentence: z.string() });

/** What everybody may know and do of themselves. */
@ApiTags('accounts')
@Controller('api')
export class MeController {
  constructor(
    private readonly access: Access, private readonly directory: Directory, private readonly reads: ReadStore, private readonly keys: Keys,
    private readonly accounts: Accounts, private readonly logins: Logins, private readonly moments: Moments, private readonly settings: HttpSettings,
    private readonly commands: Commands,
  ) {}

  /** `scopeRoots`: the tops of what one may see of the tree; from there on a picker begins. */
  @Get('me') @Needs('own') @ApiOkResponse({ standardSchema: Me })
  async me(@Asked() call: Call) {
    const { memberId } = call;
    const [{ person }, grants, held, scope, tree, account, { position }] = await Promise.all([
      this.access.self(call), this.directory.grants(memberId), this.directory.rights(memberId), this.directory.unitsWith(memberId, 'units.read'),
      this.directory.tree(), accountName(this.reads, this.keys, memberId), this.moments.shown(),
    ]);
    const tops = tree.all().filter(({ unitId, parentId }) => scope.has(unitId) && (parentId === null || !scope.has(parentId)));
    return {
      memberId, ...shownName(person.name), account: typeof account === 'string' ? account : null, unitId: person.unitId, unitName: tree.unit(person.unitId)?.name ?? null,
      roles: grants.map(({ role, unitId, from, until }) => ({ role, unitId, unitName: tree.unit(unitId)?.name ?? null, from, until })),
      rights: rights.filter((right: Right) => held.has(right)), scopeRoots: tops.map(({ unitId, name }) => ({ unitId, name })), position, demo: this.settings.demo,
    };
  }

  /** Everybody may know who looked at their record. */
  @Get('me/looks') @Needs('own') @ApiOkResponse({ standardSchema: shown(pageOf(Look)) })
  async looks(@Asked() { memberId }: Call, @AsOf() moment: Moment, @Query({ schema: paging }) page: z.infer<typeof paging>) {
    return { ...(await looksAt(this.reads, this.directory, memberId, { ...page, ...moment })), ...(await this.moments.shown(moment)) };
  }

  /** The caller's own that have not ended, the last used first. */
  @Get('me/logins') @Needs('own') @ApiOkResponse({ standardSchema: pageOf(OneLogin) })
  async list(@Asked() { memberId, loginId: mine }: Call, @Query({ schema: paging }) page: z.infer<typeof paging>) {
    const { items, next, total } = pageAmong(await this.accounts.logins(memberId), ({ loginId }) => loginId, page);
    return { items: items.map(({ loginId, createdAt, seenAt, device }) => ({ loginId, createdAt, seenAt, device, current: loginId === mine })), next, total };
  }

  @Delete('me/logins/:loginId') @Needs('own') @ApiOkResponse({ standardSchema: z.object({}) })
  async end(@Asked() call: Call, @Param({ schema: Which }) { loginId }: z.infer<typeof Which>) {
    if (!(await this.logins.end(call.memberId, loginId, 'ended', call))) throw new NotFoundException();
    return {};
  }

  /** The current password proves that it is not just somebody at an open screen; every other login is ended. A retry finds it done: by its password, of which the log has nothing that it could be compared with. */
  @Post('me/password') @Needs('own') @ApiCreatedResponse({ standardSchema: z.object({}) })
  async change(@Asked() call: Call, @Body({ schema: NewPassword }) { current, password }: z.infer<typeof NewPassword>) {
    const { memberId, loginId: mine } = call;
    const name = legible(await accountName(this.reads, this.keys, memberId)) ?? undefined; // a password must not contain it
    const fault = passwordFault(this.accounts.policy, password, name);
    if (fault) badField(['password'], fault);
    const wish = ChangePassword({ memberId });
    if ((await this.commands.past(account, wish)).commands.has(call.command)) {
      if (!(await this.logins.isRight(memberId, password, call))) refuse('idempotency-key-reused');
      return {};
    }
    if (!(await this.logins.isRight(memberId, current, call))) badField(['current'], 'password-wrong');
    await this.logins.change(memberId, password, name, 'password', call);
    await this.commands.handle(account, wish, await this.access.home(call));
    await this.logins.endAll(memberId, call, mine);
    return {};
  }

  /** Why one may, or may not, do something in a unit: by which role, and from where it reaches. */
  @Get('why') @Needs('own') @ApiOkResponse({ standardSchema: Why })
  why(@Asked() { memberId, language }: Call, @Query({ schema: Asking }) { right, unitId }: z.infer<typeof Asking>) {
    return whyOf(this.directory, { memberId, right, unitId, language });
  }
}
