import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Day, MemberId, UnitId } from '@lyceum/contracts/ids';
import { EndRole, GrantRole, Role } from '@lyceum/contracts/member/roles';
import { Directory } from '@lyceum/directory/directory';
import { grants as held } from '@lyceum/directory/grants.projection';
import { EventStore } from '@lyceum/event-store/event-store';
import { idOf } from '@lyceum/event-store/handle';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { allRows, pageAmong, ReadStore } from '@lyceum/read-store/read-store';
import { Rows } from '@lyceum/read-store/rows';
import { grantsOf } from './reach.ts';
import { beside, roles } from './roles.decider.ts';

const GrantId = z.string().regex(/^\w{1,64}$/, 'not the id of a grant');
const Grant = z.object({ grantId: GrantId, role: Role, unitId: UnitId, unitName: z.string().nullable(), from: Day, until: Day.nullable() }).meta({ id: 'Grant' });
const NewGrant = z.strictObject({ role: Role, unitId: UnitId, from: Day, until: Day.nullable().default(null) });
const Whose = z.object({ memberId: MemberId });
const Which = Whose.extend({ grantId: GrantId });
const Until = z.strictObject({ until: Day });

const patience = 2000; // milliseconds: how long the end of a role waits for rows

/** Who may do what: a matter of its own, apart from the people's. Nobody gives more than their own scope reaches. */
@ApiTags('roles')
@Controller('api/members/:memberId/roles')
export class RolesController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly directory: Directory, private readonly store: EventStore,
    private readonly reads: ReadStore, private readonly rows: Rows,
  ) {}

  /** Grants in force, of the units that the right reaches. */
  @Get() @Needs('roles.read') @ApiOkResponse({ standardSchema: pageOf(Grant) })
  async list(@Asked() call: Call, @Param({ schema: Whose }) { memberId }: z.infer<typeof Whose>, @Query({ schema: paging }) page: z.infer<typeof paging>) {
    await this.access.person(call, memberId);
    const [grants, units, tree] = await Promise.all([this.directory.grants(memberId), this.access.units(call), this.directory.tree({ toCome: true })]);
    const { items, next, total } = pageAmong(grants.filter(({ unitId }) => units.has(unitId)), ({ grantId }) => grantId, page);
    return { items: items.map(({ grantId, role, unitId, from, until }) => ({ grantId, role, unitId, unitName: tree.unit(unitId)?.name ?? null, from, until })), next, total };
  }

  @Post() @Needs('roles.grant') @ApiCreatedResponse({ standardSchema: written({ grantId: GrantId }) })
  async grant(@Asked() call: Call, @Param({ schema: Whose }) { memberId }: z.infer<typeof Whose>, @Body({ schema: NewGrant }) body: z.infer<typeof NewGrant>) {
    const scope = await this.access.person(call, memberId);
    await this.access.unit(call, body.unitId);
    const grantId = idOf(call.command);
    const { position } = await this.commands.handle(roles, GrantRole({ grantId, memberId, ...body }), scope);
    return { grantId, position };
  }

  /**
   * `until`: the last day of the grant. Answered once rows, by which rights are asked for, know of it; where they are held up, after a while all the same: it is recorded.
   * Refuses `last-administrator` where nobody would hold the role of a system, security or audit administrator from the next day on.
   */
  @Post(':grantId/end') @Needs('roles.grant') @ApiCreatedResponse({ standardSchema: written() })
  async end(@Asked() call: Call, @Param({ schema: Which }) { memberId, grantId }: z.infer<typeof Which>, @Body({ schema: Until }) { until }: z.infer<typeof Until>) {
    const scope = await this.access.person(call, memberId);
    const grants = await grantsOf(this.store, memberId);
    if (!Object.hasOwn(grants, grantId)) return this.access.absent(call);
    const { unitId, role } = grants[grantId]!;
    await this.access.unit(call, unitId);
    await this.rows.waitFor(await this.store.head(), patience); // whoever was given the role just now holds it
    const above = new Set([unitId, ...(await this.directory.tree({ toCome: true })).ancestors(unitId).map((unit) => unit.unitId)]);
    const { position } = await this.commands.handle(beside(await this.othersIn(role, above, memberId), above), EndRole({ grantId, memberId, until }), scope);
    await this.rows.waitFor(position, patience);
    return { position };
  }

  /** Who else may hold it for one of these units, by rows: what they hold, the decider asks of the log. */
  private async othersIn(role: Role, units: ReadonlySet<string>, memberId: string): Promise<readonly string[]> {
    const rows = await allRows(this.reads, held, { where: { unitId: [...units] } });
    return [...new Set(rows.filter((row) => row.role === role && row.memberId !== memberId).map((row) => row.memberId))];
  }
}
