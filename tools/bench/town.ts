import { instantIn, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { MembersInvited, StudySessionOpened, StudySessionPlanned, StudySessionPublished } from '@lyceum/contracts/activity/study-session';
import { MemberRegistered } from '@lyceum/contracts/member/member';
import { RoleGranted, type Role } from '@lyceum/contracts/member/roles';
import { UnitCreated } from '@lyceum/contracts/member/unit-tree';
import type { Fact } from '@lyceum/core/event';
import { commandId } from '@lyceum/event-store/handle';
import type { Adapters } from '@lyceum/nest-kit/host-module';
import type { City } from '@lyceum/solo/demo-city/city';
import { Filling, proposed } from './made-year.ts';
import { dataFolder } from './solo.ts';

const together = 4; // as many as a pool of keys or accounts has connections
/** All of a list, so many at a time. */
export const inGroups = async <T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> => {
  const made: R[] = [];
  for (let begun = 0; begun < list.length; begun += together) made.push(...(await Promise.all(list.slice(begun, begun + together).map(work))));
  return made;
};

export const officer = 'm00001';

/** The tree, the people with their names sealed, one office for all of it, and the rule of the week, as of `from`: recorded, not asked for one by one. */
export const foundCity = async (filling: Filling, city: City, from: string, keys: Adapters['keys']): Promise<void> => {
  const at = instantIn(from, '09:00');
  const told = (unit: string, ...of: string[]) => ({ at, actor: 'system:demo', unit, command: commandId('demo', ...of), correlation: `demo/${of[0]}` });
  for (const { spirit: _spirit, ...unit } of city.units) await filling.add(proposed('unit-tree-city', UnitCreated({ ...unit, from }), told(unit.unitId, 'unit', unit.unitId)));
  const registered = await inGroups(city.people, async ({ diligence: _diligence, name, phone, ...person }) =>
    MemberRegistered({ ...person, name: await keys.seal(person.memberId, name), phone: await keys.seal(person.memberId, phone), from }));
  for (const fact of registered) await filling.add(proposed(`member-${fact.data.memberId}`, fact, told(fact.data.unitId, 'person', fact.data.memberId)));
  await filling.add(
    proposed(`roles-${officer}`, RoleGranted({ grantId: 'office', memberId: officer, role: 'office', unitId: 'agency', from, until: null }), told('agency', 'role')),
    proposed('policy-weekly', PolicyPublished({
      policyId: 'weekly', policyVersion: 1, unitId: 'agency', title: '每周集中学习不少于一次', basis: '（演示）', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, effectiveFrom: from,
    }), told('agency', 'policy')),
  );
};

/** Units, the first of them the root, and Ada, who has a role in it and is logged in: in a new data folder, closed again. */
export const smallTown = async (units: readonly { readonly unitId: string; readonly name: string }[], role: Role): Promise<{ readonly folder: string; readonly token: string; remove(): void }> => {
  const made = await dataFolder();
  const [now, from, root, filling] = [new Date().toISOString(), '2020-01-01', units[0]!.unitId, new Filling(made.events)];
  const happen = (stream: string, fact: Fact, command: string) => filling.add(proposed(stream, fact, { at: now, actor: 'setup', unit: root, command, correlation: 'bench' }));
  for (const unit of units) await happen('unit-tree-city', UnitCreated({ ...unit, type: 'department', parentId: unit.unitId === root ? null : root, from }), unit.unitId);
  await happen('member-ada', MemberRegistered({ memberId: 'ada', name: await made.keys.seal('ada', 'Ada'), unitId: root, post: 'clerk', tier: 'middle', employment: 'staff', party: 'non-party', from }), 'ada');
  await happen('roles-ada', RoleGranted({ grantId: 'g1', memberId: 'ada', role, unitId: root, from, until: null }), 'role');
  await filling.end();
  const { token } = await made.accounts.logIn('ada', 'bench', now);
  await made.close();
  return { folder: made.folder, token, remove: made.remove };
};

export type ToSign = { readonly sessionId: string; readonly unitId: string; readonly tokens: readonly string[] };

/** Sessions of today that are open and wait for signatures: so many of each unit, to which all its people are invited. */
export const openSessions = async (filling: Filling, city: City, tokens: ReadonlyMap<string, string>, name: string, each: number): Promise<ToSign[]> => {
  const at = new Date().toISOString(), day = shanghaiDay(at);
  const open: ToSign[] = [];
  for (let n = 0; n < each; n++) for (const { unitId } of city.units) {
    const people = city.people.filter((person) => person.unitId === unitId);
    if (people.length === 0) continue;
    const sessionId = `${name}${n}${unitId}`;
    const facts = [
      StudySessionPlanned({ sessionId, unitId, form: 'weekly-collective', title: '安全播出规程与案例', day, start: '15:00', minutes: 60, place: '', week: weekOf(day) }), StudySessionPublished({ sessionId }),
      MembersInvited({ sessionId, day, invited: people.map(({ memberId }) => ({ memberId, unit: unitId })) }), StudySessionOpened({ sessionId, day, lateSigningDays: 7 }),
    ];
    const told = { at, actor: 'system:demo', unit: unitId, correlation: 'bench' };
    await filling.add(...facts.map((fact, index) => proposed(`study-session-${sessionId}`, fact, { ...told, command: commandId('bench', sessionId, String(index)) })));
    open.push({ sessionId, unitId, tokens: people.map(({ memberId }) => tokens.get(memberId)!) });
  }
  await filling.end();
  return open;
};

/** A login for everybody. */
export const logInAll = async (city: City, accounts: Adapters['accounts']): Promise<ReadonlyMap<string, string>> => {
  const now = new Date().toISOString();
  return new Map(await inGroups(city.people, async ({ memberId }) => [memberId, (await accounts.logIn(memberId, 'a phone', now)).token] as const));
};
