import { activityContext } from '@lyceum/activity/activity.context';
import { runService } from '@lyceum/city/service';

/** Plans, study sessions and attendance, as a service of its own on the city's engines. */
await runService(activityContext);
