import { Directory } from '@lyceum/directory/directory';
import { EventStore } from '@lyceum/event-store/event-store';
import type { Context } from '@lyceum/nest-kit/context';
import { ReadStore } from '@lyceum/read-store/read-store';
import { BoardLists } from './boards/lists.query.ts';
import { MemberBoards } from './boards/member-board.query.ts';
import { RecordBoardController } from './boards/record-board.controller.ts';
import { UnitBoardController } from './boards/unit-board.controller.ts';
import { UnitBoards } from './boards/unit-board.query.ts';
import { Explanations } from './figures/explanation.query.ts';
import { FigureController } from './figures/figure.controller.ts';
import { Frames } from './figures/frame.ts';
import { Measures } from './figures/measures.query.ts';
import { dashboardsProjections } from './dashboards.projections.ts';

/** Projections that combine all contexts, for the city, a unit, a member; as of any moment, each figure with its explanation. */
export const dashboardsContext: Context = {
  name: 'dashboards',
  projections: dashboardsProjections,
  reactions: [],
  controllers: [UnitBoardController, RecordBoardController, FigureController],
  providers: [
    Frames,
    { provide: Measures, inject: [ReadStore], useFactory: (reads: ReadStore) => new Measures(reads) }, // one for all: it keeps what takes long to count
    { provide: UnitBoards, inject: [ReadStore, Measures, Directory], useFactory: (...from: ConstructorParameters<typeof UnitBoards>) => new UnitBoards(...from) },
    { provide: MemberBoards, inject: [ReadStore, Measures], useFactory: (...from: ConstructorParameters<typeof MemberBoards>) => new MemberBoards(...from) },
    { provide: BoardLists, inject: [ReadStore, Measures, Directory], useFactory: (...from: ConstructorParameters<typeof BoardLists>) => new BoardLists(...from) },
    { provide: Explanations, inject: [ReadStore, Measures, EventStore, Directory], useFactory: (...from: ConstructorParameters<typeof Explanations>) => new Explanations(...from) },
  ],
  messages: {
    'days-out-of-order': { zh: '起止日期有误：应先起后止，且不超过十年。', en: 'The days must be in order, and at most ten years apart.' },
    'figure-key-malformed': { zh: '指标键有误，应为“指标/范围/起..止”。', en: 'This is no key of a figure: it reads figure/scope/from..to.' },
    'cursor-malformed': { zh: '翻页标记有误，请从第一页重新打开。', en: 'This cursor does not belong to this list; start again from its first page.' },
  },
};
