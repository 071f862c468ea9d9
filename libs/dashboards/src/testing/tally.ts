import { weekOf } from '@lyceum/core/calendar';
import { tree, type Happened } from './town.ts';

type Any = Record<string, string & number> & { invited: { memberId: string; unit: string }[] };

/** By how much an event moves a figure of weeks. */
const ofWeeks: Readonly<Record<string, (type: string, data: Any) => number>> = {
  held: (type) => (type === 'StudySessionClosed' ? 1 : type === 'StudySessionReopened' ? -1 : 0),
  late: (type, data) => (/^StudySession(Closed|Reopened)$/.test(type) && weekOf(data['day']!) > String(data['week']) ? (type === 'StudySessionClosed' ? 1 : -1) : 0),
  missed: (type) => (type === 'CadenceMissed' ? 1 : type === 'CadenceMissLifted' ? -1 : 0),
  mended: (type) => (type === 'CadenceMended' ? 1 : type === 'CadenceMendingLifted' ? -1 : 0),
};
const counted = new Set(['invited', 'signed', 'invited-persons', 'signed-persons', 'planned', ...Object.keys(ofWeeks)]);

/** Every figure that is a share: of what, by what. Said here a second time, since whoever reads the declaration repeats its mistake. */
const shares: Readonly<Record<string, readonly [of: string, by: string]>> = {
  attendance: ['signed', 'invited'],
  coverage: ['signed-persons', 'invited-persons'],
};
/** The names of the two counts that a share is made of. */
export const termsOf = (share: string): readonly [of: string, by: string] => {
  if (!Object.hasOwn(shares, share)) throw new Error(`the tally does not know of what ${share} is a share: say here what it is, without looking at its declaration`);
  return shares[share]!;
};

/** Somebody else's arithmetic: plain loops over what happened, importing nothing of projections or figures. */
export const tally = (happened: readonly Happened[], figure: string, scope: string, id: string, from: string, to: string): number => {
  if (!counted.has(figure)) throw new Error(`the tally does not count ${figure} yet: say here what it is, without looking at its declaration`);
  const inDays = (day: string) => day >= from && day <= to;
  const inWeeks = (week: string) => week >= weekOf(from) && week <= weekOf(to);
  const ofUnit = (unit: string) => (scope === 'own' ? unit === id : scope === 'unit' ? tree.contains(id, unit) : true);
  let sum = 0;
  const persons = new Map<string, number>();
  const plans = new Map<string, { unit: string; week: string }>();
  for (const { fact: { type, data: anything }, unit } of happened) {
    const data = anything as Any;
    const counts = (memberId: string, of: string) => ofUnit(of) && inDays(data['day']!) && (scope !== 'session' || data['sessionId'] === id) && (scope !== 'member' || memberId === id);
    const moves = (who: 'invited' | 'signed', memberId: string, of: string, by: number) => {
      if (!counts(memberId, of)) return;
      if (figure === who) sum += by;
      if (figure === `${who}-persons`) persons.set(memberId, (persons.get(memberId) ?? 0) + by);
    };
    if (type === 'MembersInvited') for (const one of data.invited) moves('invited', one.memberId, one.unit, 1);
    if (type === 'InvitationsWithdrawn') for (const one of data.invited) moves('invited', one.memberId, one.unit, -1);
    if (type === 'AttendanceSigned') moves('signed', data['memberId']!, unit, 1);
    if (type === 'AttendanceWithdrawn') moves('signed', data['memberId']!, unit, -1);
    const moved = ofWeeks[figure]?.(type, data) ?? 0;
    if (moved !== 0 && ofUnit(data['unitId']!) && inWeeks(data['week']!)) sum += moved;
    if (type === 'StudySessionPlanned') plans.set(data['sessionId']!, { unit: data['unitId']!, week: data['week']! });
    if (type === 'StudySessionChanged') plans.set(data['sessionId']!, { ...plans.get(data['sessionId']!)!, week: data['week']! });
    if (type === 'StudySessionCancelled') plans.delete(data['sessionId']!);
  }
  if (figure === 'planned') for (const { unit, week } of plans.values()) if (ofUnit(unit) && inWeeks(week)) sum++;
  for (const count of persons.values()) if (count > 0) sum++;
  return sum;
};
