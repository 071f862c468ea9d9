import type { Query } from '@lyceum/postgres/postgres';
import { positionOf } from './envelope.ts';
import { Damaged, LostEnd, Unavailable, type Identity } from './event-store.ts';
import * as sql from './postgres.sql.ts';

/** What this process remembers of a log, so that the server that answers after a fail-over is known to be the one that acknowledged. */
export class Continuity {
  private furthest = 0;
  private lost: LostEnd | null = null;

  constructor(readonly identity: Identity) {}

  /** A position that was acknowledged or read: no server of this log may end before it. */
  saw(position: number): void { if (position > this.furthest) this.furthest = position; }

  /** Throws where the log was found to have lost its end: what this process remembers of it is no longer to be relied on. */
  assertWhole(): void { if (this.lost) throw this.lost; }

  /** Asked of every new connection before it is used. Throws `Unavailable` for a standby, `Damaged` for another log, epoch or a lost end. */
  async check(query: Query): Promise<void> {
    this.assertWhole();
    const least = this.furthest; // of what is committed by now
    const [found] = await query<{ standby: boolean; log: string; epoch: string; position: string }>(sql.standing);
    const { standby, log, epoch, position } = found!;
    if (standby) throw new Unavailable('PostgreSQL: this server is a standby and takes no appends; connect to the primary');
    if (log !== this.identity.log || Number(epoch) !== this.identity.epoch) {
      throw new Damaged(`PostgreSQL: the log here is ${log} in epoch ${epoch}, not ${this.identity.log} in epoch ${this.identity.epoch}: it was restored or moved, or the address leads elsewhere. If that is as it should be, restart this service; it makes its rows anew`);
    }
    if (Number(position) >= least) return;
    this.lost = new LostEnd(`PostgreSQL: the log ends at ${positionOf(Number(position))}, but events up to ${positionOf(least)} were acknowledged or read: this server has lost the log's end, as a standby has that was behind when it took over. `
      + `Stop every service. If the server that has the rest can be brought back, do that; if not, give the log its next epoch (\`${sql.raiseEpoch}\`) and start them again: rows and checkpoints are then made anew`);
    throw this.lost;
  }
}
