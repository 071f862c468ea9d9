import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attendance } from '@lyceum/activity/attendance/attendance.decider';
import { StudySessions } from '@lyceum/activity/study-session/study-sessions';
import { studySession } from '@lyceum/activity/study-session/study-session.decider';
import { policy } from '@lyceum/assessment/policy/policy.decider';
import { SignAttendance } from '@lyceum/contracts/activity/attendance';
import { usualLateSigningDays } from '@lyceum/contracts/activity/session-words';
import { CloseStudySession, OpenStudySession, PlanStudySession, PublishStudySession } from '@lyceum/contracts/activity/study-session';
import { PublishPolicy } from '@lyceum/contracts/assessment/policy';
import { GrantRole, type Role } from '@lyceum/contracts/member/roles';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Wish } from '@lyceum/core/event';
import { until } from '@lyceum/core/testing/until';
import { commandId, type Ask } from '@lyceum/event-store/handle';
import { ManualClock } from '@lyceum/jobs/clock';
import { Activation } from '@lyceum/member/account/activation';
import { Enrolment } from '@lyceum/member/enrolment';
import { roles } from '@lyceum/member/roles/roles.decider';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import { Caller, temporaryHost } from '@lyceum/nest-kit/testing';
import { contextsWith } from '../contexts.ts';

/** Each unit's rare character stands in everything that is told of it, and `z<unit>` begins every id: so that a leak can be seen. */
export const marks = { city: '邑', east: '暘', pine: '樅', cone: '毬', west: '暉' } as const;
export type UnitKey = keyof typeof marks;
const idOfUnit = (unit: UnitKey) => `z${unit}`;
const above: Readonly<Record<UnitKey, UnitKey | null>> = { city: null, east: 'city', pine: 'east', cone: 'pine', west: 'city' };

/** Who asks: all of one city, all with one role. `sees`: the units whose matters an answer to them may hold. */
export type Who = { readonly home: UnitKey; readonly role?: Role; readonly at?: UnitKey; readonly sees: readonly UnitKey[] };
const everything = Object.keys(marks) as UnitKey[];
export const cast = {
  'member of west': { home: 'west', sees: ['west'] },
  'admin of west': { home: 'west', role: 'unit-administrator', at: 'west', sees: ['west'] },
  'office of west': { home: 'west', role: 'office', at: 'west', sees: ['west'] },
  'system of west': { home: 'west', role: 'system-administrator', at: 'west', sees: ['west'] },
  'security of west': { home: 'west', role: 'security-administrator', at: 'west', sees: ['west'] },
  'admin of child': { home: 'cone', role: 'unit-administrator', at: 'cone', sees: ['cone'] },
  'admin of parent': { home: 'east', role: 'unit-administrator', at: 'east', sees: ['east', 'pine', 'cone'] },
  'admin of pine': { home: 'pine', role: 'unit-administrator', at: 'pine', sees: ['pine', 'cone'] },
  'leader of pine': { home: 'pine', role: 'unit-leader', at: 'pine', sees: ['pine', 'cone'] },
  'auditor of pine': { home: 'pine', role: 'auditor', at: 'pine', sees: ['pine', 'cone'] },
  'city leader': { home: 'city', role: 'city-leader', at: 'city', sees: everything },
  office: { home: 'city', role: 'office', at: 'city', sees: everything },
  system: { home: 'city', role: 'system-administrator', at: 'city', sees: everything },
  security: { home: 'city', role: 'security-administrator', at: 'city', sees: everything },
  audit: { home: 'city', role: 'audit-administrator', at: 'city', sees: everything },
} as const satisfies Readonly<Record<string, Who>>;
export type Character = keyof typeof cast;
export const characters = Object.keys(cast) as Character[];
export const idOfCharacter = (character: Character) => `z${cast[character].home}_${character.replaceAll(' ', '')}`;

const began = '2026-01-01';
const today = '2026-03-06';
export const password = 'lotus ponds in the rain';
type Plan = { readonly unit: UnitKey; readonly until?: 'planned' | 'published' | 'open' | 'held'; readonly signed?: readonly string[] };

