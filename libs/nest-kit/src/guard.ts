import { randomBytes } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { Clock } from '@lyceum/jobs/clock';
import { Directory } from '@lyceum/directory/directory';
import type { Right } from '@lyceum/directory/rights';
import { commandId } from '@lyceum/event-store/handle';
import { accountSpelling } from '@lyceum/core/account-spelling';
import { Accounts } from '@lyceum/vault/vault';
import type { Visit } from './call.ts';
import { cookieOf, forgetLogin, rememberLogin, setCookie, tokenOf } from './cookie.ts';
import { Denials } from './denials.ts';
import { keyless, rightOfRoute, type Guarded } from './http.ts';
import { languageOf } from './language.ts';
import { Limits } from './limits.ts';
import { notAllowed, Problem } from './problem.ts';
import { HttpSettings } from './settings.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
const keyed = /^[\w-]{8,100}$/;

/** Who asks, and whether they may ask at all. Every route says what it needs; one that does not is refused at start, and here. */
@Injectable()
export class Guard implements CanActivate {
  constructor(
    private readonly reflector: Reflector, private readonly accounts: Accounts, private readonly directory: Directory, private readonly clock: Clock,
    private readonly denials: Denials, private readonly limits: Limits, private readonly settings: HttpSettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Guarded>();
    const targets = [context.getHandler(), context.getClass()];
    const right = this.reflector.getAllAndOverride<Right | 'public' | undefined>(rightOfRoute, targets);
    if (!right) return false;

    const visit = this.visit(request, context.switchToHttp().getResponse<FastifyReply>());
    request.visit = visit;
    if (right === 'public') {
      this.slowGuessing(request, visit);
      return true;
    }
    const token = tokenOf(request.headers.cookie, this.isSecure(request));
    const login = token === undefined ? null : await this.accounts.authenticate(token, visit.now, this.settings.idleMinutes);
    if (!login) throw new Problem(401, 'login-needed');

    const { memberId, loginId } = login;
    const actor = `member:${memberId}`;
    const write = !reading.has(request.method);
    const route = `${request.method} ${request.routeOptions.url}`;
    if (!(await this.directory.rights(memberId)).has(right)) {
      await this.denials.note({ memberId, actor, route, right, outside: null, asked: '', now: visit.now, correlation: visit.correlation });
      throw notAllowed(right, visit.language);
    }
    if (write && keyOf(request) === undefined && !this.reflector.getAllAndOverride(keyless, targets)) throw new Problem(422, request.headers['idempotency-key'] ? 'idempotency-key-malformed' : 'idempotency-key-missing');
    request.call = { memberId, loginId, actor, right, route, command: commandOf(actor, request), correlation: visit.correlation, language: visit.language, now: visit.now };
    return true;
  }

  private visit(request: Guarded, reply: FastifyReply): Visit {
    const secure = this.isSecure(request);
    const knownBrowser = (purpose: string) => cookieOf(request.headers.cookie, `lyceum-${purpose}`, secure);
    return {
      language: languageOf(request.headers['accept-language']), now: this.clock.now(), correlation: request.id,
      address: request.ip, device: (request.headers['user-agent'] ?? '').slice(0, 200), get command() { return commandOf('visitor', request); },
      origin: this.settings.publicUrl ?? `${request.protocol}://${request.host}`,
      knownBrowser,
      browser: (purpose, seconds) => {
        const text = knownBrowser(purpose) ?? randomBytes(18).toString('base64url');
        setCookie(reply, `lyceum-${purpose}`, text, seconds, secure);
        return text;
      },
      remember: (token) => rememberLogin(reply, token, secure), forget: () => forgetLogin(reply, secure),
    };
  }

  private isSecure({ protocol }: Guarded): boolean { return this.settings.production || protocol === 'https'; }

  /** Logins, activations: ten attempts a minute for one account from one address, a hundred for all accounts from it. */
  private slowGuessing(request: Guarded, { address, now }: Visit): void {
    const account = (request.body as { account?: unknown } | null | undefined)?.account;
    if (typeof account !== 'string') return;
    const route = request.routeOptions.url;
    this.limits.take(`${route} ${address}`, 100, 60, Date.parse(now));
    this.limits.take(`${route} ${address} ${accountSpelling(account.slice(0, 200))}`, 10, 60, Date.parse(now));
  }
}

const keyOf = (request: Guarded): string | undefined => {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && keyed.test(key) ? key : undefined;
};
/** The same at every retry: who, where, and the key that the caller chose. Without a key nothing is ever a retry. */
const commandOf = (actor: string, request: Guarded) =>
  commandId(actor, request.method, request.url.split('?', 1)[0]!, keyOf(request) ?? `request ${request.id}`);
