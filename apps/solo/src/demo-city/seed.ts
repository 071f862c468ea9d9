import { addDays, instantIn, mondayOf, shanghaiDay } from '@lyceum/core/calendar';
import type { Decider } from '@lyceum/core/decider';
import type { Fact, Wish } from '@lyceum/core/event';
import { attendance } from '@lyceum/activity/attendance/attendance.decider';
import { StudySessions } from '@lyceum/activity/study-session/study-sessions';
import { studySession } from '@lyceum/activity/study-session/study-session.decider';
import { policy } from '@lyceum/assessment/policy/policy.decider';
import { SignAttendance, WithdrawAttendance } from '@lyceum/contracts/activity/attendance';
import { usualLateSigningDays } from '@lyceum/contracts/activity/session-words';
import { CancelStudySession, CloseStudySession, OpenStudySession, PlanStudySession, PublishStudySession, ReopenStudySession } from '@lyceum/contracts/activity/study-session';
import { PublishPolicy } from '@lyceum/contracts/assessment/policy';
import { TransferMember } from '@lyceum/contracts/member/member';
import { GrantRole, type Role } from '@lyceum/contracts/member/roles';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { commandId, type Ask } from '@lyceum/event-store/handle';
import type { ManualClock } from '@lyceum/jobs/clock';
import { Activation } from '@lyceum/member/account/activation';
import { Enrolment } from '@lyceum/member/enrolment';
import { roles } from '@lyceum/member/roles/roles.decider';
import { demoActor } from '@lyceum/nest-kit/demo-city';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import type { Host } from '@lyceum/nest-kit/host';
import { makeCity, type City, type CityPerson, type Size } from './city.ts';
import { administratorsOf, demoAccounts, demoPassword, demoRoles } from './accounts.ts';
import { perform } from './perform.ts';
import { stepsOf, type Step } from './steps.ts';
import { Tally } from './tally.ts';
import { makeYear, type Week } from './year.ts';

const together = 1024; // commands under way at once: what is committed and projected together costs less

export type Seeded = { city: City; weeks: readonly Week[]; tally: Tally };
type Progress = (done: number, of: number, what: string) => void;
/** `now`: the instant at which the made-up year ends; `random`: the seed of everything random. */
type Wanted = { readonly size: Size; readonly now: string; readonly random?: number; readonly progress?: Progress };

/**
 * Makes a city by sending commands through the code that users' requests go through, at the times at which people would have sent them.
 * The host runs on a clock that is set by hand.
 */
export const seedCity = async (host: Host, clock: ManualClock, { size, now, random = 20260101, progress = () => {} }: Wanted): Promise<Seeded> => {
  const city = makeCity(size, random);
  const administrators = administratorsOf(city);
  const tally = new Tally(city);
  const weeks = [...makeYear(city, random + 1, shanghaiDay(now))];
  const first = weeks[0]!.monday;
  const { begin, ask } = inquirer(clock, instantIn(addDays(first, -14), '09:00'));
  const send = <S, C extends Wish, E extends Fact, R>(decider: Decider<S, C, E, R>, wish: C, asked: Ask) => host.commands.as(decider, wish, asked);

  await found(host, city, first, begin, progress);

  for (const week of weeks) {
    const judgedAt = instantIn(addDays(week.monday, 7), '00:00');
    tally.add(week, judgedAt <= now ? judgedAt : null);
  }
  let done = 0;
  for (const steps of stepsOf(weeks, now)) {
    await perform(host, clock, steps, take, together);
    progress(++done, weeks.length + 1, '一年的学习活动');
  }
  clock.set(now);
  await host.settle();
  return { city, weeks, tally };

  async function take(step: Step): Promise<unknown> {
    switch (step.kind) {
      case 'judge': return;
      case 'transfer': {
        const { memberId, unitId, from, at } = step;
        return host.app.get(Enrolment, { strict: false }).change(TransferMember({ memberId, unitId, from }), ask(at, adminOf('agency'), unitId, 'transfer', memberId, from));
      }
      case 'plan': return send(studySession, PlanStudySession({ form: 'weekly-collective', ...step.plan }), ask(step.at, adminOf(step.plan.unitId), step.plan.unitId, 'plan', step.plan.sessionId));
      case 'publish': return send(studySession, PublishStudySession({ sessionId: step.sessionId }), own(step));
      case 'cancel': return send(await sessions().cancelling(step.sessionId), CancelStudySession({ sessionId: step.sessionId, reason: step.reason }), own(step));
      case 'open': return send(studySession, OpenStudySession({ sessionId: step.sessionId, invited: step.invited.map((memberId) => ({ memberId, unit: step.unitId })), lateSigningDays: usualLateSigningDays }), own(step));
      case 'close': return sessions().closing(step.sessionId, (session) => send(session, CloseStudySession({ sessionId: step.sessionId }), own(step, step.part)));
      case 'reopen': return send(studySession, ReopenStudySession({ sessionId: step.sessionId, reason: step.reason }), own(step));
      case 'withdraw': return send(attendance, WithdrawAttendance({ sessionId: step.sessionId, memberId: step.memberId, reason: step.reason }), own(step, step.memberId));
      case 'sign': {
        const { at, sessionId, memberId, unitId, device, reason } = step;
        const wish = reason === undefined
          ? SignAttendance({ sessionId, memberId, method: 'qr', device, deviceAt: at })
          : SignAttendance({ sessionId, memberId, method: 'by-administrator', reason });
        return send(attendance, wish, ask(at, reason === undefined ? `member:${memberId}` : adminOf(unitId), unitId, 'sign', sessionId, memberId));
      }
    }
  }
  function sessions(): StudySessions { return host.app.get(StudySessions, { strict: false }); }
  function own({ at, kind, unitId, sessionId }: Step & { sessionId: string; unitId: string }, part = ''): Ask {
    return ask(at, adminOf(unitId), unitId, kind, sessionId, part);
  }
  function adminOf(unitId: string): string { return `member:${administrators.get(unitId) ?? administrators.get('agency')}`; }
};

