import { projection } from '@lyceum/core/projection';
import type { Role, RolesEvent } from '@lyceum/contracts/member/roles';

/** `until`: the last day; null where none is set. A grant that ended before its first day never held. */
export type GrantRow = { readonly grantId: string; readonly memberId: string; readonly role: Role; readonly unitId: string; readonly from: string; readonly until: string | null };

const of = ({ data: { memberId, grantId } }: { data: { memberId: string; grantId: string } }) => `${memberId}/${grantId}`;

/** One row a grant. */
export const grants = projection<GrantRow, RolesEvent>({
  name: 'grants',
  version: 1,
  initial: { grantId: '', memberId: '', role: 'unit-leader', unitId: '', from: '', until: null },
  indexes: [['memberId'], ['unitId']],
  keys: { RoleGranted: of, RoleEnded: of },
  on: {
    RoleGranted: (_, { data: { grantId, memberId, role, unitId, from, until } }) => ({ grantId, memberId, role, unitId, from, until }),
    RoleEnded: (row, { data: { until } }) => ({ ...row, until }),
  },
});

export const holdsOn = ({ from, until }: Pick<GrantRow, 'from' | 'until'>, day: string): boolean => from <= day && (until === null || day <= until);
