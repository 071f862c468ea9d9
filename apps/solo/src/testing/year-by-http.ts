import { addDays, instantIn, mondayOf, shanghaiDay } from '@lyceum/core/calendar';
import { seriesDays } from '@lyceum/core/series';
import type { ManualClock } from '@lyceum/jobs/clock';
import { firstRoles } from '@lyceum/member/setup';
import type { Host } from '@lyceum/nest-kit/host';
import { administratorsOf, demoAccounts, demoPassword } from '../demo-city/accounts.ts';
import { makeCity, type City } from '../demo-city/city.ts';
import { isHoliday } from '../demo-city/holidays.ts';
import { perform } from '../demo-city/perform.ts';
import { stepsOf, type Step } from '../demo-city/steps.ts';
import { makeYear, type Week } from '../demo-city/year.ts';
import { Visitor, type Sent } from './visitor.ts';

type Wanted = { readonly now: string; readonly random: number; readonly weeks: number };
type Answer = Readonly<Record<string, string>>;

/**
 * A year of a small city, told as people would: each of them logs in and sends requests. Whoever tells it has nothing of the host but its clock and
 * its timers, and the one-use link for setting up. Answers what the generator meant to happen.
 */
export const tellYear = async (host: Host, clock: ManualClock, address: string, { now, random, weeks: many }: Wanted): Promise<{ readonly city: City; readonly weeks: readonly Week[] }> => {
  const city: City = { ...makeCity('brief', random), weeks: many };
  const weeks = [...makeYear(city, random + 1, shanghaiDay(now))];
  const first = weeks[0]!.monday;
  clock.set(instantIn(addDays(first, -14), '09:00'));
  const people = new People(host, clock, address, city);
  await people.found(first, weeks.at(-1)!.monday);
  let week = 0;
  for (const steps of stepsOf(weeks, now)) {
    await perform(host, clock, steps, (step) => people.take(step));
    await people.reform(++week / many, mondayOf(shanghaiDay(clock.now())));
    await host.settle();
  }
  clock.set(now);
  await host.settle();
  return { city, weeks };
};

/** Everybody of the city, under the names that the generator gives them; the ids are the server's. */
class People {
  private readonly members = new Map<string, string>();
  private readonly units = new Map<string, string>();
  private readonly sessions = new Map<string, string>();
  private readonly fridays = new Map<string, string>();
  private readonly at = new Map<string, Visitor>();
  private readonly visitor: (account: string) => Visitor;
  private forgotten = '';
  /** Whose signature stands, by session; and sessions that were cancelled because nobody's did. */
  private readonly here = new Map<string, Set<string>>();
  private readonly fallen = new Set<string>();

  constructor(private readonly host: Host, private readonly clock: ManualClock, address: string, private readonly city: City) {
    const sent: Sent = { requests: 0, position: '' };
    this.visitor = (account) => new Visitor(address, { account, password: demoPassword }, sent);
  }
  private as(account: string): Visitor {
    const known = this.at.get(account) ?? this.visitor(account);
    this.at.set(account, known);
    return known;
  }
  private asAdministratorOf(unitId: string): Visitor { return this.as(this.accountOf(administratorsOf(this.city).get(unitId)!)); }
  private accountOf(memberId: string): string { return demoAccounts(this.city).find((each) => each.memberId === memberId && !administrators.has(each.account))?.account ?? memberId; }

  /** The link, the four who set up, units, people with accounts and roles, the rule, and a year of Fridays for the agency. */
  async found(first: string, last: string): Promise<void> {
    const from = addDays(first, -14);
    const token = await this.host.adapters.accounts.issueCode('setup', 'setup', instantIn(addDays(from, 1), '00:00'));
    const [root, ...others] = this.city.units;
    const { codes } = await this.as('nobody').post('/api/setup', { token, unitName: root!.name, administrators: firstRoles.map((role) => ({ role, name: '张三', account: role })) }) as unknown as { codes: { account: string; code: string }[] };
    for (const { account, code } of codes) await this.as(account).post('/api/activation', { account, code, password: demoPassword });
    await this.host.settle();
    const office = this.as('office'), security = this.as('security-administrator');
    this.units.set(root!.unitId, (await office.get('/api/me') as unknown as { scopeRoots: [{ unitId: string }] }).scopeRoots[0].unitId);
    for (const { unitId, name, type, parentId } of others) this.units.set(unitId, (await office.post('/api/units', { name, type, parentId: this.units.get(parentId!), from }))['unitId']!);
    await this.host.settle();
    for (const { memberId, diligence: _diligence, unitId, phone, ...person } of this.city.people) {
      this.members.set(memberId, (await office.post('/api/members', { ...person, unitId: this.units.get(unitId), phone: phone.replace(/^100/, '139'), from }))['memberId']!);
    }
    await this.host.settle();
    for (const { memberId } of this.city.people) {
      const account = this.accountOf(memberId);
      const { code } = await office.post(`/api/members/${this.members.get(memberId)}/activation-code`, { account });
      await this.as(account).post('/api/activation', { account, code, password: demoPassword });
    }
    const grant = (memberId: string, role: string, unitId: string) => security.post(`/api/members/${this.members.get(memberId)}/roles`, { role, unitId: this.units.get(unitId), from });
    for (const [unitId, memberId] of administratorsOf(this.city)) await grant(memberId, 'unit-administrator', unitId);
    const { leader, auditor } = Object.fromEntries(demoAccounts(this.city).map(({ account, memberId }) => [account, memberId]));
    for (const role of ['city-leader', 'person-access']) await grant(leader!, role, root!.unitId);
    await grant(auditor!, 'auditor', root!.unitId);
    await office.post('/api/policies', { unitId: this.units.get(root!.unitId), title: '每周集中学习不少于一次', basis: '实施意见第六条', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, effectiveFrom: first });
    await this.host.settle();
    await office.post('/api/study-sessions/series', { unitId: this.units.get(root!.unitId), form: 'weekly-collective', title: '机关周五学习', start: '15:00', minutes: 60, place: '三楼会议室', weekday: 5, from: first, until: addDays(last, 6), skip: seriesDays({ weekday: 5, from: first, until: addDays(last, 6) }).filter(isHoliday) });
    await this.host.settle();
    const { items } = await office.get(`/api/study-sessions?unit=${this.units.get(root!.unitId)}&limit=100`) as unknown as { items: { sessionId: string; day: string }[] };
    for (const { sessionId, day } of items) this.fridays.set(day, sessionId);
  }

