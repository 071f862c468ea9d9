import { describe, expect, it } from '@jest/globals';
import { StudySessionChanged, StudySessionClosed, StudySessionPlanned, StudySessionReopened, type StudyForm } from '@lyceum/contracts/activity/study-session';
import { project, recorded } from '@lyceum/core/specify';
import { filed, struck } from './learning-file.examples.ts';
import { learningFileEntries } from './learning-file.projection.ts';
import { sessionOutlines } from './session-outline.projection.ts';

describe('entries', () => {
  const entry = 'ada/attendance-friday10-ada/0';
  const first = recorded(filed(), { revision: 4, recordedAt: '2026-03-06T07:01:01.000Z' });

  it('show day, week, minutes, and the event that they rest on', () =>
    expect(project(learningFileEntries, first)).toEqual({ [entry]: {
      memberId: 'ada', kind: 'attendance', sessionId: 'friday10', day: '2026-03-06', week: '2026-W10', method: 'qr', revision: 4, minutes: 60, struck: null, counts: 1, countedMinutes: 60,
      source: { eventId: 'friday100', type: 'AttendanceSigned', stream: 'attendance-friday10-ada', revision: 0, recordedAt: '2026-03-06T07:01:00.000Z' }, recordedAt: '2026-03-06T07:01:01.000Z',
    } }));
  it('stay when they are struck, with the reason, and count nothing', () =>
    expect(project(learningFileEntries, first, recorded(struck(), { revision: 5 }))[entry]).toMatchObject({ struck: '本人未到', counts: 0, countedMinutes: 0, minutes: 60, revision: 4 }));
  it('are new when somebody signs again', () => {
    const rows = project(learningFileEntries, first, recorded(struck(), { revision: 5 }), recorded(filed('friday10', 2), { revision: 6 }));
    expect(rows[entry]).toMatchObject({ struck: '本人未到' });
    expect(rows['ada/attendance-friday10-ada/2']).toMatchObject({ struck: null, counts: 1, revision: 6 });
  });
  it('are struck each by itself', () => {
    const rows = project(learningFileEntries, first, recorded(struck()), recorded(filed('friday10', 2)), recorded(struck('friday10', 3)));
    expect(Object.values(rows).map(({ counts }) => counts)).toEqual([0, 0]);
  });
});

describe('an outline of a session', () => {
  const plan = { sessionId: 'friday10', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '', week: '2026-W10' };
  const planned = recorded(StudySessionPlanned({ ...plan, unitId: 'station', form: 'weekly-collective' }));
  it('has the last title', () =>
    expect(project(sessionOutlines, planned, recorded(StudySessionChanged({ ...plan, title: '学习《党章》' })))['friday10']).toEqual({ sessionId: 'friday10', unitId: 'station', form: 'weekly-collective', title: '学习《党章》', day: '2026-03-06', week: '2026-W10', held: false, closing: 0 }));
  it('keeps its form, by which a week is judged', () =>
    expect(project(sessionOutlines, { ...planned, data: { ...planned.data, form: 'theme-day' as StudyForm } })['friday10']).toMatchObject({ form: 'theme-day' }));
  const closed = (revision: number) => recorded(StudySessionClosed({ sessionId: 'friday10', unitId: 'station', form: 'weekly-collective', day: '2026-03-06', week: '2026-W10', minutes: 60 }), { revision });
  const reopened = recorded(StudySessionReopened({ sessionId: 'friday10', unitId: 'station', form: 'weekly-collective', day: '2026-03-06', week: '2026-W10', reason: '误点结束' }), { revision: 4 });
  it('knows that it was held, and at which closing', () => expect(project(sessionOutlines, planned, closed(3))['friday10']).toMatchObject({ held: true, closing: 3, title: '学习《条例》' }));
  it('knows that it is not held while it is reopened', () => {
    expect(project(sessionOutlines, planned, closed(3), reopened)['friday10']).toMatchObject({ held: false });
    expect(project(sessionOutlines, planned, closed(3), reopened, closed(5))['friday10']).toMatchObject({ held: true, closing: 5 });
  });
});
