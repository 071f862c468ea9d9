import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { finalize } from 'rxjs';
import type { Guarded } from './http.ts';
import { Problem } from './problem.ts';

/** So many files are taken, or read again, at once, for one person and by this process: each rests in memory, up to twice its size, until it came whole and was handled. */
export const uploadsAtOnce = { person: 2, process: 8 };
const seconds = 10; // until it is worth trying again

/** A permit before a file is read, given back however the request ends: answered, failed, or hung up. */
@Injectable()
export class UploadPermits implements NestInterceptor {
  private readonly held = new Map<string, number>();

  get taken(): number { return [...this.held.values()].reduce((all, each) => all + each, 0); }

  intercept(context: ExecutionContext, next: CallHandler) {
    const { memberId } = context.switchToHttp().getRequest<Guarded>().call!; // a file comes only with a login
    const theirs = this.held.get(memberId) ?? 0;
    if (theirs >= uploadsAtOnce.person) throw new Problem(429, 'uploads-under-way', { most: uploadsAtOnce.person, seconds });
    if (this.taken >= uploadsAtOnce.process) throw new Problem(503, 'uploads-busy', { seconds });
    this.held.set(memberId, theirs + 1);
    return next.handle().pipe(finalize(() => this.giveBack(memberId)));
  }

  private giveBack(memberId: string): void {
    const left = this.held.get(memberId)! - 1;
    if (left === 0) this.held.delete(memberId);
    else this.held.set(memberId, left);
  }
}
