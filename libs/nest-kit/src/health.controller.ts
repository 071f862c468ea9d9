import { Controller, Get, HttpCode, Inject, Injectable, Logger, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, Visiting } from './http.ts';
import type { Visit } from './call.ts';
import { Problem } from './problem.ts';
import { HttpSettings } from './settings.ts';
import { Telemetry } from './telemetry.ts';

/** What a service rests on. `vital`: without it, it answers nothing right, and asks to be left alone. */
export type Check = { readonly name: string; readonly vital: boolean; readonly run: () => Promise<void> };
export const CHECKS = Symbol('checks');
/** Each context of the host, and whether there is anything in it yet. */
export type ContextStates = Readonly<Record<string, 'serving' | 'empty'>>;
export const CONTEXT_STATES = Symbol('context states');

/** Whether this process should get requests: not before its rows are there, and not once it is being stopped. */
@Injectable()
export class Readiness { state: 'starting' | 'ready' | 'stopping' = 'starting'; }

/** How this process is. Names and states only; why something fails is in the log of the host, once each time that it begins to. */
@Injectable()
export class Health {
  private readonly logger = new Logger('health');
  private readonly failing = new Set<string>();
  constructor(@Inject(CHECKS) private readonly checks: readonly Check[], @Inject(CONTEXT_STATES) private readonly contexts: ContextStates, private readonly readiness: Readiness) {}

  async now() {
    const checks = await Promise.all(this.checks.map(async ({ name, vital, run }) => ({ name, vital, ok: this.noted(name, await fault(run, 2000)) })));
    const status: Readiness['state'] | 'failing' = this.readiness.state !== 'ready' ? this.readiness.state : checks.every(({ ok, vital }) => ok || !vital) ? 'ready' : 'failing';
    return { status, contexts: this.contexts, checks: Object.fromEntries(checks.map(({ name, ok }) => [name, ok ? 'ok' as const : 'failing' as const])) };
  }

  private noted(name: string, fault: string | undefined): boolean {
    if (fault === undefined) {
      this.failing.delete(name);
      return true;
    }
    if (!this.failing.has(name)) this.logger.warn({ check: name, error: fault });
    this.failing.add(name);
    return false;
  }
}

@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(private readonly health: Health, private readonly telemetry: Telemetry, private readonly settings: HttpSettings) {}

  /** The process runs: restart it only where this fails. */
  @Get('livez') @Public() @HttpCode(200)
  live() { return { status: 'alive' }; }

  @Get('readyz') @Public()
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const health = await this.health.now();
    reply.code(health.status === 'ready' ? 200 : 503);
    return health;
  }

  @Get('metrics') @Public()
  async metrics(@Visiting() { address }: Visit, @Res({ passthrough: true }) reply: FastifyReply) {
    if (this.settings.metrics === 'loopback' && !/^(127\.|::1$|::ffff:127\.)/.test(address)) throw new Problem(404, 'not-found');
    reply.header('content-type', this.telemetry.registry.contentType);
    return this.telemetry.registry.metrics();
  }
}

/** Why it fails; undefined where it does not. */
const fault = async (run: () => Promise<void>, milliseconds: number): Promise<string | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => { timer = setTimeout(() => resolve(`no answer in ${milliseconds} ms`), milliseconds); });
  try { return await Promise.race([run().then(() => undefined, String), late]); } finally { clearTimeout(timer); }
};
