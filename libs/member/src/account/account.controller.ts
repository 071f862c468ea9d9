import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { refuse } from '@lyceum/core/decider';
import { MemberId } from '@lyceum/contracts/ids';
import { SwitchAccount } from '@lyceum/contracts/member/account';
import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import { Access } from '@lyceum/nest-kit/access';
import { written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { Accounts } from '@lyceum/vault/vault';
import { asked } from '../asked.ts';
import { mustNotBeWatching, mustReachAllRolesOf } from '../roles/reach.ts';
import { account } from './account.decider.ts';
import { Codes } from './codes.ts';

const Which = z.object({ memberId: MemberId });
const Wanted = z.strictObject({ account: z.string().trim().regex(/^[\p{L}\p{N}._@+-]{3,64}$/u, 'account-spelling').optional() });
const On = z.strictObject({ on: z.boolean() });

/** Other people's accounts. */
@ApiTags('accounts')
@Controller('api/members/:memberId')
export class AccountController {
  constructor(
    private readonly access: Access, private readonly directory: Directory, private readonly commands: Commands, private readonly accounts: Accounts,
    private readonly codes: Codes, private readonly store: EventStore,
  ) {}

  /** The code is shown this once. A retry makes a new one, since the first can't be read back. Nobody has one for themselves: an open screen must not become an account for good. */
  @Post('activation-code') @Needs('accounts.manage') @ApiCreatedResponse({ standardSchema: written({ account: z.string(), code: z.string(), expiresAt: z.iso.datetime() }) })
  async issue(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: Wanted }) body: z.infer<typeof Wanted>) {
    if (memberId === call.memberId) refuse('own-activation-code');
    const scope = await this.access.person(call, memberId);
    await mustReachAllRolesOf(this.directory, this.store, call, memberId);
    return this.codes.issue(memberId, asked(scope), body.account);
  }

  /** The system administrator's: off at once, with every login; on again as it was. Who watches over the city goes off only after that role has ended; on again, always. */
  @Post('account') @Needs('accounts.switch') @ApiCreatedResponse({ standardSchema: written() })
  async switch(@Asked() call: Call, @Param({ schema: Which }) { memberId }: z.infer<typeof Which>, @Body({ schema: On }) { on }: z.infer<typeof On>) {
    if (memberId === call.memberId) refuse('own-account');
    const scope = await this.access.person(call, memberId);
    if (!on) await mustNotBeWatching(this.store, call, memberId);
    const { position } = await this.commands.handle(account, SwitchAccount({ memberId, on }), scope);
    if (!on) await this.accounts.endLogins(memberId);
    return { position };
  }
}
