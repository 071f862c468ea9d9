import { auditContext } from '@lyceum/audit/audit.context';
import { runService } from '@lyceum/city/service';

/** History in sentences, as of any moment, as a service of its own on the city's engines. */
await runService(auditContext);
