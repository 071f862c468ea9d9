import { weekOf } from '@lyceum/core/calendar';
import { tree, type Happened } from './town.ts';

type Any = Record<string, string & number> & { invited: { memberId: string; unit: string }[] };

/** Somebody else's arithmetic: plain loops over what happened, importing nothing of projections or figures. */
export const tally = (happened: readonly Happened[], figure: string, scope: string, id: string, from: string, to: string): number => {
  const inDays = (day: string) => day >= from && day <= to;
  const inWeeks = (week: string) => week >= weekOf(from) && week <= weekOf(to);
  const ofUnit = (unit: string) => (scope === 'own' ? unit === id : scope === 'unit' ? tree.contains(id, unit) : true);
  let sum = 0;
  const persons = new Map<string, number>();
  const plans = new Map<string, { unit: string; day: string }>();
  for (const { fact: { type, data: anything }, unit } of happened) {
    const data = anything as Any;
    const counts = (memberId: string, of: string) => ofUnit(of) && inDays(data['day']!) && (scope !== 'session' || data['sessionId'] === id) && (scope !== 'member' || memberId === id);
    const moves = (who: 'invited' | 'signed', memberId: string, of: string, by: number) => {
      if (!counts(memberId, of)) return;
      if (figure === who) sum += by;
      if (figure === `${who}-persons`) persons.set(memberId, (persons.get(memberId) ?? 0) + by);
    };
    if (type === 'MembersInvited') for (const one of data.invited) moves('invited', one.memberId, one.unit, 1);
    if (type === 'AttendanceSigned') moves('signed', data['memberId']!, unit, 1);
    if (type === 'AttendanceWithdrawn') moves('signed', data['memberId']!, unit, -1);
    if (figure === 'held' && type === 'StudySessionClosed' && ofUnit(data['unitId']!) && inWeeks(data['week']!)) sum++;
    if (figure === 'missed' && type === 'CadenceMissed' && ofUnit(data['unitId']!) && inWeeks(data['week']!)) sum++;
    if (figure === 'mended' && type === 'CadenceMended' && ofUnit(data['unitId']!) && inWeeks(data['week']!)) sum++;
    if (type === 'StudySessionPlanned') plans.set(data['sessionId']!, { unit: data['unitId']!, day: data['day']! });
    if (type === 'StudySessionChanged') plans.set(data['sessionId']!, { ...plans.get(data['sessionId']!)!, day: data['day']! });
    if (type === 'StudySessionCancelled') plans.delete(data['sessionId']!);
  }
  if (figure === 'planned') for (const { unit, day } of plans.values()) if (ofUnit(unit) && inDays(day)) sum++;
  for (const count of persons.values()) if (count > 0) sum++;
  return sum;
};
