import { addDays, endOfWeek, mondayOfWeek, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { Week } from '@lyceum/contracts/ids';
import { JudgeWeek, RecordHolding, type CadenceCommand } from '@lyceum/contracts/assessment/cadence';
import { demandsFor, versionFor } from '@lyceum/contracts/assessment/in-force';
import { commandId } from '@lyceum/event-store/handle';
import type { JobSource, Tools } from '@lyceum/nest-kit/context';
import type { Job } from '@lyceum/jobs/jobs';
import { allRows } from '@lyceum/read-store/read-store';
import { sessionOutlines } from '../learning-file/session-outline.projection.ts';
import { PolicyQuery } from '../policy/policy.query.ts';
import { cadence } from './cadence.decider.ts';

const name = 'week-end';
const together = 100; // commands under way at once

/** Judges every unit's week by the policies that bind it, when the week is over. There is no grace, since what is held later mends. */
export const weekEnd: JobSource = {
  name,

  /** One job for each week that ended after `from`, up to `to`, and in which some policy held. */
  async due({ reads, directory }, from, to) {
    const policies = await new PolicyQuery(reads, directory).all({});
    const jobs: Job[] = [];
    const first = policies.flatMap(({ versions }) => versions[0]?.effectiveFrom ?? []).sort()[0];
    if (first === undefined) return jobs;
    for (let monday = mondayOfWeek(weekOf(later(addDays(shanghaiDay(from), -7), first))); ; monday = addDays(monday, 7)) {
      const week = weekOf(monday), dueAt = endOfWeek(week);
      if (dueAt > to) return jobs;
      if (dueAt > from && policies.some((policy) => versionFor(policy, week))) jobs.push({ id: `${name}/${week}`, name, dueAt, data: { week } });
    }
  },

  /** Nothing for a week that is not over, whatever the timer says: whoever reaches the server where timers wait can set one. */
  run: async (tools, { data: { week } }) => {
    const known = Week.safeParse(week);
    if (known.success && endOfWeek(known.data) <= tools.now) await judgeWeek(tools, known.data);
  },
};

const later = (one: string, other: string) => (one > other ? one : other);

/**
 * Judges a week that is over; doing it again changes nothing. What counts was recorded by the end of the week: policies, and the units that
 * existed and had people on its Monday. Nobody misses what they came too late for, or what was announced afterwards.
 */
export const judgeWeek = async ({ reads, directory, commands, now }: Tools, week: string): Promise<void> => {
  const day = mondayOfWeek(week), occurredAt = endOfWeek(week);
  const asOf = await directory.positionAt(occurredAt);
  const all = async (wishes: readonly { wish: CadenceCommand; subject: string }[]) => {
    for (let begin = 0; begin < wishes.length; begin += together) {
      await Promise.all(wishes.slice(begin, begin + together).map(({ wish, subject }) => commands.as(cadence, wish, {
        command: commandId(name, subject, week), actor: `system:${name}`, unit: wish.data.unitId, now, occurredAt, correlation: `${name}/${week}`,
      })));
    }
  };

  // What was held is recorded first: a reactor that is behind must not make a week look missed.
  const held = await allRows(reads, sessionOutlines, { where: { week, held: true } });
  await all(held.map(({ sessionId, unitId, form, day, closing }) => ({ wish: RecordHolding({ unitId, week, form, sessionId, day, closing }), subject: `${sessionId}/${closing}` })));

  const [policies, tree, headcounts] = await Promise.all([new PolicyQuery(reads, directory).all({ asOf }), directory.tree({ day, asOf }), directory.headcounts({ day, asOf })]);
  const ofUnit = Map.groupBy(policies, (policy) => policy.unitId); // one unit's many must not slow down the judging of all others
  await all(tree.all().flatMap(({ unitId }) => {
    if ((headcounts.get(unitId) ?? 0) === 0) return [];
    const path = [unitId, ...tree.ancestors(unitId).map((unit) => unit.unitId)];
    const demands = demandsFor(path.flatMap((each) => ofUnit.get(each) ?? []), week, path);
    return demands.map((demand) => ({ wish: JudgeWeek({ unitId, week, ...demand }), subject: `${unitId}/${demand.form}` }));
  }));
};
