import { addDays, shanghaiDay } from '@lyceum/core/calendar';
import { AccessDeniedFurther } from '@lyceum/contracts/audit/access';
import { MessageParked, MessagesReleased } from '@lyceum/contracts/platform/parking';
import { RosterImported } from '@lyceum/contracts/member/roster-import';
import { AccountLocked, LoggedIn, LoginEnded, PasswordChanged } from '@lyceum/contracts/member/account';
import { demoRoles } from '../accounts.ts';
import type { Role } from '@lyceum/contracts/member/roles';
import type { Caller } from '@lyceum/nest-kit/testing';
import type { Position } from '@lyceum/core/event';
import { now, type Answered, type Town } from './town.ts';

export const today = shanghaiDay(now);
export const tomorrow = addDays(today, 1);

/** What happens in the city after its year, through the API: one of everything that the year does not have. */
export const changes = {
  renamed: { unitId: 'd01u01', name: '东城新台', from: tomorrow },
  moved: { unitId: 'd02u02', parentId: 'd01', from: tomorrow },
  posted: { memberId: 'm00030', post: '见习班长', tier: 'leader', from: tomorrow },
  seconded: { memberId: 'm00031', unitId: 'd01', post: '联络员', tier: 'operator', from: today },
  changed: { memberId: 'm00032', employment: 'seconded', party: 'probationary', joinedParty: '2026-05' },
  corrected: { memberId: 'm00033', name: '欧阳改名', phone: '13800138000', reason: '登记有误' },
  forgotten: { memberId: 'm00040', reason: '本人要求删除' },
  ended: { grantId: 'unit_administrator_d02u01', memberId: 'm00019', unitId: 'd02u01', until: today },
  awaiting: { memberId: 'm00034' },
  replanned: { title: '改后的题目', start: '15:30', minutes: 45, place: '新会议室' },
  revised: { policyId: 'weekly', unitId: 'agency', title: '每周集中学习不少于一次（修订）', basis: '修订稿', effectiveFrom: '2026-06-08' },
  tried: { unitId: 'd01', title: '试行办法', basis: '试行稿', effectiveFrom: '2026-06-08', until: '2026-07-31' },
  looked: { memberId: 'm00035' },
} as const;
const rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };

/** `before`: the last position of the year itself. */
export type Aftermath = { readonly before: Position; readonly switchedOff: string; readonly locked: string; readonly replanned: string; readonly trial: string };

export const bringAbout = async (town: Town): Promise<Aftermath> => {
  const before = await town.host.adapters.events.head();
  const as = (role: Role) => town.logIn(demoRoles(town.city).find((each) => each.role === role)!.memberId);
  const [security, system] = [await as('security-administrator'), await as('system-administrator')];
  const replanned = town.weeks.at(-1)!.upcoming[0]!;
  const switchedOff = memberOf(town, 'd01u01', 3), locked = memberOf(town, 'agency', 0);
  const { renamed, moved, posted, seconded, changed, corrected, forgotten, ended, awaiting, revised, tried: { until, ...trialRule }, looked } = changes;
  const ofUnit = (fact: string, { unitId, ...body }: { unitId: string }) => said(town.office, `/api/units/${unitId}/${fact}`, body);
  const ofMember = (fact: string, { memberId, ...body }: { memberId: string }) => said(town.office, `/api/members/${memberId}/${fact}`, body);

  await ofUnit('name', renamed);
  await ofUnit('parent', moved);
  await ofMember('post', posted);
  await ofMember('second-post', seconded);
  await ofMember('kind', changed);
  await ofMember('details', corrected);
  await ofMember('activation-code', awaiting);
  await said(town.office, `/api/study-sessions/${replanned.sessionId}/change`, { ...changes.replanned, day: replanned.day });
  await said(town.office, '/api/policies', { ...revised, rule });
  const trial: string = (await said(town.office, '/api/policies', { ...trialRule, rule })).policyId;
  await said(town.office, `/api/policies/${trial}/end`, { until });
  await said(security, `/api/members/${ended.memberId}/roles/${ended.grantId}/end`, { until: ended.until });
  await said(system, `/api/members/${switchedOff}/account`, { on: false });
  await town.ask(`/api/members/${looked.memberId}`);
  const refused = await (await town.logIn(looked.memberId)).get('/api/units');
  if (refused.status !== 403) throw new Error(`a member may not read units, but the answer is ${refused.status}`);
  await town.happen(`account-${locked}`, AccountLocked({ memberId: locked, until: now, failures: 5 }), PasswordChanged({ memberId: locked }), LoggedIn({ memberId: locked, loginId: 'l1' }), LoginEnded({ memberId: locked, loginId: 'l1', how: 'idle' }));
  await town.happen(`access-${looked.memberId}-outside`, AccessDeniedFurther({ subject: looked.memberId, day: '2026-03-06', hour: 14 }));
  await town.happen('parked-nobody', MessageParked({ consumer: 'nobody', key: 'k', eventId: 'e', position: before, error: 'tried' }), MessagesReleased({ consumer: 'nobody', key: 'k' }));
  await town.happen('roster-import-spring', RosterImported({ importId: 'spring', unitId: town.city.units[0]!.unitId, registered: 2, changed: 1, unchanged: 9, refusedRows: 1 }));
  await ofMember('forget', forgotten);
  await town.host.settle();
  return { before, switchedOff, locked, replanned: replanned.sessionId, trial };
};

const said = async (caller: Caller, url: string, body: object): Promise<Answered> => {
  const { status, json, text } = await caller.post(url, body);
  if (status > 201) throw new Error(`${url} answers ${status}: ${text}`);
  return json;
};

/** The nth of those who began in a unit. */
export const memberOf = ({ city }: Pick<Town, 'city'>, unitId: string, nth: number): string => city.people.filter((person) => person.unitId === unitId)[nth]!.memberId;
