import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MemberId, UnitId } from '@lyceum/contracts/ids';
import { written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { ActivationOfMany, most } from './activation-of-many.ts';

const Which = z.object({ unitId: UnitId });
const Wanted = z.strictObject({
  anew: z.boolean().default(false).meta({ description: 'also for people who hold a code that is still good: it is void then' }),
  limit: z.number().int().min(1).max(most).default(most),
  after: z.string().max(140).optional().meta({ description: 'the `next` of the answer before, to go on behind it' }),
});
const Lacking = z.object({ without: z.number().int(), awaiting: z.number().int() });
const IssuedCode = z.object({ memberId: MemberId, name: z.string(), unitName: z.string().nullable(), account: z.string(), code: z.string(), expiresAt: z.iso.datetime() }).meta({ id: 'IssuedCode' });
const count = z.number().int();

/** Accounts for many at once, as after an import. */
@ApiTags('accounts')
@Controller('api/units/:unitId/activation-codes')
export class ActivationCodesController {
  constructor(private readonly many: ActivationOfMany) {}

  /** How many people of the unit and below lack an account: without any code so far, and with one that they have not used. */
  @Get() @Needs('accounts.manage') @ApiOkResponse({ standardSchema: Lacking })
  lacking(@Asked() call: Call, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>) { return this.many.lacking(call, unitId); }

  /**
   * Codes are shown this once. A retry makes new ones for whom it issued them, since the first can't be read back. `skipped`: whose roles reach
   * further than the caller's, and whose account is off; `administrators`: the three kinds of them, and auditors, who get codes on the server alone; `unreadable`: whose personal data can't be read until their key is brought back; `waiting`: who hold a good code already; `remaining`: without an account, behind `next`.
   */
  @Post() @Needs('accounts.manage') @ApiCreatedResponse({ standardSchema: written({ issued: z.array(IssuedCode), skipped: count, administrators: count, unreadable: count, waiting: count, remaining: count, next: z.string().nullable() }) })
  issue(@Asked() call: Call, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Body({ schema: Wanted }) wanted: z.infer<typeof Wanted>) {
    return this.many.issue(call, unitId, wanted);
  }
}
