import { addDays, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import type { Json } from '@lyceum/core/canonical';
import type { Fact, Recorded, Wish } from '@lyceum/core/event';
import { attendanceId } from '@lyceum/activity/study-session/study-session.decider';
import { cadence } from '@lyceum/assessment/cadence/cadence.decider';
import { cadenceReactor } from '@lyceum/assessment/cadence/cadence.reactor';
import { learningFileReactor } from '@lyceum/assessment/learning-file/learning-file.reactor';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { InvitationsWithdrawn, MembersInvited, StudySessionCancelled, StudySessionClosed, StudySessionOpened, StudySessionPlanned, StudySessionPublished, StudySessionReopened } from '@lyceum/contracts/activity/study-session';
import { JudgeWeek, type CadenceCommand } from '@lyceum/contracts/assessment/cadence';
import { AttendanceFiled, AttendanceStruck } from '@lyceum/contracts/assessment/learning-file';
import { MemberTransferred } from '@lyceum/contracts/member/member';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Append, EventStore, Proposed } from '@lyceum/event-store/event-store';
import { bodyHash, commandId, idOf } from '@lyceum/event-store/handle';
import { administratorsOf } from '@lyceum/solo/demo-city/accounts';
import type { City } from '@lyceum/solo/demo-city/city';
import { stepsOf, type Step } from '@lyceum/solo/demo-city/steps';
import type { Week } from '@lyceum/solo/demo-city/year';

type Told = { at: string; actor: string; unit: string; command: string; index?: number; correlation: string; causation?: string };
/** An event as `handle` would have proposed it. */
export const proposed = (stream: string, fact: Fact, { at, actor, unit, command, index = 0, correlation, causation }: Told, body: Wish = fact): Proposed => ({
  stream, id: idOf(command, index), type: fact.type, version: vocabulary.get(fact.type)!.version, data: fact.data as Json,
  occurredAt: at, recordedAt: at, actor, unit, correlation, causation: causation ?? null, command, bodyHash: bodyHash(body),
});

/**
 * Events into a log as fast as they come: many in one append, a few appends on their way. Remembers where each stream is, so that the log
 * checks what it checks of everybody.
 */
export class Filling {
  private readonly revisions = new Map<string, number>();
  private readonly underWay: Promise<unknown>[] = [];
  private batch: Proposed[] = [];
  private checks: Record<string, Append['checks'][string]> = {};
  /** How many of each type. */
  readonly counts = new Map<string, number>();

  constructor(private readonly store: Pick<EventStore, 'append'>, private readonly each = 1000) {}

  revision(stream: string): number { return this.revisions.get(stream) ?? -1; }
  async add(...events: readonly Proposed[]): Promise<void> {
    for (const event of events) {
      const revision = this.revision(event.stream);
      this.checks[event.stream] ??= revision < 0 ? 'none' : revision;
      this.revisions.set(event.stream, revision + 1);
      this.counts.set(event.type, (this.counts.get(event.type) ?? 0) + 1);
      this.batch.push(event);
    }
    if (this.batch.length >= this.each) await this.send();
  }
  /** Resolves when all of it is durable. */
  async end(): Promise<void> {
    await this.send();
    await Promise.all(this.underWay.splice(0));
  }
  get events(): number { return [...this.counts.values()].reduce((sum, count) => sum + count, 0); }

  private async send(): Promise<void> {
    if (this.batch.length === 0) return;
    this.underWay.push(this.store.append({ events: this.batch, checks: this.checks }));
    [this.batch, this.checks] = [[], {}];
    if (this.underWay.length > 4) await this.underWay.shift();
  }
}

type Session = Extract<Step, { kind: 'plan' }>['plan'] & { form: 'weekly-collective' };

/**
 * The weeks of a made-up city as its log would hold them, had its people sent their commands: the same steps as the seed's, recorded without
 * deciding each. `reactions`: with what reactors and the judging of weeks would have recorded; without it, that is left to them.
 */
