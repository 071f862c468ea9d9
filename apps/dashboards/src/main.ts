import { dashboardsContext } from '@lyceum/dashboards/dashboards.context';
import { runService } from '@lyceum/city/service';

/** Boards, and why each figure is what it is, as a service of its own on the city's engines. */
await runService(dashboardsContext);
