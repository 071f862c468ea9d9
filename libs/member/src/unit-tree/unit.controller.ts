import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { shanghaiDay } from '@lyceum/core/calendar';
import { Day, Line, Text, UnitId } from '@lyceum/contracts/ids';
import { CreateUnit, MoveUnit, RenameUnit, UnitType } from '@lyceum/contracts/member/unit-tree';
import { Directory } from '@lyceum/directory/directory';
import { idOf } from '@lyceum/event-store/handle';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, shown, written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { pageAmong, ReadStore } from '@lyceum/read-store/read-store';
import { UnitShown, unitsShown } from './unit.query.ts';
import { unitTree } from './unit-tree.decider.ts';

const NewUnit = z.strictObject({ unitId: UnitId.optional(), name: Line(80), type: UnitType, parentId: UnitId, from: Day });
const NewName = z.strictObject({ name: Line(80), from: Day, was: Text(80).optional() });
const NewParent = z.strictObject({ parentId: UnitId, from: Day, was: UnitId.optional() });
const Which = z.object({ unitId: UnitId });
/** A tree is of use whole alone, so that its pages hold as many units as a large city has. */
const Listing = paging.extend({ limit: z.coerce.number().int().min(1).max(2000).default(2000), day: Day.optional() });

@ApiTags('units')
@Controller('api/units')
export class UnitController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly directory: Directory, private readonly reads: ReadStore,
    private readonly moments: Moments,
  ) {}

  @Get() @Needs('units.read') @ApiOkResponse({ standardSchema: shown(pageOf(UnitShown)) })
  async list(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Listing }) { day = shanghaiDay(call.now), ...page }: z.infer<typeof Listing>) {
    const known = await this.directory.unitsWith(call.memberId, 'persons.read');
    const units = await unitsShown(this.directory, this.reads, await this.access.units(call), known, { day, ...moment });
    return { ...pageAmong(units, ({ unitId }) => unitId, page), ...(await this.moments.shown(moment)) };
  }

  /** The right must reach the parent: nobody builds where they do not administer. */
  @Post() @Needs('units.change') @ApiCreatedResponse({ standardSchema: written({ unitId: UnitId }) })
  async create(@Asked() call: Call, @Body({ schema: NewUnit }) body: z.infer<typeof NewUnit>) {
    const scope = await this.access.unit(call, body.parentId);
    const unitId = body.unitId ?? idOf(call.command);
    const { position } = await this.commands.handle(unitTree, CreateUnit({ ...body, unitId }), scope);
    return { unitId, position };
  }

  @Post(':unitId/name') @Needs('units.change') @ApiCreatedResponse({ standardSchema: written() })
  async rename(@Asked() call: Call, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Body({ schema: NewName }) body: z.infer<typeof NewName>) {
    const scope = await this.access.unit(call, unitId);
    const { position } = await this.commands.handle(unitTree, RenameUnit({ unitId, ...body }), scope);
    return { position };
  }

  /** The right must reach the unit and where it goes. */
  @Post(':unitId/parent') @Needs('units.change') @ApiCreatedResponse({ standardSchema: written() })
  async move(@Asked() call: Call, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Body({ schema: NewParent }) body: z.infer<typeof NewParent>) {
    const scope = await this.access.unit(call, unitId);
    await this.access.unit(call, body.parentId);
    const { position } = await this.commands.handle(unitTree, MoveUnit({ unitId, ...body }), scope);
    return { position };
  }
}
