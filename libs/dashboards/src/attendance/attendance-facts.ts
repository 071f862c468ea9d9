import type { Of } from '@lyceum/core/event';
import type { AttendanceEvent } from '@lyceum/contracts/activity/attendance';
import type { InvitationsWithdrawn, Invited, MembersInvited } from '@lyceum/contracts/activity/study-session';

/** Who was to come, and who came: what every row of attendance is made from. */
export type AttendanceFact = AttendanceEvent | Of<typeof MembersInvited | typeof InvitationsWithdrawn>;

/** How many of an event's invitations concern a row. */
export const invitedOf = ({ invited }: { readonly invited: readonly Invited[] }, concerns: (one: Invited) => boolean): number => {
  let count = 0;
  for (const one of invited) if (concerns(one)) count++;
  return count;
};

/** The ids and days that a key joins; none of them has a slash. */
export const partsOf = (key: string): [string, string, string] => {
  const [first = '', second = '', third = ''] = key.split('/');
  return [first, second, third];
};
