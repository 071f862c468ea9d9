import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { refuse } from '@lyceum/core/decider';
import { Line } from '@lyceum/contracts/ids';
import { written } from '@lyceum/nest-kit/answers';
import type { Visit } from '@lyceum/nest-kit/call';
import { Public, Visiting } from '@lyceum/nest-kit/http';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { passwordPolicies } from '@lyceum/vault/password-rule';
import { Accounts } from '@lyceum/vault/vault';
import { badField } from './form.ts';
import { readName } from './person/names.ts';
import { askedWith, firstRoles, Setup } from './setup.ts';

const Administrator = z.strictObject({
  role: z.enum(firstRoles), name: Line(80), account: z.string().trim().regex(/^[\p{L}\p{N}._@+-]{3,64}$/u, 'account-spelling'),
});
const Code = z.object({
  role: z.enum(firstRoles), account: z.string(), expiresAt: z.iso.datetime().nullable(),
  code: z.string().nullable().meta({ description: 'one-time, shown this once: by it each sets a password of their own. Null in the answer to a retry where it was used or has expired' }),
});
const Wanted = z.strictObject({
  token: z.string().min(1).max(200), unitName: Line(80),
  administrators: z.array(Administrator).length(firstRoles.length, 'setup-four-people')
    .refine((people) => new Set(people.map(({ role }) => role)).size === people.length, 'setup-four-people')
    .superRefine((people, context) => { // told at the later of the two
      const spelt = people.map(({ account }) => accountSpelling(account));
      for (const [at, account] of spelt.entries()) if (spelt.indexOf(account) < at) context.addIssue({ code: 'custom', path: [at, 'account'], message: 'setup-accounts-differ' });
    }),
});

/** The first visit to an empty city, by the one-use link that its start prints. */
@ApiTags('accounts')
@Controller('api/setup')
export class SetupController {
  constructor(private readonly setup: Setup, private readonly accounts: Accounts) {}

  /** What a first visitor's page must know: whether there is a city yet, and what it asks of passwords. */
  @Get() @Public() @ApiOkResponse({ standardSchema: z.object({ needed: z.boolean(), passwordPolicy: z.enum(passwordPolicies) }) })
  async needed() { return { needed: await this.setup.needed(), passwordPolicy: this.accounts.policy }; }

  /** What can't be taken is told before the link is used up. A retry answers as the first time, though the link is used up, with new codes for who has not used theirs. */
  @Post() @HttpCode(200) @Public() @ApiOkResponse({ standardSchema: written({ codes: z.array(Code) }) })
  async run(@Visiting() visit: Visit, @Body({ schema: Wanted }) { token, ...wanted }: z.infer<typeof Wanted>) {
    const { unitName, administrators } = wanted;
    const asked = askedWith(token, wanted);
    if (!(await this.setup.needed())) {
      const position = await this.setup.madeBy(visit.command, asked) ?? refuse('set-up-already');
      return { position, codes: await this.setup.codesAgain(administrators, visit) };
    }
    const people = administrators.map((person, index) => {
      const { value: name, notes } = readName(person.name);
      if (name === undefined) badField(['administrators', index, 'name'], `form.${notes[0]!.code}`);
      return { ...person, name: name! };
    });
    if ((await this.accounts.redeemCode('setup', 'setup', token, visit.now)).outcome !== 'right') refuse('setup-link-invalid');
    return this.setup.run(unitName, people, { now: visit.now, correlation: visit.correlation, command: visit.command, asked });
  }
}
