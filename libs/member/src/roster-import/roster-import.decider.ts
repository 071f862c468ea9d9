import { decider } from '@lyceum/core/decider';
import { RosterImported, type RosterImportCommand, type RosterImportEvent } from '@lyceum/contracts/member/roster-import';

/**
 * Whether an import's end is recorded: once, also where a crash came between that and the import's own note of it. One that changed nobody, such as the
 * same file again, leaves the log as it was.
 */
export const rosterImport = decider<boolean, RosterImportCommand, RosterImportEvent>({
  category: 'roster-import',
  id: ({ importId }) => importId,
  initial: false,
  decide: { EndRosterImport: (outcome, ended) => (ended || outcome.registered + outcome.changed === 0 ? [] : [RosterImported(outcome)]) },
  evolve: { RosterImported: () => true },
});