/** A city of five units with every context, on SQLite: two people of its own in each unit beside the cast, a session held and one open, a policy. */
export const isolatedCity = async () => {
  const imports = mkdtempSync(join(tmpdir(), 'lyceum-isolation-'));
  const clock = new ManualClock('2026-01-01T01:00:00.000Z');
  const lines: string[] = [];
  const made = await temporaryHost({ contexts: contextsWith({ imports }), clock, lines });
  const { host } = made;
  const enrolment = host.app.get(Enrolment, { strict: false });
  let count = 0;
  const ask = (unit: UnitKey, what: string): Ask => ({ command: commandId('isolated city', what), actor: 'setup', unit: idOfUnit(unit), now: clock.now(), correlation: 'isolated city' });
  const next = (unit: UnitKey) => `${idOfUnit(unit)}_${++count}`;
  const send = <S, C extends Wish, E extends Fact, R>(decider: Decider<S, C, E, R>, wish: C, unit: UnitKey) => host.commands.as(decider, wish, ask(unit, `wish ${++count}`));

  const person = async (unit: UnitKey, memberId = next(unit)): Promise<string> => {
    const mark = marks[unit];
    await enrolment.register({ name: `${mark}甲${count}`, phone: `1390000${String(++count).padStart(4, '0')}`, unitId: idOfUnit(unit), post: `${mark}值机员`, tier: 'operator', employment: 'staff', party: 'non-party', from: began }, ask(unit, memberId), memberId);
    return memberId;
  };
  const unit = async (key: UnitKey, unitId: string = next(key), parentId: string | null = idOfUnit(key)): Promise<string> => {
    await send(unitTree, CreateUnit({ unitId, name: `${marks[key]}台${unitId === idOfUnit(key) ? '' : unitId}`, type: parentId === null ? 'agency' : 'station', parentId, from: began }), key);
    return unitId;
  };
  const grant = async (memberId: string, role: Role, at: UnitKey, from = began): Promise<string> => {
    const grantId = next(at);
    await send(roles, GrantRole({ grantId, memberId, role, unitId: idOfUnit(at), from, until: null }), at);
    return grantId;
  };
  const session = async ({ unit: key, until = 'held', signed = [] }: Plan): Promise<string> => {
    const [sessionId, unitId, mark] = [next(key), idOfUnit(key), marks[key]];
    await send(studySession, PlanStudySession({ sessionId, unitId, form: 'weekly-collective', title: `${mark}课`, day: today, start: '15:00', minutes: 60, place: `${mark}室`, week: '2026-W10' }), key);
    if (until === 'planned') return sessionId;
    await send(studySession, PublishStudySession({ sessionId }), key);
    if (until === 'published') return sessionId;
    await send(studySession, OpenStudySession({ sessionId, invited: [...new Set([...people[key], ...signed])].map((memberId) => ({ memberId, unit: unitId })), lateSigningDays: usualLateSigningDays }), key);
    for (const memberId of signed) await send(attendance, SignAttendance({ sessionId, memberId, method: 'by-administrator', reason: `${mark}由` }), key);
    if (until === 'held') await host.app.get(StudySessions, { strict: false }).closing(sessionId, (decided) => send(decided, CloseStudySession({ sessionId }), key));
    return sessionId;
  };
  /** Without a mark: whom a rule binds may read it, and not from which unit above it comes. */
  const rule = async (key: UnitKey): Promise<string> => {
    const policyId = `rule${++count}`;
    await send(policy, PublishPolicy({ policyId, unitId: idOfUnit(key), title: '每周学习', basis: '实施意见', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, effectiveFrom: '2026-03-02' }), key);
    return policyId;
  };

  for (const key of everything) await unit(key, idOfUnit(key), above[key] && idOfUnit(above[key]));
  const people = Object.fromEntries(everything.map((key) => [key, [] as string[]])) as Record<UnitKey, string[]>;
  for (const key of everything) for (let n = 0; n < 2; n++) people[key].push(await person(key));
  for (const character of characters) {
    const { home, role, at }: Who = cast[character];
    await person(home, idOfCharacter(character));
    if (role && at) await grant(idOfCharacter(character), role, at);
  }
  const door = await person('city', 'zcity_door');
  await host.app.get(Activation, { strict: false }).open(door, { account: 'door', password }, ask('city', 'door'));
  clock.set('2026-03-06T07:10:00.000Z');
  const sessions = {} as Record<UnitKey, { held: string; open: string }>;
  for (const key of everything) {
    sessions[key] = { held: await session({ unit: key, signed: [people[key][0]!] }), open: await session({ unit: key, until: 'open' }) };
    await rule(key);
  }
  await host.settle();

  const adminOfPine = () => made.logIn(idOfCharacter('admin of pine'));
  /** An import into pine that waits to be run. */
  const imported = async (): Promise<string> => {
    const importing = await adminOfPine();
    const { json } = await importing.post('/api/imports?unit=zpine', `姓名,职务\n${marks.pine}新${++count},员\n`, { 'content-type': 'application/octet-stream' });
    await until('the import to be read', async () => (await importing.get(`/api/imports/${json.importId}`)).json.status !== 'reading');
    return json.importId as string;
  };

  return {
    host, clock, lines, folder: made.folder, people, sessions, person, unit, grant, session, rule, imports, imported,
    next: () => ++count,
    code: async (sessionId: string): Promise<string> => (await (await adminOfPine()).get(`/api/study-sessions/${sessionId}/code`)).json.code,
    positionOf: async (stream: string): Promise<string> => (await host.adapters.events.readStream(stream)).at(-1)!.position,
    logIn: (character: Character): Promise<Caller> => made.logIn(idOfCharacter(character)),
    logInAs: made.logIn,
    nobody: new Caller(host),
    close: async () => { await made.close(); rmSync(imports, { recursive: true, force: true }); },
  };
};
export type IsolatedCity = Awaited<ReturnType<typeof isolatedCity>>;
