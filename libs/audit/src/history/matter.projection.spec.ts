import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@lyceum/core/event';
import { project, recorded } from '@lyceum/core/specify';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import { DetailsCorrected, KindChanged, MemberForgotten, MemberRegistered, MemberTransferred, PostChanged, SecondaryPostAdded, type Tier } from '@lyceum/contracts/member/member';
import { UnitCreated, UnitMoved, UnitRenamed } from '@lyceum/contracts/member/unit-tree';
import { AttendanceSigned } from '@lyceum/contracts/activity/attendance';
import { StudySessionCancelled, StudySessionChanged, StudySessionPublished, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { CadenceMet, CadenceMissed } from '@lyceum/contracts/assessment/cadence';
import { PolicyEnded, PolicyPublished } from '@lyceum/contracts/assessment/policy';
import { history } from './history.projection.ts';
import { difference, matter, matterOf } from './matter.projection.ts';
import { subjects } from './subjects.ts';

const name = 'p1.ada.bm9uY2U.Y2lwaGVy';
const sealed = (what: string) => `p1.ada.bm9uY2U.${what}`;
const details = { name, phone: sealed('cGhvbmU'), otherPhone: sealed('b3RoZXI'), idNumber: sealed('bnVtYmVy') };
const registered = recorded(MemberRegistered({ memberId: 'ada', ...details, unitId: 'north', post: 'Clerk', tier: 'operator', employment: 'staff', party: 'party', from: '2026-01-01' }));
const transferred = recorded(MemberTransferred({ memberId: 'ada', fromUnitId: 'north', unitId: 'south', from: '2026-03-06' }), { position: '2', unit: 'north', recordedAt: '2026-03-05T16:30:00.000Z' });
const forgotten = recorded(MemberForgotten({ memberId: 'ada', reason: 'asked for' }), { position: '3' });

describe('what an event changed', () => {
  it('is the difference between two versions of its matter', () => {
    const [before, after] = [project(matter, registered), project(matter, registered, transferred)].map((rows) => rows['member:ada']!);
    expect(difference(before!, after!)).toEqual({ before: { unitId: 'north', from: '2026-01-01' }, after: { unitId: 'south', from: '2026-03-06' } });
  });
  it('is everything where there was nothing before', () =>
    expect(difference(null, project(matter, registered)['member:ada']!)).toMatchObject({ before: null, after: { name, unitId: 'north', post: 'Clerk' } }));
  it('is nothing where nothing differs', () => {
    const row = project(matter, registered)['member:ada']!;
    expect(difference(row, row)).toEqual({ before: null, after: null });
  });
  it('is no personal data once the person is forgotten', () => expect(project(matter, registered, forgotten)['member:ada']!.fields).toMatchObject({ name: null, phone: null, otherPhone: null, idNumber: null }));

  const changed = (...events: Recorded[]) => {
    const [was, is] = [events.slice(0, -1), events].map((some) => project(matter, registered, ...some)[matterOf(events.at(-1)!)!] ?? null);
    return difference(was!, is!);
  };
  it.each(['phone', 'otherPhone', 'idNumber'] as const)('is the %s that a correction took away, and nothing is there before the next', (field) => {
    const without = recorded(DetailsCorrected({ memberId: 'ada', ...details, [field]: undefined, reason: 'gone' }));
    const again = recorded(DetailsCorrected({ memberId: 'ada', ...details, [field]: sealed('bmV3'), reason: 'new' }));
    expect(changed(without)).toEqual({ before: { [field]: details[field] }, after: { [field]: null } });
    expect(changed(without, again)).toEqual({ before: { [field]: null }, after: { [field]: sealed('bmV3') } });
  });
  it('is the day of joining the party', () => {
    const kind = (joinedParty?: string) => recorded(KindChanged({ memberId: 'ada', employment: 'staff', party: 'party', joinedParty }));
    expect(changed(kind('2008-07'), kind('2018-07'))).toEqual({ before: { joinedParty: '2008-07' }, after: { joinedParty: '2018-07' } });
    expect(changed(kind('2008-07'), kind())).toEqual({ before: { joinedParty: '2008-07' }, after: { joinedParty: null } });
  });
  it('is of a second post alone: one in another unit stands beside it', () => {
    const second = (unitId: string, tier: Tier) => recorded(SecondaryPostAdded({ memberId: 'ada', unitId, post: 'Secretary', tier, from: '2026-02-01' }));
    const added = (unitId: string) => ({ before: null, after: { secondaryUnitId: unitId, secondaryPost: 'Secretary', secondaryTier: 'middle', secondaryFrom: '2026-02-01' } });
    expect(changed(second('south', 'middle'))).toEqual(added('south'));
    expect(changed(second('south', 'middle'), second('west', 'middle'))).toEqual(added('west'));
    expect(changed(second('south', 'middle'), second('south', 'leader'))).toEqual({ before: { secondaryTier: 'middle' }, after: { secondaryTier: 'leader' } });
  });
  it('is from what held on its day, which need not be what was recorded last', () => {
    const post = (called: string, tier: Tier, from: string) => recorded(PostChanged({ memberId: 'ada', post: called, tier, from }));
    expect(changed(post('Head', 'leader', '2027-01-01'))).toEqual({ before: { post: 'Clerk', tier: 'operator', from: '2026-01-01' }, after: { post: 'Head', tier: 'leader', from: '2027-01-01' } });
    expect(changed(post('Head', 'leader', '2027-01-01'), post('Deputy', 'middle', '2026-10-01'))).toEqual({ before: { post: 'Clerk', tier: 'operator', from: '2026-01-01' }, after: { post: 'Deputy', tier: 'middle', from: '2026-10-01' } });
    expect(changed(post('Head', 'leader', '2027-01-01'), post('Chief', 'leader', '2027-02-01'))).toEqual({ before: { post: 'Head', from: '2027-01-01' }, after: { post: 'Chief', from: '2027-02-01' } });
    expect(changed(post('Head', 'leader', '2027-01-01'), transferred)).toEqual({ before: { unitId: 'north', from: '2026-01-01' }, after: { unitId: 'south', from: '2026-03-06' } });
    expect(changed(post('Head', 'leader', '2027-01-01'), forgotten).before).toEqual(details);
  });
  it('is from where a unit was, and from what it was called, on that day', () => {
    const made = recorded(UnitCreated({ unitId: 'desk', name: 'Desk', type: 'station', parentId: 'north', from: '2026-01-01' }));
    const moved = (parentId: string, from: string) => recorded(UnitMoved({ unitId: 'desk', fromParentId: 'north', parentId, from }));
    const renamed = (name: string, from: string) => recorded(UnitRenamed({ unitId: 'desk', name, from }));
    expect(changed(made, moved('west', '2026-11-15'), moved('south', '2026-10-01'))).toEqual({ before: { parentId: 'north', from: '2026-01-01' }, after: { parentId: 'south', from: '2026-10-01' } });
    expect(changed(made, moved('west', '2026-11-15'), renamed('First desk', '2026-12-01'))).toEqual({ before: { name: 'Desk', from: '2026-01-01' }, after: { name: 'First desk', from: '2026-12-01' } });
  });
  it('is from nothing where an earlier day of a second post is recorded after a later one', () => {
    const second = (from: string) => recorded(SecondaryPostAdded({ memberId: 'ada', unitId: 'south', post: 'Secretary', tier: 'middle', from }));
    expect(changed(second('2026-05-01'), second('2026-02-01'))).toMatchObject({ before: null, after: { secondaryPost: 'Secretary', secondaryFrom: '2026-02-01' } });
  });
  it('is the verdict on its own form of study: another’s of the same week is no change', () => {
    const verdict = { unitId: 'north', week: '2026-W10', form: 'weekly-collective', policyId: 'weekly', policyVersion: 1, atLeast: 1 } as const;
    const met = recorded(CadenceMet(verdict)), missed = recorded(CadenceMissed({ ...verdict, held: 0 }));
    const ofThemeDay = { ...missed, data: { ...missed.data, form: 'theme-day' as StudyForm } };
    expect(project(matter, met, ofThemeDay)).toEqual({ 'week:north-2026-W10-weekly-collective': { fields: { verdict: 'met' } }, 'week:north-2026-W10-theme-day': { fields: { verdict: 'missed' } } });
    expect(project(matter, met, missed)).toEqual({ [matterOf(met)!]: { fields: { verdict: 'missed' } } });
  });
  it('names the form of study that a policy is for', () => {
    const published = recorded(PolicyPublished({ policyId: 'weekly', policyVersion: 1, unitId: 'north', title: 'Weekly study', rule: { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 }, basis: 'Document 7', effectiveFrom: '2026-01-05' }));
    expect(project(matter, published)['policy:weekly']!.fields).toMatchObject({ form: 'weekly-collective', atLeast: 1 });
  });
  it('is not asked of an event that changes no field', () => {
    expect(matterOf(recorded(AttendanceSigned({ sessionId: 's', memberId: 'ada', day: '2026-03-06', minutes: 60, method: 'qr' })))).toBeUndefined();
    expect(matterOf(recorded(StudySessionPublished({ sessionId: 's' })))).toBe('session:s');
  });
});

describe('the index of histories', () => {
  it('knows the subjects of every event of the vocabulary', () => expect(Object.keys(subjects).sort()).toEqual([...vocabulary.keys()].sort()));
  it('has what became of a plan with the unit too: that one was cancelled after somebody had signed is not for the session alone', () => {
    for (const event of [StudySessionCancelled({ sessionId: 's1', reason: 'bad turnout', hadSigned: 1 }), StudySessionChanged({ sessionId: 's1', title: 'T', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' })])
      expect(Object.keys(project(history, recorded(event, { position: '7', unit: 'north' })))).toEqual(['session:s1/7', 'unit:north/7']);
  });
  it('has with a unit that something below it went elsewhere, and that a policy of it ended', () => {
    const moved = recorded(UnitMoved({ unitId: 'desk', fromParentId: 'north', parentId: 'south', from: '2026-03-06' }), { position: '7', unit: 'desk' });
    expect(Object.keys(project(history, moved))).toEqual(['unit:desk/7', 'unit:south/7', 'unit:north/7', 'administration/7']);
    expect(Object.keys(project(history, recorded(PolicyEnded({ policyId: 'weekly', until: '2026-06-28' }), { position: '8', unit: 'north' })))).toEqual(['unit:north/8', 'administration/8']);
  });
  it('has one small row for each subject of an event', () =>
    expect(project(history, transferred)).toEqual({
      'member:ada/2': { subject: 'member:ada', unit: 'north', day: '2026-03-06', kind: 'people' },
      'unit:south/2': { subject: 'unit:south', unit: 'north', day: '2026-03-06', kind: 'people' },
      'unit:north/2': { subject: 'unit:north', unit: 'north', day: '2026-03-06', kind: 'people' },
    }));
});
