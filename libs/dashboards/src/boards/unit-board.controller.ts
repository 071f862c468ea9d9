import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { UnitId } from '@lyceum/contracts/ids';
import { Access } from '@lyceum/nest-kit/access';
import { paging } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { AsOf, Asked, Needs, type Moment } from '@lyceum/nest-kit/http';
import { HttpSettings } from '@lyceum/nest-kit/settings';
import { DaysAsked, Frames } from '../figures/frame.ts';
import { MissedAnswer, PersonsAnswer, SessionsAnswer, UnitBoardAnswer } from './answers.ts';
import { BoardLists, type ListQuestion } from './lists.query.ts';
import { UnitBoards } from './unit-board.query.ts';

const Which = z.object({ unitId: UnitId });
const Listing = DaysAsked.safeExtend(paging.shape);
const MissedListing = Listing.safeExtend({ state: z.enum(['missed', 'mended']).optional().meta({ description: 'only weeks that still wait, or only those that were mended' }) });
type Listed = z.infer<typeof Listing>;

@ApiTags('boards')
@Controller('api/boards/unit/:unitId')
export class UnitBoardController {
  constructor(private readonly boards: UnitBoards, private readonly lists: BoardLists, private readonly frames: Frames, private readonly access: Access, private readonly settings: HttpSettings) {}

  @Get() @Needs('figures.read') @ApiOkResponse({ standardSchema: UnitBoardAnswer })
  async board(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Query({ schema: DaysAsked }) days: z.infer<typeof DaysAsked>) {
    const frame = await this.frames.frame(call, moment, days);
    const reader = await this.frames.unit(call, unitId, frame.tree);
    return { ...(await this.boards.of(unitId, { ...frame, reader, language: call.language })), running: frame.running, ...frame.shown };
  }

  @Get('sessions') @Needs('figures.read') @ApiOkResponse({ standardSchema: SessionsAnswer })
  sessions(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Query({ schema: Listing }) listing: Listed) {
    return this.list(call, moment, unitId, listing, (question) => this.lists.sessions(unitId, question));
  }

  @Get('persons') @Needs('figures.read') @ApiOkResponse({ standardSchema: PersonsAnswer })
  async persons(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Query({ schema: Listing }) listing: Listed) {
    const naming = { ...call, right: 'persons.read' } as const; // the right to figures is not one to persons
    await this.access.held(naming);
    return this.list(call, moment, unitId, listing, async (question) => {
      await this.access.unit(naming, unitId);
      return this.lists.persons(unitId, question);
    });
  }

  @Get('missed') @Needs('figures.read') @ApiOkResponse({ standardSchema: MissedAnswer })
  missed(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { unitId }: z.infer<typeof Which>, @Query({ schema: MissedListing }) { state, ...listing }: z.infer<typeof MissedListing>) {
    return this.list(call, moment, unitId, listing, (question) => this.lists.missed(unitId, { ...question, state, lateSigningDays: this.settings.lateSigningDays }));
  }

  private async list<T>(call: Call, moment: Moment, unitId: string, { limit, cursor, ...days }: Listed, read: (question: ListQuestion & { readonly today: string }) => Promise<T>) {
    const frame = await this.frames.frame(call, moment, days);
    const reader = await this.frames.unit(call, unitId, frame.tree);
    return { ...(await read({ ...frame, reader, language: call.language, limit, cursor })), ...frame.shown };
  }
}
