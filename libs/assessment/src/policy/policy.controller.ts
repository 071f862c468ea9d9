import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Day, Line, Lines, PolicyId, UnitId } from '@lyceum/contracts/ids';
import { EndPolicy, PublishPolicy } from '@lyceum/contracts/assessment/policy';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import { idOf } from '@lyceum/event-store/handle';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, shown, written } from '@lyceum/nest-kit/answers';
import type { Call, Scope } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, AsOf, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { policy } from './policy.decider.ts';
import { PolicyQuery, PolicyShown } from './policy.query.ts';

const Listing = paging.extend({ unit: UnitId.optional() });
const Which = z.object({ policyId: PolicyId });
/** With the id of a policy it publishes that policy's next version; a new policy's id comes from the command, so that nobody can choose or take one. */
const PublishBody = PublishPolicy.schema.partial({ policyId: true }).extend({ title: Line(120), basis: Lines(300) }).strict().meta({ id: 'PublishPolicyBody' });
const EndBody = z.strictObject({ until: Day }).meta({ id: 'EndPolicyBody' });

@ApiTags('policies')
@Controller('api/policies')
export class PolicyController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly moments: Moments,
    private readonly store: EventStore, private readonly query: PolicyQuery,
  ) {}

  @Get() @Needs('policies.read') @ApiOkResponse({ standardSchema: shown(pageOf(PolicyShown)) })
  async list(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Listing }) { unit, ...page }: z.infer<typeof Listing>) {
    return { ...(await this.query.reaching(await this.access.within(call, unit), await this.access.units(call), { ...page, ...moment })), ...(await this.moments.shown(moment)) };
  }

  @Post() @Needs('policies.change') @ApiCreatedResponse({ standardSchema: written({ policyId: PolicyId }) })
  async publish(@Asked() call: Call, @Body({ schema: PublishBody }) { policyId: known, ...body }: z.infer<typeof PublishBody>) {
    if (known !== undefined) await this.withinReach(call, known);
    const scope = await this.access.unit(call, body.unitId);
    const policyId = known ?? idOf(call.command);
    const { position } = await this.commands.handle(policy, PublishPolicy({ ...body, policyId }), scope);
    return { policyId, position };
  }

  @Post(':policyId/end') @Needs('policies.change') @ApiCreatedResponse({ standardSchema: written() })
  async end(@Asked() call: Call, @Param({ schema: Which }) { policyId }: z.infer<typeof Which>, @Body({ schema: EndBody }) { until }: z.infer<typeof EndBody>) {
    const { position } = await this.commands.handle(policy, EndPolicy({ policyId, until }), await this.withinReach(call, policyId));
    return { position };
  }

  /** Of a policy that is there, the scope of its unit. */
  private async withinReach(call: Call, policyId: string): Promise<Scope> {
    const { latest } = policy.fold(await pastOf(this.store, vocabulary, `${policy.category}-${policyId}`));
    if (!latest) return this.access.absent(call);
    return this.access.unit(call, latest.unitId);
  }
}
