import type { Session } from '../../api-types.ts';
import { useAll } from '../data.ts';
import { isDay } from '../time.ts';

type Days = { unitId: string; from: string; until: string };
/** The unit's own sessions by day, from `from` until `until`; cancelled ones leave their day free. Empty until they are known. */
export const useTaken = ({ unitId, from, until }: Days): ReadonlyMap<string, Session[]> => {
  const asked = unitId !== '' && isDay(from) && isDay(until) && from <= until;
  const { data } = useAll<Session>(asked ? '/study-sessions' : null, { unit: unitId, own: 'true', from, to: until });
  return Map.groupBy((data?.items ?? []).filter(({ status }) => status !== 'cancelled'), ({ day }) => day);
};
