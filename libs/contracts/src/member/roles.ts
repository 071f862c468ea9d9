import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, MemberId, UnitId } from '../ids.ts';

/** Every person is a member of their own unit without a grant; these are granted for a unit's subtree and between two days. */
export const Role = z.enum(['unit-administrator', 'unit-leader', 'person-access', 'office', 'city-leader', 'auditor', 'system-administrator', 'security-administrator', 'audit-administrator']);
export type Role = z.infer<typeof Role>;
/** 三员分离: no one person holds two of these at a time. */
export const separated: readonly Role[] = ['system-administrator', 'security-administrator', 'audit-administrator'];

export const GrantRole = command('GrantRole', z.object({ grantId: z.string().max(64), memberId: MemberId, role: Role, unitId: UnitId, from: Day, until: Day.nullable() }));
export const EndRole = command('EndRole', z.object({ grantId: z.string().max(64), memberId: MemberId, until: Day }));
export type RolesCommand = Of<typeof GrantRole | typeof EndRole>;

export const RoleGranted = event('RoleGranted', { v: 1, data: GrantRole.schema });
export const RoleEnded = event('RoleEnded', { v: 1, data: z.object({ grantId: z.string(), memberId: MemberId, role: Role, unitId: UnitId, until: Day }) });
export type RolesEvent = Of<typeof RoleGranted | typeof RoleEnded>;
