import { Controller, Get, NotFoundException, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MemberId } from '@lyceum/contracts/ids';
import { Directory } from '@lyceum/directory/directory';
import { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';
import { Asked, Needs } from '@lyceum/nest-kit/http';
import { ReadStore } from '@lyceum/read-store/read-store';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { Keys } from '@lyceum/vault/vault';
import { accountStates } from './account.query.ts';

const Wanted = z.strictObject({ account: z.string().trim().min(1).max(64) });
const Found = z.object({ memberId: MemberId, account: z.string(), unitName: z.string().nullable(), state: z.enum(['none', 'awaiting', 'active', 'off']) }).meta({ id: 'AccountFound' });

/** What a system administrator sees of an account that is to go off or on: no list, no part of a name, and nothing of the person. */
@ApiTags('accounts')
@Controller('api/accounts')
export class AccountsController {
  constructor(private readonly access: Access, private readonly directory: Directory, private readonly reads: ReadStore, private readonly keys: Keys) {}

  /** By its whole name, as its owner types it. */
  @Get() @Needs('accounts.switch') @ApiOkResponse({ standardSchema: Found })
  async find(@Asked() call: Call, @Query({ schema: Wanted }) { account }: z.infer<typeof Wanted>) {
    const name = accountSpelling(account);
    const memberId = await this.keys.holder('account', name);
    if (memberId === null) throw new NotFoundException();
    const { person } = await this.access.person(call, memberId);
    const [accounts, tree] = await Promise.all([accountStates(this.reads, [memberId]), this.directory.tree()]);
    return { memberId, account: name, unitName: tree.unit(person.unitId)?.name ?? null, state: accounts.get(memberId)!.state };
  }
}
