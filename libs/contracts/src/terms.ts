import type { SigningMethod } from './activity/attendance.ts';
import type { Employment, Party, Tier } from './member/member.ts';
import type { Role } from './member/roles.ts';

/** One word or sentence in both languages. */
export type Term = { readonly zh: string; readonly en: string };
type Terms<K extends string> = Readonly<Record<K, Term>>;
const term = (zh: string, en: string): Term => ({ zh, en });

export const tiers: Terms<Tier> = { leader: term('领导', 'leader'), middle: term('中层', 'middle'), 'team-lead': term('班组长', 'team lead'), operator: term('值机员', 'operator') };
export const parties: Terms<Party> = { party: term('中共党员', 'party member'), probationary: term('预备党员', 'probationary party member'), 'non-party': term('非党员', 'not a party member') };
export const employments: Terms<Employment> = { staff: term('在编', 'staff'), contract: term('聘用', 'contract'), temporary: term('临时', 'temporary'), seconded: term('借调', 'seconded') };
export const methods: Terms<SigningMethod> = { qr: term('本人扫码', 'by QR code'), 'by-administrator': term('管理员代签', 'by an administrator') };
export const roles: Terms<Role> = {
  'unit-administrator': term('单位管理员', 'unit administrator'), 'unit-leader': term('单位领导', 'unit leader'), 'person-access': term('人员查阅权', 'person access'),
  office: term('领导小组办公室', 'office'), 'city-leader': term('市领导', 'city leader'), auditor: term('审计员', 'auditor'),
  'system-administrator': term('系统管理员', 'system administrator'), 'security-administrator': term('安全管理员', 'security administrator'), 'audit-administrator': term('审计管理员', 'audit administrator'),
};
export const loginEnds: Terms<'logged-out' | 'ended' | 'idle'> = { 'logged-out': term('退出', 'logged out'), ended: term('被终止', 'cut off by hand'), idle: term('超时', 'idle too long') };
export const looks: Terms<'record' | 'learning-file' | 'history' | 'details'> = { record: term('学习记录', 'record'), 'learning-file': term('学习档案', 'learning file'), history: term('历史', 'history'), details: term('个人信息', 'details') };
