import { Injectable, NotFoundException } from '@nestjs/common';
import { z } from 'zod';
import { addDays, mondayOf, shanghaiDay, sundayOf, weekOf } from '@lyceum/core/calendar';
import type { Position } from '@lyceum/core/event';
import { Day } from '@lyceum/contracts/ids';
import { Directory } from '@lyceum/directory/directory';
import type { Tree } from '@lyceum/directory/tree';
import { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';
import type { Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { Problem } from '@lyceum/nest-kit/problem';
import { areDays, treeDayOf } from './key.ts';
import type { Days } from './figure.ts';
import type { Reader } from './sight.query.ts';

/** Days as boards are asked for; none given means the last twelve weeks, this one included. */
export const DaysAsked = z.strictObject({ from: Day.optional(), to: Day.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || areDays({ from, to }), { message: 'days-out-of-order', path: ['to'] });
const usual = 12; // weeks

/** What every board and explanation is laid upon: which moment it shows, which days (`running`: the week of the last is not over), which tree, and what its reader may see. */
export type Frame = Days & { readonly asOf?: Position; readonly today: string; readonly tree: Tree; /** That of its own last day: another only where a key is laid upon a later one. */ readonly ownTree: Tree; readonly running: boolean; readonly shown: { position: Position; at: string | null } };

@Injectable()
export class Frames {
  constructor(private readonly directory: Directory, private readonly access: Access, private readonly moments: Moments) {}

  async frame(call: Call, moment: Moment, asked: z.infer<typeof DaysAsked> & { readonly treeOn?: string }): Promise<Frame> {
    const shown = await this.moments.shown(moment);
    const today = shanghaiDay(moment.asOf === undefined ? call.now : shown.at ?? call.now);
    const sunday = sundayOf(asked.from !== undefined && asked.from > today ? asked.from : today);
    const to = asked.to ?? sunday; // whole weeks, so that the period before has as many
    const from = asked.from ?? addDays(mondayOf(to), -7 * (usual - 1));
    if (!areDays({ from, to })) throw new Problem(422, 'days-out-of-order'); // one of them was given alone
    const ownTree = await this.directory.tree({ day: treeDayOf(to, today), ...moment });
    const tree = asked.treeOn === undefined ? ownTree : await this.directory.tree({ day: treeDayOf(asked.treeOn, today), ...moment });
    return { ...moment, from, to, today, running: weekOf(to) >= weekOf(today), tree, ownTree, shown };
  }

  /** The unit is within the caller's scope, and existed. */
  async unit(call: Call, unitId: string, tree: Tree): Promise<Reader> {
    await this.access.unit(call, unitId);
    if (!tree.unit(unitId)) throw new NotFoundException();
    return this.reader(call, unitId);
  }
  async reader(call: Call, unitId: string): Promise<Reader> {
    return { persons: (await this.directory.unitsWith(call.memberId, 'persons.read')).has(unitId), units: await this.directory.unitsWith(call.memberId, 'figures.read') };
  }
}
