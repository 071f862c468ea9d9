import type { Role } from '@lyceum/contracts/member/roles';

/**
 * What can be allowed. `own`: one's own record, which every active person has. Everything else comes from roles, for a unit's subtree.
 * `persons.read`: names beside figures; without it, small numbers are hidden.
 */
export const rights = [
  'own', 'units.read', 'units.change', 'persons.read', 'persons.change', 'persons.forget', 'imports', 'accounts.manage',
  'roles.read', 'roles.grant', 'sessions.read', 'sessions.manage', 'attendance.manage', 'figures.read',
  'policies.read', 'policies.change', 'files.read', 'history.read', 'administration.read', 'system.read', 'accounts.switch',
] as const;
export type Right = (typeof rights)[number];

/** Each role's rights hold for the subtree of the unit that it was granted for. */
export const rightsOf: Readonly<Record<Role | 'member', readonly Right[]>> = {
  member: ['own'],
  'unit-administrator': ['units.read', 'persons.read', 'persons.change', 'imports', 'accounts.manage', 'sessions.read', 'sessions.manage', 'attendance.manage', 'figures.read', 'policies.read', 'files.read'],
  'unit-leader': ['units.read', 'sessions.read', 'figures.read', 'policies.read'],
  'person-access': ['persons.read', 'files.read'],
  office: ['units.read', 'units.change', 'persons.read', 'persons.change', 'persons.forget', 'imports', 'accounts.manage', 'sessions.read', 'sessions.manage', 'attendance.manage', 'figures.read', 'policies.read', 'policies.change', 'files.read', 'history.read'],
  'city-leader': ['units.read', 'sessions.read', 'figures.read', 'policies.read'],
  auditor: ['units.read', 'persons.read', 'sessions.read', 'figures.read', 'policies.read', 'files.read', 'history.read'],
  'system-administrator': ['system.read', 'accounts.switch'],
  'security-administrator': ['units.read', 'roles.read', 'roles.grant'],
  'audit-administrator': ['administration.read'],
};