export const recordWeeks = async (filling: Filling, city: City, weeks: readonly Week[], now: string, { reactions }: { reactions: boolean }): Promise<void> => {
  const sessions = new Map<string, Session>();
  const invitations = new Map<string, readonly ReturnType<typeof MembersInvited>[]>();
  const byHand = new Set<string>(); // attendances whose newest signature an administrator made
  const cadences = new Map<string, typeof cadence.initial>();
  const peopled = new Map(weeks.map((each) => [each.week, each.peopled]));
  const homes = new Map(city.people.map(({ memberId, unitId }) => [memberId, unitId]));
  const administrators = administratorsOf(city);
  const head = (unitId: string) => `member:${administrators.get(unitId) ?? administrators.get('agency')}`;
  const told = (at: string, actor: string, unit: string, ...of: string[]): Told => ({ at, actor, unit, command: commandId('demo', ...of), correlation: `demo/${of[0]}` });

  for (const steps of stepsOf(weeks, now)) for (const step of steps) await record(step);

  async function record(step: Step): Promise<void> {
    const { at } = step;
    switch (step.kind) {
      case 'judge': return reactions ? judge(weekOf(addDays(shanghaiDay(at), -1)), at) : undefined;
      case 'transfer': {
        const { memberId, unitId, from } = step;
        await filling.add(proposed(`member-${memberId}`, MemberTransferred({ memberId, fromUnitId: homes.get(memberId)!, unitId, from }), told(at, head('agency'), unitId, 'transfer', memberId, from)));
        homes.set(memberId, unitId);
        return;
      }
      case 'plan': {
        const session: Session = { form: 'weekly-collective', ...step.plan };
        sessions.set(session.sessionId, session);
        return own(step, session, StudySessionPlanned(session));
      }
      case 'publish': return own(step, sessions.get(step.sessionId)!, StudySessionPublished({ sessionId: step.sessionId }));
      case 'cancel': {
        const { sessionId, reason } = step;
        return own(step, sessions.get(sessionId)!, ...(invitations.get(sessionId) ?? []).map(({ data }) => InvitationsWithdrawn(data)), StudySessionCancelled({ sessionId, reason, hadSigned: 0 }));
      }
      case 'open': {
        const { sessionId, unitId, invited } = step, session = sessions.get(sessionId)!, { day } = session;
        const roster = invited.map((memberId) => ({ memberId, unit: unitId }));
        const batches = Array.from({ length: Math.ceil(roster.length / 500) }, (_, n) => MembersInvited({ sessionId, day, invited: roster.slice(n * 500, (n + 1) * 500) }));
        invitations.set(sessionId, batches);
        return own(step, session, ...batches, StudySessionOpened({ sessionId, day, lateSigningDays: 7 }));
      }
      case 'close': {
        const { sessionId, unitId, form, day, week, minutes } = sessions.get(step.sessionId)!;
        return own(step, sessions.get(sessionId)!, StudySessionClosed({ sessionId, unitId, form, day, week, minutes }));
      }
      case 'reopen': {
        const { sessionId, unitId, form, day, week } = sessions.get(step.sessionId)!;
        return own(step, sessions.get(sessionId)!, StudySessionReopened({ sessionId, unitId, form, day, week, reason: step.reason }));
      }
      case 'sign': {
        const { sessionId, memberId, unitId, device, reason } = step, { day, minutes } = sessions.get(sessionId)!;
        const signed = reason === undefined ? AttendanceSigned({ sessionId, memberId, day, minutes, method: 'qr', device, deviceAt: at }) : AttendanceSigned({ sessionId, memberId, day, minutes, method: 'by-administrator', reason });
        byHand[reason === undefined ? 'delete' : 'add'](attendanceId(sessionId, memberId));
        return attendance(signed, told(at, reason === undefined ? `member:${memberId}` : head(unitId), unitId, 'sign', sessionId, memberId));
      }
      case 'withdraw': {
        const { sessionId, memberId, unitId, reason } = step, { day, minutes } = sessions.get(sessionId)!;
        const method = byHand.has(attendanceId(sessionId, memberId)) ? 'by-administrator' : 'qr';
        return attendance(AttendanceWithdrawn({ sessionId, memberId, day, minutes, method, reason }), told(at, head(unitId), unitId, 'withdraw', sessionId, memberId));
      }
    }
  }

  async function own({ at, kind, part = '' }: Step & { part?: string }, { sessionId, unitId }: Session, ...facts: readonly Fact[]): Promise<void> {
    const stream = `study-session-${sessionId}`;
    const asked = told(at, head(unitId), unitId, kind, sessionId, ...(kind === 'plan' ? [] : [part]));
    for (const [index, fact] of facts.entries()) {
      const event = proposed(stream, fact, { ...asked, index });
      await filling.add(event);
      if (!reactions || !cadenceReactor.types.includes(fact.type)) continue;
      for (const wish of cadenceReactor.react(recorded(event) as never)) await rhythm(wish, reacting('cadence', event));
    }
  }
  async function attendance(fact: ReturnType<typeof AttendanceSigned> | ReturnType<typeof AttendanceWithdrawn>, asked: Told): Promise<void> {
    const event = proposed(`attendance-${fact.data.sessionId}-${fact.data.memberId}`, fact, asked);
    await filling.add(event);
    if (!reactions) return;
    for (const wish of learningFileReactor.react(recorded(event) as never)) {
      const filed = wish.type === 'FileAttendance' ? AttendanceFiled(wish.data) : AttendanceStruck(wish.data);
      await filling.add(proposed(`learning-file-${fact.data.memberId}`, filed, reacting('learning-file', event), wish));
    }
  }
  /** The event at the revision that `filling` has just given it. */
  function recorded(event: Proposed): Recorded { return { ...event, revision: filling.revision(event.stream) } as unknown as Recorded; }
  function reacting(name: string, { id, unit, recordedAt, correlation }: Proposed): Told {
    return { at: recordedAt, actor: `system:${name}`, unit, command: commandId(name, id, '0'), correlation, causation: id };
  }

  /** Few enough to be decided as they are; `wish`: by a reactor, or by the judging of a week. */
  async function rhythm(wish: CadenceCommand, asked: Told): Promise<void> {
    const stream = cadence.stream(wish);
    const before = cadences.get(stream) ?? cadence.initial;
    const facts = cadence.decide(wish, before, { now: asked.at, actor: asked.actor, newId: String });
    cadences.set(stream, facts.reduce<typeof before>((state, fact) => cadence.evolve(state, fact), before));
    for (const [index, fact] of facts.entries()) await filling.add(proposed(stream, fact, { ...asked, index }, wish));
  }
  async function judge(week: string, at: string): Promise<void> {
    for (const unitId of peopled.get(week) ?? []) {
      const wish = JudgeWeek({ unitId, week, form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, atLeast: 1 });
      await rhythm(wish, { at, actor: 'system:week-end', unit: unitId, command: commandId('week-end', `${unitId}/weekly-collective`, week), correlation: `week-end/${week}` });
    }
  }
};
