import { Injectable } from '@nestjs/common';
import { Problem } from './problem.ts';

type Window = { started: number; count: number };
const remembered = 20_000; // windows kept at most; the oldest goes first

/** So many attempts in so many seconds, per key, in this process: it slows guessing down. What locks an account for good reasons is `Accounts`. */
@Injectable()
export class Limits {
  private readonly windows = new Map<string, Window>();

  /** Throws 429 `too-many` with the seconds to wait. */
  take(key: string, attempts: number, seconds: number, now: number): void {
    const open = this.windows.get(key);
    if (!open || now - open.started >= seconds * 1000) {
      this.windows.delete(key);
      this.windows.set(key, { started: now, count: 1 });
      if (this.windows.size > remembered) this.windows.delete(this.windows.keys().next().value!);
      return;
    }
    if (++open.count > attempts) throw new Problem(429, 'too-many', { seconds: Math.max(1, Math.ceil((open.started + seconds * 1000 - now) / 1000)) });
  }
}
