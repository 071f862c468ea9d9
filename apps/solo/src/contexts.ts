import { activityContext } from '@lyceum/activity/activity.context';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { auditContext } from '@lyceum/audit/audit.context';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { memberContext } from '@lyceum/member/member.context';
import { importsIn } from '@lyceum/member/roster-import/roster-import.providers';
import type { Context } from '@lyceum/nest-kit/context';
import { projectBiddingContext } from '@lyceum/project-bidding/project-bidding.context';
import { trainingContext } from '@lyceum/training/training.context';

/** Every context of a city: one process may run them all, or a service each. */
export const contexts: readonly Context[] = [memberContext, activityContext, projectBiddingContext, trainingContext, assessmentContext, dashboardsContext, auditContext];

/** The same, with rosters that are being imported in a folder that outlives the process. */
export const contextsWith = ({ imports }: { readonly imports: string }): readonly Context[] =>
  contexts.map((context) => (context === memberContext ? { ...context, providers: [...context.providers ?? [], importsIn(imports)] } : context));
