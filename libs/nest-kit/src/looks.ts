import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import type { RecordLook } from '@lyceum/contracts/audit/access';
import type { Scope } from './call.ts';

/** Which part of a person's record somebody else looked at. */
export type Looked = z.infer<typeof RecordLook.schema>['what'];

/** Where looks at persons' records are kept, so that the person can see them. The audit context provides one that writes them to the log. */
export abstract class Looks {
  /** Before the record is shown: what cannot be recorded is not shown. `scope`: the look was allowed for the person's unit. */
  abstract record(scope: Scope, memberId: string, what: Looked): Promise<void>;
}

/** For a host without the audit context: into its own log, from where it is collected; without the ids of persons, as everything there. */
export class LoggedLooks extends Looks {
  private readonly logger = new Logger('access');
  async record({ call }: Scope, _: string, what: Looked): Promise<void> { this.logger.log({ requestId: call.correlation, look: { what } }); }
}
