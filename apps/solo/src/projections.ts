import { activityProjections } from '@lyceum/activity/activity.projections';
import { assessmentProjections } from '@lyceum/assessment/assessment.projections';
import { auditProjections } from '@lyceum/audit/audit.projections';
import { dashboardsProjections } from '@lyceum/dashboards/dashboards.projections';
import { memberProjections } from '@lyceum/member/member.projections';
import { projectionsOf } from '@lyceum/nest-kit/projections';
import { projectBiddingProjections } from '@lyceum/project-bidding/project-bidding.projections';
import { trainingProjections } from '@lyceum/training/training.projections';

/** Those of every context, for a thread that makes rows and needs nothing else of them. */
export const projections = projectionsOf([memberProjections, activityProjections, projectBiddingProjections, trainingProjections, assessmentProjections, dashboardsProjections, auditProjections]
  .map((each) => ({ projections: each })));
