import { assessmentContext } from '@lyceum/assessment/assessment.context';
import { runService } from '@lyceum/city/service';

/** Policies, verdicts and learning files, as a service of its own on the city's engines. */
await runService(assessmentContext);
