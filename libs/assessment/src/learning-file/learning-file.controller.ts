import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Day, MemberId } from '@lyceum/contracts/ids';
import { personName } from '@lyceum/contracts/person-name';
import type { Person } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import { Access } from '@lyceum/nest-kit/access';
import { forwards, pageOf, paging, shown } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, AsOf, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Looks } from '@lyceum/nest-kit/looks';
import { Moments } from '@lyceum/nest-kit/moments';
import { Entry, LearningFileQuery } from './learning-file.query.ts';

const Which = z.object({ memberId: MemberId });
const Listing = forwards(paging.extend({ from: Day.optional(), to: Day.optional() }));
const File = shown(pageOf(Entry).extend({
  person: z.object({ memberId: z.string(), ...personName, unitId: z.string() }),
  figures: z.object({ count: z.number().int(), minutes: z.number().int() }),
})).meta({ id: 'LearningFile' });

/** 学习档案: everyone reads their own; others need the right, and the person can see that they looked. */
@ApiTags('learning files')
@Controller('api/learning-files')
export class LearningFileController {
  constructor(private readonly access: Access, private readonly looks: Looks, private readonly moments: Moments, private readonly query: LearningFileQuery) {}

  @Get('me') @Needs('own') @ApiOkResponse({ standardSchema: File })
  async mine(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Listing }) listing: z.infer<typeof Listing>) {
    return this.file((await this.access.self(call)).person, listing, moment);
  }

  @Get(':memberId') @Needs('files.read') @ApiOkResponse({ standardSchema: File })
  async one(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Query({ schema: Listing }) listing: z.infer<typeof Listing>) {
    if (memberId === call.memberId) return this.mine(call, moment, listing);
    const scope = await this.access.person(call, memberId);
    await this.looks.record(scope, memberId, 'learning-file');
    return this.file(scope.person, listing, moment);
  }

  private async file({ memberId, name, unitId }: Person, listing: z.infer<typeof Listing>, moment: Moment) {
    return { person: { memberId, ...shownName(name), unitId }, ...(await this.query.page(memberId, listing, moment)), ...(await this.moments.shown(moment)) };
  }
}
