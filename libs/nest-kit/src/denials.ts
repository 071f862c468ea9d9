import { Logger } from '@nestjs/common';

/**
 * What was refused to whom: `route` is its pattern, never an address with ids. `outside`: the unit that the right does not reach, which need not be
 * there; `''` where nothing was found at all; `null` where there is no such right. `asked`: a digest of the whole request, so that the same one is
 * noted once; `''` where the route alone matters.
 */
export type Denial = {
  readonly memberId: string; readonly actor: string; readonly route: string; readonly right: string; readonly outside: string | null; readonly asked: string; readonly now: string; readonly correlation: string;
};

/** Where refusals are kept. The audit context provides one that writes them to the log. */
export abstract class Denials {
  private readonly logger = new Logger('access');
  abstract record(denial: Denial): Promise<void>;

  /** A refusal stands whether or not it could be noted. Of the error no more than its kind is logged: messages name streams, and streams people. */
  async note(denial: Denial): Promise<void> {
    try { await this.record(denial); }
    catch (error) { this.logger.error({ requestId: denial.correlation, error: `a denial could not be recorded: ${error instanceof Error ? error.constructor.name : 'unknown'}` }); }
  }
}

/** For a host without the audit context: into its own log, from where it is collected. Who it was is found by the request's id, not here. */
export class LoggedDenials extends Denials {
  private readonly log = new Logger('access');
  async record({ route, right, correlation }: Denial): Promise<void> { this.log.warn({ requestId: correlation, denied: { route, right } }); }
}
