import { Logger } from '@nestjs/common';

/** What was refused to whom: `route` is its pattern, never an address with ids. `outside`: the unit that the right does not reach; `null` where there is no right. */
export type Denial = { readonly memberId: string; readonly actor: string; readonly route: string; readonly right: string; readonly outside: string | null; readonly now: string; readonly correlation: string };

/** Where refusals of rights are kept. The audit context provides one that writes them to the log. */
export abstract class Denials { abstract record(denial: Denial): Promise<void>; }

/** For a host without the audit context: into its own log, from where it is collected. */
export class LoggedDenials extends Denials {
  private readonly logger = new Logger('access');
  async record(denial: Denial): Promise<void> { this.logger.warn({ denied: denial }); }
}
