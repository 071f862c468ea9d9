import type { Recorded } from '@lyceum/core/event';
import { allRows, type ReadStore } from '@lyceum/read-store/read-store';
import { policyVersion } from '../cadence/policy-version.projection.ts';
import { sessionPlan } from '../session/session-plan.projection.ts';

/** What the sessions and policies that some events speak of are called, by id; today's titles. */
export const titlesOf = async (reads: ReadStore, events: readonly Recorded[]): Promise<ReadonlyMap<string, string>> => {
  const mentioned = (name: 'sessionId' | 'policyId') => [...new Set(events.map(({ data }) => (data as Record<string, unknown>)[name]).filter((id) => typeof id === 'string'))];
  const [sessions, policies] = [mentioned('sessionId'), mentioned('policyId')];
  const found = sessions.length > 0 ? (await reads.find(sessionPlan, { where: { sessionId: sessions }, limit: sessions.length })).rows : [];
  const titles = new Map(found.map(({ row }) => [row.sessionId, row.title]));
  if (policies.length > 0) for (const { policyId, title } of await allRows(reads, policyVersion, { where: { policyId: policies }, sort: { by: 'version' } })) titles.set(policyId, title);
  return titles;
};
