import { decider } from '@lyceum/core/decider';
import { AccessDenied, RecordLookedAt, type AccessCommand, type AccessEvent } from '@lyceum/contracts/audit/access';

/**
 * Looks at a person's record, and what was refused to a person. That the same one is noted once a day follows from the command's id
 * (see `access-notes.ts`), which `handle` finds in the stream: so nothing needs to be remembered here, and nothing is refused.
 */
export const access = decider<null, AccessCommand, AccessEvent>({
  category: 'access',
  id: (data) => ('memberId' in data ? data.memberId : data.subject),
  initial: null,
  decide: {
    RecordLook: ({ memberId, what, day }) => [RecordLookedAt({ memberId, what, day })],
    RecordDenial: ({ subject, route, right, day }) => [AccessDenied({ subject, route, right, day })],
  },
  evolve: { RecordLookedAt: () => null, AccessDenied: () => null },
});
