import type { Role } from '@lyceum/contracts/member/roles';
import type { Term } from '@lyceum/contracts/terms';

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

/** What each right is called, as the end of "may …". */
export const rightTerms: Readonly<Record<Right, Term>> = {
  own: { zh: '使用本人的功能', en: 'use what is your own' },
  'units.read': { zh: '查看单位', en: 'see units' }, 'units.change': { zh: '调整单位', en: 'change units' },
  'persons.read': { zh: '查看人员', en: 'see people' }, 'persons.change': { zh: '维护人员信息', en: 'change people' }, 'persons.forget': { zh: '删除个人信息', en: 'delete personal data' },
  imports: { zh: '导入名册', en: 'import rosters' }, 'accounts.manage': { zh: '管理账号', en: 'manage accounts' }, 'accounts.switch': { zh: '启用或停用账号', en: 'switch accounts on and off' },
  'roles.read': { zh: '查看授权', en: 'see roles' }, 'roles.grant': { zh: '授予或终止角色', en: 'grant and end roles' },
  'sessions.read': { zh: '查看学习活动', en: 'see study sessions' }, 'sessions.manage': { zh: '管理学习活动', en: 'manage study sessions' }, 'attendance.manage': { zh: '代签和更正签到', en: 'sign for others and correct attendance' },
  'figures.read': { zh: '查看统计', en: 'see figures' }, 'policies.read': { zh: '查看规则', en: 'see policies' }, 'policies.change': { zh: '制定规则', en: 'change policies' },
  'files.read': { zh: '查看学习档案', en: 'see learning files' }, 'history.read': { zh: '查看历史', en: 'see the history' },
  'administration.read': { zh: '查看管理日志', en: 'see the log of the administration' }, 'system.read': { zh: '查看系统状态', en: 'see the state of the system' },
};
