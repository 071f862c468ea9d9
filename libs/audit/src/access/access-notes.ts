import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type Provider } from '@nestjs/common';
import { shanghaiDay, shanghaiTime } from '@lyceum/core/calendar';
import { RecordDenial, RecordFurtherDenials, RecordLook } from '@lyceum/contracts/audit/access';
import { Directory } from '@lyceum/directory/directory';
import { Conflict, Unavailable } from '@lyceum/event-store/event-store';
import { commandId } from '@lyceum/event-store/handle';
import type { Scope } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Denials, type Denial } from '@lyceum/nest-kit/denials';
import { Looks, type Looked } from '@lyceum/nest-kit/looks';
import { access } from './access.decider.ts';

/** Looks become events of the person looked at: once a day for one reader and matter, since the command's id is made of them. */
@Injectable()
export class RecordedLooks extends Looks {
  constructor(private readonly commands: Commands) { super(); }

  async record({ call, unit }: Scope, memberId: string, what: Looked): Promise<void> {
    const day = shanghaiDay(call.now);
    const command = commandId('look', call.actor, memberId, what, day);
    await this.commands.as(access, RecordLook({ memberId, what, day }), { command, actor: call.actor, unit, now: call.now, correlation: call.correlation });
  }
}

/**
 * Refusals become events of whoever was refused: once a day for the same request, or for one route and right. One for a unit is that unit's matter;
 * one for what is not there the root's, whose readers alone may know that it is not, and so is that there were more in an hour than the decider
 * notes one by one: as it is written for both alike, the log grows by both alike. All of a person's go into one stream: one after the other,
 * so that a burst of them does not push its own away.
 */
@Injectable()
export class RecordedDenials extends Denials {
  private readonly turns = new Map<string, Promise<void>>();
  constructor(private readonly commands: Commands, private readonly directory: Directory) { super(); }

  record(denial: Denial): Promise<void> {
    const { memberId } = denial;
    const mine = (this.turns.get(memberId) ?? Promise.resolve()).then(() => amongOthers(() => this.write(denial)));
    const done = mine.catch(() => {}).then(() => { if (this.turns.get(memberId) === done) this.turns.delete(memberId); });
    this.turns.set(memberId, done);
    return mine;
  }

  private async write({ memberId, actor, route, right, outside: asked, asked: digest, now, correlation }: Denial): Promise<void> {
    const day = shanghaiDay(now), tree = await this.directory.tree();
    const outside = asked && !tree.unit(asked) ? '' : asked;
    const root = tree.roots()[0]?.unitId ?? '', unit = outside === null ? await this.directory.unitOf(memberId) ?? '' : outside || root;
    const command = commandId('denial', actor, route, right, ...(outside === null ? [] : [outside, digest]), day);
    const { facts } = await this.commands.as(access, RecordDenial({ subject: memberId, route: route.slice(0, 200), right, day, outside }), { command, actor, unit, now, correlation });
    if (facts.length > 0) return;
    const hour = Number(shanghaiTime(now).slice(0, 2));
    await this.commands.as(access, RecordFurtherDenials({ subject: memberId, day, hour }), { command: commandId('denied-further', actor, day, String(hour)), actor, unit: root, now, correlation });
  }
}

const tries = 6;
/** Other processes write the same stream; and a store that is away for a moment must not cost a trace. */
const amongOthers = async (work: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try { return await work(); }
    catch (error) {
      if (attempt === tries || !(error instanceof Conflict || error instanceof Unavailable)) throw error;
      await pause(20 * 2 ** attempt);
    }
  }
};

/** For a host without the audit context: what happens in it is noted in the log all the same. */
export const accessNotes: readonly Provider[] = [{ provide: Looks, useClass: RecordedLooks }, { provide: Denials, useClass: RecordedDenials }];
