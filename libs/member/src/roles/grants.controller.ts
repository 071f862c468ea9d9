import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MemberId, Text, UnitId } from '@lyceum/contracts/ids';
import { Role } from '@lyceum/contracts/member/roles';
import { Directory } from '@lyceum/directory/directory';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { ReadStore } from '@lyceum/read-store/read-store';
import { candidates, Holder, holders } from './grants.query.ts';

const Candidate = z.object({ memberId: MemberId, name: z.string(), unitId: UnitId, unitName: z.string().nullable() }).meta({ id: 'Candidate' });
const Listing = paging.extend({ q: Text(80).optional().meta({ description: 'part of the name, or the whole phone' }), role: Role.optional() });
const Searching = paging.extend({ q: Text(80) });
const Candidates = pageOf(Candidate).extend({ total: z.number().int().nullable().meta({ description: 'null where there are more than two thousand' }) });

/** What a security administrator sees: who has which right, and to whom one could be given. No other data of people. */
@ApiTags('roles')
@Controller('api/grants')
export class GrantsController {
  constructor(private readonly access: Access, private readonly directory: Directory, private readonly reads: ReadStore) {}

  @Get() @Needs('roles.read') @ApiOkResponse({ standardSchema: pageOf(Holder) })
  async list(@Asked() call: Call, @Query({ schema: Listing }) wanted: z.infer<typeof Listing>) {
    return holders(this.reads, this.directory, { ...wanted, units: [...await this.access.units(call)] });
  }

  @Get('candidates') @Needs('roles.grant') @ApiOkResponse({ standardSchema: Candidates })
  async candidates(@Asked() call: Call, @Query({ schema: Searching }) { q, ...page }: z.infer<typeof Searching>) {
    return candidates(this.directory, { units: [...await this.access.units(call)], ...page }, q);
  }
}
