import { EndRole, GrantRole, RoleEnded, RoleGranted } from '@lyceum/contracts/member/roles';

const office = { grantId: 'g1', memberId: 'ada', role: 'office', unitId: 'city', from: '2026-03-01', until: null } as const;
type Changed = Partial<Parameters<typeof GrantRole>[0]>;

export const grant = (changed: Changed = {}) => GrantRole({ ...office, ...changed });
export const granted = (changed: Changed = {}) => RoleGranted({ ...office, ...changed });
export const end = (until: string, grantId: string = office.grantId) => EndRole({ grantId, memberId: office.memberId, until });
export const ended = (until: string, changed: Changed = {}) => {
  const { grantId, memberId, role, unitId } = { ...office, ...changed };
  return RoleEnded({ grantId, memberId, role, unitId, until });
};
