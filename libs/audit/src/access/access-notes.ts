import { Injectable, type Provider } from '@nestjs/common';
import { shanghaiDay } from '@lyceum/core/calendar';
import { RecordDenial, RecordLook } from '@lyceum/contracts/audit/access';
import { Directory } from '@lyceum/directory/directory';
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

/** Refusals become events of whoever was refused: once a day for one route, right and unit. One that names a unit is that unit's matter. */
@Injectable()
export class RecordedDenials extends Denials {
  constructor(private readonly commands: Commands, private readonly directory: Directory) { super(); }

  async record({ memberId, actor, route, right, outside, now, correlation }: Denial): Promise<void> {
    const day = shanghaiDay(now);
    const command = commandId('denial', actor, route, right, ...(outside === null ? [] : [outside]), day);
    const unit = outside ?? (await this.directory.person(memberId))?.unitId ?? '';
    await this.commands.as(access, RecordDenial({ subject: memberId, route: route.slice(0, 200), right, day, outside }), { command, actor, unit, now, correlation });
  }
}

/** For a host without the audit context: what happens in it is noted in the log all the same. */
export const accessNotes: readonly Provider[] = [{ provide: Looks, useClass: RecordedLooks }, { provide: Denials, useClass: RecordedDenials }];
