import { decider } from '@lyceum/core/decider';
import { AccessDenied, AccessDeniedFurther, RecordLookedAt, type AccessCommand, type AccessEvent } from '@lyceum/contracts/audit/access';

/**
 * So many requests for what is out of one's reach, or nowhere, are noted in a day, and after them each hour that has more: whoever tries so many must
 * not flood the log. Both are counted as one. With a count for each, whoever had used up that of what is nowhere would see by the log's head, which
 * then moves only for what is there, what exists out of their reach.
 */
const mostOutside = 50;

/** How many such requests were noted on a day. */
type Access = { readonly day: string; readonly outside: number };

/**
 * Looks at a person's record, and what was refused to a person. That the same one is noted once a day follows from the command's id
 * (see `access-notes.ts`), which `handle` finds in the stream: so only how many were tried needs to be remembered here.
 */
export const access = decider<Access, AccessCommand, AccessEvent>({
  category: 'access',
  id: (data) => ('memberId' in data ? data.memberId : 'outside' in data && data.outside === null ? data.subject : `${data.subject}-outside`),
  initial: { day: '', outside: 0 },
  decide: {
    RecordLook: ({ memberId, what, day }) => [RecordLookedAt({ memberId, what, day })],
    RecordDenial: ({ subject, route, right, day, outside }, noted) =>
      (outside !== null && noted.day === day && noted.outside >= mostOutside ? [] : [AccessDenied({ subject, route, right, day, outside })]),
    RecordFurtherDenials: ({ subject, day, hour }) => [AccessDeniedFurther({ subject, day, hour })],
  },
  evolve: {
    RecordLookedAt: (noted) => noted,
    AccessDenied: (noted, { day, outside }) => (outside === null ? noted : { day, outside: noted.day === day ? noted.outside + 1 : 1 }),
    AccessDeniedFurther: (noted) => noted,
  },
});
