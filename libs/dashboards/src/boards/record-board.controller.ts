import { Controller, Get, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MemberId, SessionId } from '@lyceum/contracts/ids';
import { shownName } from '@lyceum/directory/shown-name';
import { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Looks } from '@lyceum/nest-kit/looks';
import { ReadStore } from '@lyceum/read-store/read-store';
import { DaysAsked, Frames, type Frame } from '../figures/frame.ts';
import { Measures } from '../figures/measures.query.ts';
import { sightsOf } from '../figures/sight.query.ts';
import { textOf } from '../figures/shown.ts';
import { sessionPlan, type SessionPlan } from '../session/session-plan.projection.ts';
import { MemberBoardAnswer, SessionBoardAnswer } from './answers.ts';
import { BoardLists } from './lists.query.ts';
import { MemberBoards } from './member-board.query.ts';

const WhichSession = z.object({ sessionId: SessionId });
const WhichMember = z.object({ memberId: z.union([z.literal('me'), MemberId]) });

/** The two ends of a drill: one study session, one person. */
@ApiTags('boards')
@Controller('api/boards')
export class RecordBoardController {
  constructor(
    private readonly lists: BoardLists, private readonly records: MemberBoards, private readonly measures: Measures, private readonly reads: ReadStore,
    private readonly frames: Frames, private readonly access: Access, private readonly looks: Looks,
  ) {}

  @Get('session/:sessionId') @Needs('figures.read') @ApiOkResponse({ standardSchema: SessionBoardAnswer })
  async session(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: WhichSession }) { sessionId }: z.infer<typeof WhichSession>) {
    const plan = await this.reads.get<SessionPlan>(sessionPlan, sessionId, moment.asOf);
    if (!plan) throw new NotFoundException();
    const frame = await this.frames.frame(call, moment, { from: plan.row.day, to: plan.row.day });
    const reader = await this.frames.unit(call, plan.row.unitId, frame.tree);
    const session = (await this.lists.sessionLines([plan.row], { ...frame, reader, language: call.language }))[0]!;
    const path = [...frame.tree.ancestors(plan.row.unitId)].reverse().filter(({ unitId }) => reader.units.has(unitId)).map(({ unitId, name }) => ({ unitId, name }));
    return { session, path: [...path, { unitId: plan.row.unitId, name: session.unitName }], figures: Object.values(session.figures), units: await this.units(plan.row, frame, reader.persons), ...frame.shown };
  }

  /** Of which units people were invited: guests of others beside the unit's own. */
  private async units({ sessionId, day }: SessionPlan, { tree, asOf }: Frame, persons: boolean) {
    const byUnit = [...(await this.measures.by(['invited', 'signed'], { place: 'session', ids: [sessionId], from: day, to: day, asOf }, 'unitId'))];
    const [invited, signed] = ['invited', 'signed'].map((name) => sightsOf(name, byUnit.map(([, values]) => values), persons));
    return byUnit.map(([unitId, values], at) => ({
      unitId: String(unitId), name: tree.unit(String(unitId))?.name ?? '',
      invited: textOf(values['invited'] ?? 0, 'person-times', invited![at]), signed: textOf(values['signed'] ?? 0, 'person-times', signed![at]),
    }));
  }

  @Get('member/:memberId') @Needs('own') @ApiOkResponse({ standardSchema: MemberBoardAnswer })
  async member(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: WhichMember }) { memberId }: z.infer<typeof WhichMember>, @Query({ schema: DaysAsked }) days: z.infer<typeof DaysAsked>) {
    const own = memberId === 'me' || memberId === call.memberId;
    const scope = own ? await this.access.self(call) : await this.access.person({ ...call, right: 'persons.read' }, memberId);
    const { person } = scope;
    if (!own) await this.looks.record(scope, person.memberId, 'record');
    const { shown, tree, from, to, running } = await this.frames.frame(call, moment, days);
    const record = await this.records.of(person.memberId, { from, to, ...moment, language: call.language });
    return { person: { memberId: person.memberId, ...shownName(person.name), unitId: person.unitId, unitName: tree.unit(person.unitId)?.name ?? '' }, from, to, running, ...record, ...shown };
  }
}