/** The tree, the people, the roles, the demo accounts and the rule that everything is measured by. */
const found = async (host: Host, city: City, first: string, begin: (...of: string[]) => Ask, progress: Progress): Promise<void> => {
  const from = addDays(first, -14);
  for (const { spirit: _spirit, ...unit } of city.units) await host.commands.as(unitTree, CreateUnit({ ...unit, from }), { ...begin('unit', unit.unitId), unit: unit.unitId });
  const enrolment = host.app.get(Enrolment, { strict: false });
  const register = ({ memberId, diligence: _diligence, ...person }: CityPerson) => enrolment.register({ ...person, from }, begin('person', memberId), memberId);
  await register(city.people[0]!); // reads the tree for those who come after
  for (let begun = 1; begun < city.people.length; begun += together) {
    await Promise.all(city.people.slice(begun, begun + together).map(register));
    progress(Math.min(begun + together, city.people.length), city.people.length, '人员');
  }
  const grant = (memberId: string, role: Role, unitId: string) =>
    host.commands.as(roles, GrantRole({ grantId: `${role.replaceAll('-', '_')}_${unitId}`, memberId, role, unitId, from, until: null }), { ...begin('role', memberId, role, unitId), unit: unitId });
  for (const [unitId, memberId] of administratorsOf(city)) await grant(memberId, 'unit-administrator', unitId);
  for (const { memberId, role, unitId } of demoRoles(city)) await grant(memberId, role, unitId);
  const activation = host.app.get(Activation, { strict: false });
  const named = demoAccounts(city);
  for (const { memberId, account: name } of named) await activation.open(memberId, { account: name, password: demoPassword }, begin('account', memberId));
  // Whoever signs by phone has an account; of these nobody knows a password, so that only the named ones can be logged in to.
  const others = city.people.filter(({ memberId }) => !named.some((one) => one.memberId === memberId));
  for (let begun = 0; begun < others.length; begun += together) {
    await Promise.all(others.slice(begun, begun + together).map(({ memberId }) => activation.open(memberId, {}, begin('account', memberId))));
  }
  await host.commands.as(policy, PublishPolicy({
    policyId: 'weekly', unitId: 'agency', title: '每周集中学习不少于一次', basis: '《临江市文化广电局创建学习型机关实施意见》第六条（演示）',
    rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, effectiveFrom: mondayOf(first),
  }), { ...begin('policy', 'weekly'), unit: 'agency' });
  await host.settle();
};

/** Command ids that are the same in every run, and the times at which commands are sent. */
const inquirer = (clock: ManualClock, founded: string) => {
  const ask = (now: string, actor: string, unit: string, ...of: string[]): Ask => ({ command: commandId('demo', ...of), actor, unit, now, correlation: `demo/${of[0]}` });
  clock.set(founded);
  return { ask, begin: (...of: string[]) => ask(founded, demoActor, 'agency', ...of) };
};
