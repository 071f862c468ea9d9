import { addDays, instantIn, mondayOfWeek, shanghaiDay, weekOf } from '@lyceum/core/calendar';
import { JudgeWeek, RecordHolding, type CadenceCommand } from '@lyceum/contracts/assessment/cadence';
import { commandId } from '@lyceum/event-store/handle';
import type { JobSource, Tools } from '@lyceum/nest-kit/context';
import type { Job } from '@lyceum/jobs/jobs';
import { sessionOutlines } from '../learning-file/session-outline.projection.ts';
import { standingFor, versionFor } from '../policy/in-force.ts';
import { PolicyQuery } from '../policy/policy.query.ts';
import { cadence } from './cadence.decider.ts';

const name = 'week-end';
/** Monday 00:00 in Shanghai after the week: there is no grace, since what is held later mends. */
const endOf = (week: string) => instantIn(addDays(mondayOfWeek(week), 7), '00:00');
const together = 100; // commands under way at once

/** Judges every unit's week by the policy that binds it, when the week is over. */
export const weekEnd: JobSource = {
  name,

  /** One job for each week that ended after `from`, up to `to`, and in which some policy held. */
  async due({ reads, directory }, from, to) {
    const policies = await new PolicyQuery(reads, directory).all({});
    const jobs: Job[] = [];
    const first = policies.flatMap(({ versions }) => versions[0]?.effectiveFrom ?? []).sort()[0];
    if (first === undefined) return jobs;
    for (let monday = mondayOfWeek(weekOf(later(addDays(shanghaiDay(from), -7), first))); ; monday = addDays(monday, 7)) {
      const week = weekOf(monday), dueAt = endOf(week);
      if (dueAt > to) return jobs;
      if (dueAt > from && policies.some((policy) => versionFor(policy, week))) jobs.push({ id: `${name}/${week}`, name, dueAt, data: { week } });
    }
  },

  run: (tools, { data: { week } }) => judgeWeek(tools, String(week)),
};

const later = (one: string, other: string) => (one > other ? one : other);

/**
 * Judges a week that is over; doing it again changes nothing. Reached are the units that existed and had people on its Monday: nobody
 * misses what they came too late for.
 */
export const judgeWeek = async ({ reads, directory, commands, now }: Tools, week: string): Promise<void> => {
  const day = mondayOfWeek(week), occurredAt = endOf(week);
  const ask = (unit: string, subject: string) => ({ command: commandId(name, subject, week), actor: `system:${name}`, unit, now, occurredAt, correlation: `${name}/${week}` });
  const all = (wishes: readonly { wish: CadenceCommand; subject: string }[]) =>
    inTurns(wishes, ({ wish, subject }) => commands.as(cadence, wish, ask(wish.data.unitId, subject)));

  // What was held is recorded first: a reactor that is behind must not make a week look missed.
  const held = await reads.find(sessionOutlines, { where: { week, held: true }, limit: 100_000 });
  await all(held.rows.map(({ row: { sessionId, unitId, day } }) => ({ wish: RecordHolding({ unitId, week, sessionId, day }), subject: sessionId })));

  const [policies, tree] = await Promise.all([new PolicyQuery(reads, directory).all({}), directory.tree({ day })]);
  const bound = tree.all().flatMap(({ unitId }) => {
    const standing = standingFor(policies, week, [unitId, ...tree.ancestors(unitId).map((unit) => unit.unitId)]);
    return standing ? [JudgeWeek({ unitId, week, ...standing })] : [];
  });
  const peopled: CadenceCommand[] = [];
  await inTurns(bound, async (wish) => {
    if ((await directory.people([wish.data.unitId], { day, limit: 1 })).total > 0) peopled.push(wish);
  });
  await all(peopled.map((wish) => ({ wish, subject: wish.data.unitId })));
};

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
  for (let begin = 0; begin < items.length; begin += together) await Promise.all(items.slice(begin, begin + together).map(work));
};
