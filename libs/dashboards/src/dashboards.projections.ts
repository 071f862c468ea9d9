import type { Projection } from '@lyceum/core/projection';
import { memberDay } from './attendance/member-day.projection.ts';
import { memberYear } from './attendance/member-year.projection.ts';
import { sessionUnit } from './attendance/session-unit.projection.ts';
import { unitDay } from './attendance/unit-day.projection.ts';
import { cadenceRule } from './cadence/cadence-rule.projection.ts';
import { policyVersion } from './cadence/policy-version.projection.ts';
import { unitWeek } from './cadence/unit-week.projection.ts';
import { unitYear } from './cadence/unit-year.projection.ts';
import { sessionPlan } from './session/session-plan.projection.ts';

export const dashboardsProjections: readonly Projection[] = [unitDay, sessionUnit, memberDay, memberYear, unitWeek, unitYear, policyVersion, cadenceRule, sessionPlan];
