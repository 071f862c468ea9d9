import type { Role } from '@lyceum/contracts/member/roles';
import type { City } from './city.ts';

/** Of the demo city only: a production start refuses to make or to open it. */
export const demoPassword = 'lyceum-demo-2026';

/** Who can be tried out, and as what. The first people of their units, so that they are there in every size. */
const cast = (city: City) => {
  const of = (unitId: string, nth = 0) => city.people.filter((person) => person.unitId === unitId)[nth]!.memberId;
  return {
    leader: of('agency', 0), office: of('d01', 0), unit: of('d01u01', 0), member: of('d01u01', 3), auditor: of('agency', 3),
    system: of('agency', 4), security: of('agency', 5), audit: of('agency', 6),
  };
};

/**
 * Who runs each unit's study: the first of its people. Of the agency the second, since its first is the city's leader, who looks at figures and
 * administers nothing.
 */
export const administratorsOf = ({ people }: Pick<City, 'people'>): ReadonlyMap<string, string> =>
  new Map(people.slice(1).toReversed().map(({ unitId, memberId }) => [unitId, memberId]));

export const demoAccounts = (city: City): { account: string; memberId: string }[] => Object.entries(cast(city)).map(([account, memberId]) => ({ account, memberId }));

export const demoRoles = (city: City): { memberId: string; role: Role; unitId: string }[] => {
  const { leader, office, auditor, system, security, audit } = cast(city);
  return [
    { memberId: leader, role: 'city-leader', unitId: 'agency' }, { memberId: leader, role: 'person-access', unitId: 'agency' },
    { memberId: office, role: 'office', unitId: 'agency' }, { memberId: auditor, role: 'auditor', unitId: 'agency' },
    { memberId: system, role: 'system-administrator', unitId: 'agency' }, { memberId: security, role: 'security-administrator', unitId: 'agency' },
    { memberId: audit, role: 'audit-administrator', unitId: 'agency' },
  ];
};

/** What the start prints: the account, and whom it stands for. */
export const demoLogins: readonly { account: string; zh: string; en: string }[] = [
  { account: 'leader', zh: '市领导', en: 'city leader' }, { account: 'office', zh: '领导小组办公室', en: 'office' }, { account: 'unit', zh: '单位管理员', en: 'unit administrator' },
  { account: 'member', zh: '成员（手机）', en: 'member (phone)' }, { account: 'auditor', zh: '审计员', en: 'auditor' },
  { account: 'system', zh: '系统管理员（账号）', en: 'system administrator (accounts)' }, { account: 'security', zh: '安全管理员（权限）', en: 'security administrator (roles)' },
  { account: 'audit', zh: '审计管理员（管理操作的历史）', en: 'audit administrator (history of administration)' },
];
