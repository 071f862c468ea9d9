import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { shanghaiDay } from '@lyceum/core/calendar';
import { refuse } from '@lyceum/core/decider';
import { MemberId } from '@lyceum/contracts/ids';
import type { Call, Visit } from '@lyceum/nest-kit/call';
import { Asked, Keyless, Needs, Public, Visiting } from '@lyceum/nest-kit/http';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { passwordFault } from '@lyceum/vault/password-rule';
import { Accounts } from '@lyceum/vault/vault';
import { Enrolment } from '../enrolment.ts';
import { badField } from '../form.ts';
import { Activation } from './activation.ts';
import { Logins } from './login.ts';

const name = z.string().trim().min(1).max(100);
const password = z.string().min(1).max(1000);
/** `newPassword`: for one that has become too old. */
const ByPassword = z.strictObject({ account: name, password, newPassword: password.optional() });
const ByCode = z.strictObject({ account: name, code: z.string().trim().min(1).max(40), password });

/** The door: in by password, in for the first time by a code, out. */
@ApiTags('accounts')
@Controller('api')
export class LoginController {
  constructor(private readonly logins: Logins, private readonly activation: Activation, private readonly enrolment: Enrolment, private readonly accounts: Accounts) {}

  @Post('login') @HttpCode(200) @Public() @ApiOkResponse({ standardSchema: z.object({ memberId: MemberId }) })
  async logIn(@Visiting() visit: Visit, @Body({ schema: ByPassword }) { account, password, newPassword }: z.infer<typeof ByPassword>) {
    return { memberId: await this.logins.byPassword(account, password, visit, newPassword) };
  }

  @Post('logout') @HttpCode(200) @Needs('own') @Keyless() @ApiOkResponse({ standardSchema: z.object({}) })
  async logOut(@Asked() call: Call, @Visiting() visit: Visit) {
    await this.logins.end(call.memberId, call.loginId, 'logged-out', call);
    visit.forget();
    return {};
  }

  /** A password that is not taken leaves the code as it was. A retry opens a login of its own, since the first's token can't be read back. */
  @Post('activation') @HttpCode(200) @Public() @ApiOkResponse({ standardSchema: z.object({ memberId: MemberId }) })
  async activate(@Visiting() visit: Visit, @Body({ schema: ByCode }) body: z.infer<typeof ByCode>) {
    const fault = passwordFault(this.accounts.policy, body.password, accountSpelling(body.account));
    if (fault) badField(['password'], fault);
    const { memberId, known } = await this.logins.holder(body.account);
    if (!known) {
      await this.logins.isRightCode(memberId, body.code, visit, { known }); // counts, locks, and takes its time
      refuse('activation-code-wrong');
    }
    const unit = await this.enrolment.unitOn(memberId, shanghaiDay(visit.now));
    const ask = { command: visit.command, actor: `member:${memberId}`, unit, now: visit.now, correlation: visit.correlation };
    const activated = await this.activation.redeem(memberId, body.code, body.password, ask)
      || (await this.activation.wasRedeemedBy(memberId, visit.command) && await this.logins.isStillRight(memberId, body.password, visit)); // a retry: the password proves whose
    if (!activated) refuse('activation-code-wrong');
    await this.logins.enter(memberId, visit);
    return { memberId };
  }
}
