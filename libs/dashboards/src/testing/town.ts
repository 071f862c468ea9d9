import { addDays, weekOf } from '@lyceum/core/calendar';
import type { Fact, Position } from '@lyceum/core/event';
import type { Json } from '@lyceum/core/canonical';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { InvitationsWithdrawn, MembersInvited, StudySessionCancelled, StudySessionChanged, StudySessionClosed, StudySessionOpened, StudySessionPlanned, StudySessionReopened } from '@lyceum/contracts/activity/study-session';
import { CadenceMended, CadenceMendingLifted, CadenceMissed, CadenceMissLifted } from '@lyceum/contracts/assessment/cadence';
import { PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { Directory } from '@lyceum/directory/directory';
import { Tree, type Unit } from '@lyceum/directory/tree';
import type { EventStore } from '@lyceum/event-store/event-store';

/** A town small enough to count by hand: seven units on three levels, four people in each. */
export const units: readonly Unit[] = [
  { unitId: 'town', name: 'Town', type: 'agency', parentId: null },
  ...['north', 'south', 'west'].map((unitId): Unit => ({ unitId, name: unitId, type: 'department', parentId: 'town' })),
  ...[['n1', 'north'], ['n2', 'north'], ['s1', 'south']].map(([unitId, parentId]): Unit => ({ unitId: unitId!, name: unitId!, type: 'station', parentId: parentId! })),
];
export const tree = new Tree(units);
export const peopleOf = (unitId: string) => [0, 1, 2, 3].map((n) => `${unitId}_p${n}`);
export const members = units.flatMap(({ unitId }) => peopleOf(unitId));
export const range = { from: '2026-03-02', to: '2026-04-05' }; // five whole weeks

/** Only what figures ask a directory for. */
export class TownDirectory extends Directory {
  async tree() { return tree; }
  async names(ids: readonly string[]) { return new Map(ids.map((id) => [id, `Name of ${id}`])); }
  async person(memberId: string) { return { memberId, name: memberId, unitId: await this.unitOf(memberId), post: '', tier: 'operator', employment: 'staff', party: 'party', since: '2020-01-01', secondary: [] } as const; }
  async unitOf(memberId: string) { return memberId.split('_')[0]!; }
  async people() { return { people: [], next: null, total: 0 }; }
  async search() { return []; }
  async grants() { return []; }
  async headcounts() { return new Map<string, number>(); }
  async unitsWith() { return new Set(units.map(({ unitId }) => unitId)); }
  async rights() { return new Set<never>(); }
  async positionAt() { return ''; }
}

export type Happened = { readonly fact: Fact; readonly unit: string };

/** A history that the seed decides: sessions that move or fall away, also once they were opened by mistake, guests, second scans undone, misses and what mends them. */
export const history = (seed: number): readonly Happened[] => {
  const random = generator(seed);
  const chance = (percent: number) => random(100) < percent;
  const happened: Happened[] = [];
  let [opened, closed] = [0, 0];
  const say = (fact: Fact, unit: string) => happened.push({ fact, unit });
  const form = 'weekly-collective';
  const policy = { policyId: 'weekly', policyVersion: 1 };
  say(PolicyPublished({ ...policy, unitId: 'town', title: 'Weekly study', rule: { kind: 'cadence', form, per: 'week', atLeast: 1 }, basis: 'Document 7', effectiveFrom: '2026-01-01' }), 'town');

  for (let n = 0; n < 5; n++) for (const { unitId } of units) {
    const monday = addDays(range.from, 7 * n);
    const week = weekOf(monday);
    const sessionId = `s_${unitId}_${n}`;
    const plan = { title: `Session ${sessionId}`, start: '15:00', minutes: 60, place: '', week };
    let day = addDays(monday, random(5));
    say(StudySessionPlanned({ sessionId, unitId, form, ...plan, day }), unitId);
    if (chance(15)) { day = addDays(day, random(20) - 3); say(StudySessionChanged({ sessionId, ...plan, day }), unitId); }
    const falls = chance(15);
    if (falls) say(StudySessionCancelled({ sessionId, reason: 'storm', hadSigned: 0 }), unitId);
    const late = !falls && weekOf(day) > week;
    if (falls || late) say(CadenceMissed({ unitId, week, form, ...policy, held: 0, atLeast: 1 }), unitId);
    if (falls) continue;

    const guest = chance(30) ? [{ memberId: 'west_p0', unit: 'west' }] : [];
    const invited = [...peopleOf(unitId).filter(() => chance(85)).map((memberId) => ({ memberId, unit: unitId })), ...guest.filter(() => unitId !== 'west')];
    if (invited.length === 0) continue;
    say(MembersInvited({ sessionId, day, invited }), unitId);
    say(StudySessionOpened({ sessionId, day, lateSigningDays: 7 }), unitId);
    if (++opened % 9 === 0) {
      say(InvitationsWithdrawn({ sessionId, day, invited }), unitId);
      say(StudySessionCancelled({ sessionId, reason: 'opened by mistake', hadSigned: 0 }), unitId);
      if (!late) say(CadenceMissed({ unitId, week, form, ...policy, held: 0, atLeast: 1 }), unitId);
      continue;
    }
    for (const { memberId, unit } of invited) {
      if (!chance(70)) continue;
      say(AttendanceSigned({ sessionId, memberId, day, minutes: 60, method: 'qr' }), unit);
      if (chance(15)) say(AttendanceWithdrawn({ sessionId, memberId, day, minutes: 60, method: 'qr', reason: 'not there' }), unit);
    }
    const verdict = { unitId, week, form, ...policy } as const;
    const close = () => {
      say(StudySessionClosed({ sessionId, unitId, form, day, week, minutes: 60 }), unitId);
      if (late) say(CadenceMended({ ...verdict, sessionId, day }), unitId);
    };
    close();
    // Every fifth is closed by mistake and reopened after its week was judged; of these some are still open.
    if (++closed % 5 !== 0) continue;
    say(StudySessionReopened({ sessionId, unitId, form, day, week, reason: 'somebody had not signed' }), unitId);
    say(late ? CadenceMendingLifted({ ...verdict, sessionId, day }) : CadenceMissed({ ...verdict, held: 0, atLeast: 1 }), unitId);
    if (closed % 15 === 0) continue;
    close();
    if (!late) say(CadenceMissLifted({ ...verdict, sessionId, day }), unitId);
  }
  return happened;
};

/** Writes a history to a log, one event an append; answers each event's position. */
export const record = async (store: EventStore, happened: readonly Happened[]): Promise<readonly Position[]> => {
  const positions: Position[] = [];
  for (const [n, { fact, unit }] of happened.entries()) {
    const at = `2026-05-01T00:${String(Math.floor(n / 60) % 60).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}.000Z`;
    const { position } = await store.append({
      checks: { [`e-${n}`]: 'none' },
      events: [{ stream: `e-${n}`, id: `event-${n}`, type: fact.type, version: vocabulary.get(fact.type)!.version, data: fact.data as Json, occurredAt: at, recordedAt: at, actor: 'member:clerk', unit, correlation: 'c', causation: null, command: `command-${n}`, bodyHash: '' }],
    });
    positions.push(position);
  }
  return positions;
};

/** Mulberry32: whole numbers below a limit. */
const generator = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
};
