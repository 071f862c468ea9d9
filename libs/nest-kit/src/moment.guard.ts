import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import { Day } from '@lyceum/contracts/ids';
import { addDays, instantIn } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { Directory } from '@lyceum/directory/directory';
import { EventStore, isPosition } from '@lyceum/event-store/event-store';
import { Clock } from '@lyceum/jobs/clock';
import { Rows } from '@lyceum/read-store/rows';
import { moments, type Guarded } from './http.ts';
import { Problem } from './problem.ts';

const patience = 2000; // milliseconds
const instant = z.iso.datetime({ offset: true }).max(40);

/** `after`: read your writes, waiting briefly for their rows. `asOf`: a moment of the past, as a position; a day is its end, as on the console's clock. */
@Injectable()
export class MomentGuard implements CanActivate {
  constructor(private readonly store: EventStore, private readonly rows: Rows, private readonly directory: Directory, private readonly clock: Clock) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Guarded>();
    const { after, asOf } = (request.query ?? {}) as Record<string, unknown>;
    if (after !== undefined && after !== '') await this.wait(await this.reached(after, 'after-unknown', 'after-unknown'));
    if (asOf === undefined || asOf === '') return true;
    if (!Reflect.getMetadata(moments, context.getHandler())) throw new Problem(422, 'as-of-not-here');
    request.moment = { asOf: await this.resolve(asOf) };
    return true;
  }

  private async resolve(asOf: unknown): Promise<Position> {
    if (typeof asOf === 'string' && !isPosition(asOf)) {
      const moment = instantOf(asOf);
      if (moment === undefined) throw new Problem(422, 'as-of-malformed');
      if (moment > this.clock.now()) throw new Problem(422, 'as-of-future');
      await this.wait(await this.store.head()); // what was recorded a moment ago belongs to it
      return this.directory.positionAt(moment);
    }
    const found = await this.reached(asOf, 'as-of-malformed', 'as-of-future');
    await this.wait(found);
    return found;
  }
  /** A position that the log has reached. */
  private async reached(given: unknown, malformed: string, ahead: string): Promise<Position> {
    if (typeof given !== 'string' || !isPosition(given)) throw new Problem(422, malformed);
    if (given > this.rows.position() && given > (await this.store.head())) throw new Problem(422, ahead);
    return given;
  }
  private async wait(until: Position): Promise<void> {
    if (until <= this.rows.position()) return;
    if (!(await this.rows.waitFor(until, patience))) throw new Problem(503, 'not-yet');
  }
}

const instantOf = (text: string): string | undefined => {
  if (Day.safeParse(text).success) return instantIn(addDays(text, 1), '00:00');
  return instant.safeParse(text).success ? new Date(text).toISOString() : undefined;
};
