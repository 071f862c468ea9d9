import type { Context } from '@lyceum/nest-kit/context';
import { memberDay } from './attendance/member-day.projection.ts';
import { memberYear } from './attendance/member-year.projection.ts';
import { sessionUnit } from './attendance/session-unit.projection.ts';
import { unitDay } from './attendance/unit-day.projection.ts';
import { Frames } from './boards/board-frame.ts';
import { RecordBoardController } from './boards/record-board.controller.ts';
import { UnitBoardController } from './boards/unit-board.controller.ts';
import { policyVersion } from './cadence/policy-version.projection.ts';
import { unitWeek } from './cadence/unit-week.projection.ts';
import { unitYear } from './cadence/unit-year.projection.ts';
import { FigureController } from './figures/figure.controller.ts';
import { sessionPlan } from './session/session-plan.projection.ts';

/** Projections that combine all contexts, for the city, a unit, a member; as of any moment, each figure with its explanation. */
export const dashboardsContext: Context = {
  name: 'dashboards',
  projections: [unitDay, sessionUnit, memberDay, memberYear, unitWeek, unitYear, policyVersion, sessionPlan],
  reactions: [],
  controllers: [UnitBoardController, RecordBoardController, FigureController],
  providers: [Frames],
  messages: {
    'days-out-of-order': { zh: '起止日期有误：应先起后止，且不超过十年。', en: 'The days must be in order, and at most ten years apart.' },
    'figure-key-malformed': { zh: '指标键有误，应为“指标/范围/起..止”。', en: 'This is no key of a figure: it reads figure/scope/from..to.' },
    'cursor-malformed': { zh: '翻页标记有误，请从第一页重新打开。', en: 'This cursor does not belong to this list; start again from its first page.' },
  },
};
