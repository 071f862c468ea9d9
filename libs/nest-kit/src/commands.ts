import { Injectable, Optional } from '@nestjs/common';
import { Folds, type Fold } from '@lyceum/event-store/folds';
import { bodyHash, commandId, handle, type Ask, type Outcome } from '@lyceum/event-store/handle';
import { EventStore } from '@lyceum/event-store/event-store';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Decider, Readable } from '@lyceum/core/decider';
import type { Fact, Wish } from '@lyceum/core/event';
import type { Scope } from './call.ts';
import { Telemetry } from './telemetry.ts';

/**
 * Which of the commands of one request that makes several (a year of sessions), and the whole request, to which an idempotency key belongs. Where the first is
 * handled before the others, and wrote something, a key that was used for another request is met before anything is written.
 */
export type Part = { readonly index: number; readonly of: object };

/** From a checked request to the log. */
@Injectable()
export class Commands {
  private readonly folds = new Folds();

  constructor(private readonly store: EventStore, @Optional() private readonly telemetry?: Telemetry) {}

  /** `occurredAt`: when it happened by what the asker says, where that was before now. */
  handle<S, C extends Wish, E extends Fact, R>(decider: Decider<S, C, E, R>, wish: C, { call, unit }: Scope, { part, occurredAt }: { readonly part?: Part; readonly occurredAt?: string } = {}): Promise<Outcome> {
    return this.as(decider, wish, {
      ...(part ? { command: commandId(call.command, String(part.index)), bodyHash: bodyHash({ type: wish.type, data: part.of }) } : { command: call.command }),
      actor: call.actor, unit, now: call.now, ...(occurredAt !== undefined && occurredAt < call.now && { occurredAt }), correlation: call.correlation,
    });
  }

  /**
   * The stream that a wish would write, as it is: what it adds up to, and which commands wrote it. For who must refuse by something that no
   * decider sees (a code that expires): a command that is among them is a retry, which `handle` answers as the first time.
   */
  past<S, C extends Wish, E extends Fact, R>(decider: Decider<S, C, E, R>, wish: C): Promise<Fold<S>> {
    return this.folded(decider, decider.stream(wish));
  }
  /** What a stream adds up to now; revision -1 where there is none. */
  folded<S>(of: Readable<S>, stream: string): Promise<Fold<S>> { return this.folds.load(this.store, vocabulary, of, stream); }

  /** For work that no request asked for: reactors, jobs, set-up. */
  as<S, C extends Wish, E extends Fact, R>(decider: Decider<S, C, E, R>, wish: C, ask: Ask): Promise<Outcome> {
    const handled = handle(this.store, vocabulary, decider, wish, ask, this.folds);
    return this.telemetry?.counted(decider.category, wish.type, handled) ?? handled;
  }
}
