import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { EventStore } from '@lyceum/event-store/event-store';
import { Clock } from '@lyceum/jobs/clock';
import { Health } from '@lyceum/nest-kit/health.controller';
import { Needs } from '@lyceum/nest-kit/http';
import { HttpSettings } from '@lyceum/nest-kit/settings';
import { Rows } from '@lyceum/read-store/rows';
import { Accounts } from '@lyceum/vault/vault';
import { passwordPolicies } from '@lyceum/vault/password-rule';

const System = z.object({
  status: z.enum(['starting', 'ready', 'stopping', 'failing']), contexts: z.record(z.string(), z.enum(['serving', 'empty'])), checks: z.record(z.string(), z.enum(['ok', 'failing'])),
  settings: z.object({ production: z.boolean(), passwordPolicy: z.enum(passwordPolicies), idleMinutes: z.number().int(), lateSigningDays: z.number().int(), metrics: z.enum(['loopback', 'open']), publicUrl: z.string().nullable() }),
  node: z.string(), clock: z.iso.datetime(), log: z.object({ id: z.string(), epoch: z.number().int(), head: z.string() }),
  projections: z.array(z.object({ name: z.string(), version: z.number().int(), state: z.enum(['catching-up', 'following', 'stopped']), position: z.string() })),
}).meta({ id: 'System', description: 'of the process that answers; of several services, the one that people’s accounts belong to' });

/** What a system administrator sees: how the service is set up and how it is. Nothing of any person or unit. */
@ApiTags('accounts')
@Controller('api/system')
export class SystemController {
  constructor(
    private readonly health: Health, private readonly settings: HttpSettings, private readonly accounts: Accounts, private readonly store: EventStore, private readonly rows: Rows, private readonly clock: Clock,
  ) {}

  @Get() @Needs('system.read') @ApiOkResponse({ standardSchema: System })
  async show(): Promise<z.infer<typeof System>> {
    const { production, idleMinutes, lateSigningDays, metrics, publicUrl } = this.settings;
    const { log, epoch } = this.store.identity;
    return {
      ...(await this.health.now()), settings: { production, passwordPolicy: this.accounts.policy, idleMinutes, lateSigningDays, metrics, publicUrl: publicUrl ?? null },
      node: process.version, clock: this.clock.now(), log: { id: log, epoch, head: await this.store.head() },
      projections: this.rows.progress().map(({ name, version, state, position }) => ({ name, version, state, position })),
    };
  }
}
