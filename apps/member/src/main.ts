import { runService } from '@lyceum/city/service';
import { memberContext } from '@lyceum/member/member.context';
import { importsIn } from '@lyceum/member/roster-import/roster-import.providers';

/** Units, people, roles, accounts and logins, as a service of its own on the city's engines; imports rest in a folder that its replicas share. */
await runService(memberContext, ({ folder }) => [importsIn(folder)]);
