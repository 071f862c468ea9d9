import { activityContext } from '@lyceum/activity/activity.context';
import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { auditContext } from '@lyceum/audit/audit.context';
import type { Projection } from '@lyceum/core/projection';
import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { directoryProjections } from '@lyceum/directory/directory.projections';
import { memberContext } from '@lyceum/member/member.context';
import type { Context } from '@lyceum/nest-kit/context';
import { projectBiddingContext } from '@lyceum/project-bidding/project-bidding.context';
import { trainingContext } from '@lyceum/training/training.context';

export const contexts: readonly Context[] = [memberContext, activityContext, projectBiddingContext, trainingContext, assessmentContext, dashboardsContext, auditContext];

export const consumers: readonly string[] = contexts.flatMap(({ reactions }) => reactions.map(({ reactor: { name } }) => name));

/** What a context's own process keeps in rows: its projections, and those of the directory. */
export const projectionsOf = (context: Context): readonly Projection[] => unique([...directoryProjections, ...context.projections] as Projection[]);
export const allProjections: readonly Projection[] = unique(contexts.flatMap(projectionsOf));

function unique(projections: readonly Projection[]): readonly Projection[] { return [...new Map(projections.map((each) => [each.name, each])).values()]; }