  /** What happens to a city beside its weeks: a unit gets another name, one goes elsewhere in the tree, somebody is forgotten. `part`: of the year. */
  async reform(part: number, from: string): Promise<void> {
    const office = this.as('office');
    const now = (at: number) => part >= at && !this.done.has(at) && this.done.add(at);
    if (now(0.25)) await office.post(`/api/units/${this.units.get('d01u01')}/name`, { name: '东城融媒体台', from });
    if (now(0.5)) await office.post(`/api/units/${this.units.get('d01u02')}/parent`, { parentId: this.units.get('agency'), from });
    if (now(0.75)) {
      this.forgotten = this.city.people.findLast(({ tier, unitId }) => tier === 'operator' && unitId === 'd01u02')!.memberId;
      await office.post(`/api/members/${this.members.get(this.forgotten)}/forget`, { reason: '本人离职并提出申请' });
    }
  }
  private readonly done = new Set<number>();

  async take(step: Step): Promise<unknown> {
    if (step.kind === 'judge' || ('memberId' in step && step.memberId === this.forgotten)) return;
    if (step.kind === 'transfer') return this.as('office').post(`/api/members/${this.members.get(step.memberId)}/transfer`, { unitId: this.units.get(step.unitId), from: step.from });
    if (step.kind === 'plan') return this.plan(step.plan);
    if (this.fallen.has(step.sessionId)) return;
    const administrator = this.asAdministratorOf(step.unitId);
    const session = `/api/study-sessions/${this.sessions.get(step.sessionId)}`;
    switch (step.kind) {
      case 'withdraw':
        this.here.get(step.sessionId)?.delete(step.memberId);
        return administrator.post(`${session}/attendances/${this.members.get(step.memberId)}/withdrawal`, { reason: step.reason });
      case 'sign': {
        this.here.set(step.sessionId, (this.here.get(step.sessionId) ?? new Set()).add(step.memberId));
        if (step.reason !== undefined) return administrator.post(`${session}/attendances`, { memberIds: [this.members.get(step.memberId)], reason: step.reason });
        const { code } = await administrator.get(`${session}/code`);
        return this.as(this.accountOf(step.memberId)).post('/api/sign', { code, deviceAt: this.clock.now(), device: step.device });
      }
      case 'close':
        if (this.here.get(step.sessionId)?.size) return administrator.post(`${session}/close`, {});
        this.fallen.add(step.sessionId); // whoever was forgotten would have been the only one
        return administrator.post(`${session}/cancel`, { reason: '没有人到场' });
      default: return administrator.post(`${session}/${step.kind}`, 'reason' in step ? { reason: step.reason } : {});
    }
  }
  /** The agency's Fridays are a series already; what a holiday moves is not. */
  private async plan({ sessionId, unitId, ...plan }: Extract<Step, { kind: 'plan' }>['plan']): Promise<Answer | undefined> {
    const planned = unitId === 'agency' ? this.fridays.get(plan.day) : undefined;
    const answer = planned === undefined ? await this.asAdministratorOf(unitId).post('/api/study-sessions', { form: 'weekly-collective', unitId: this.units.get(unitId), ...plan }) : undefined;
    this.sessions.set(sessionId, planned ?? answer!['sessionId']!);
    return answer;
  }
}
const administrators: ReadonlySet<string> = new Set(['office', 'system', 'security', 'audit']); // of the generator's: here the set-up makes them
