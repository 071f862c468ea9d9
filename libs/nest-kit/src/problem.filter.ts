import { Catch, Inject, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Damaged, DerivedDamaged, Unavailable } from '@lyceum/event-store/event-store';
import { commandId } from '@lyceum/event-store/handle';
import { PersonUnreadable } from '@lyceum/vault/vault';
import { OutOfReach } from './access.ts';
import { Denials } from './denials.ts';
import { faultsOf } from './faults.ts';
import type { Guarded } from './http.ts';
import { languageOf } from './language.ts';
import { messageOf, type Messages } from './messages.ts';
import { isPlain } from './plain.ts';
import { BadInput, Problem, problemOf, titleOf, type ProblemBody } from './problem.ts';

export const MESSAGES = Symbol('messages of every context, by code');

/**
 * Every failure leaves as problem+json in the caller's language. What nobody foresaw, and where a file is damaged, is logged whole; of
 * what is away or full, the reason: its reader is whoever looks after the city.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');
  constructor(@Inject(MESSAGES) private readonly messages: Messages, private readonly denials: Denials) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Guarded>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) return;
    const language = languageOf(request.headers['accept-language']);
    const foreseen = problemOf(thrown);
    const damaged = thrown instanceof Damaged || thrown instanceof DerivedDamaged || thrown instanceof PersonUnreadable;
    if (!foreseen || damaged) this.logger.error({ requestId: request.id, route: request.routeOptions?.url, error: thrown instanceof Error ? thrown.stack : String(thrown) });
    if (thrown instanceof Unavailable) this.logger.warn({ requestId: request.id, route: request.routeOptions?.url, error: thrown.message });
    const { status, code, details } = foreseen ?? new Problem(500, 'unexpected');
    if (status === 404) this.noteMissing(request, thrown);
    const body: ProblemBody & Record<string, unknown> = {
      ...details, type: 'about:blank', title: titleOf(status), status, detail: messageOf(this.messages, code, language, details), code, requestId: request.id,
      ...(thrown instanceof BadInput ? { errors: faultsOf(thrown, this.messages, language) } : {}),
    };
    if (status === 429) reply.header('retry-after', String(details['seconds'] ?? 60));
    if (status === 503 && !damaged) reply.header('retry-after', String(details['seconds'] ?? 1));
    reply.code(status).header('content-type', 'application/problem+json; charset=utf-8').header('content-language', language).header('cache-control', 'no-store').send(JSON.stringify(body));
  }

  /**
   * Behind the answer's back, and for what is out of reach as for what is nowhere: neither how long an answer takes, nor whether the log grew
   * by it, must tell the two apart.
   */
  private noteMissing({ call, url, body }: Guarded, thrown: unknown): void {
    if (!call) return;
    const { memberId, actor, route, now, correlation } = call;
    const { right, unitId } = thrown instanceof OutOfReach ? thrown : { right: call.right, unitId: '' };
    const asked = commandId(url, isPlain(body) ? JSON.stringify(body) : ''); // an upload, read or not, is told apart by where it goes
    void this.denials.note({ memberId, actor, route, right, outside: unitId, asked, now, correlation });
  }
}
