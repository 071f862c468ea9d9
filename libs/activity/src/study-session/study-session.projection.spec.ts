import { expect, it } from '@jest/globals';
import { project, recorded } from '@lyceum/core/specify';
import { studySessions } from './study-session.projection.ts';
import { ada, bob, cancelled, changed, closed, crowd, invited, opened, planned, published, reopened, sessionId, uninvited } from './study-session.examples.ts';

const at = (recordedAt: string) => ({ recordedAt });
const rowAfter = (...events: Parameters<typeof project>[1][]) => project(studySessions, ...events)[sessionId];

it('shows a session from its plan to its end, with the server\'s instants', () => {
  const row = rowAfter(
    recorded(planned()), recorded(published(), at('2026-03-02T01:00:00.000Z')), recorded(invited(ada, bob)),
    recorded(opened(), at('2026-03-06T06:58:00.000Z')), recorded(closed(), at('2026-03-06T08:05:00.000Z')));
  expect(row).toEqual({
    sessionId, unitId: 'station', form: 'weekly-collective', title: '学习《条例》', day: '2026-03-06', start: '15:00', minutes: 60, place: '会议室', week: '2026-W10',
    status: 'held', invited: 2, publishedAt: '2026-03-02T01:00:00.000Z', openedAt: '2026-03-06T06:58:00.000Z', closedAt: '2026-03-06T08:05:00.000Z', cancelReason: null, hadSigned: 0, reopenedAt: null, reopenReason: null, sought: '学习《条例》',
  });
});
it('is planned until it is published', () => expect(rowAfter(recorded(planned()))).toMatchObject({ status: 'planned', publishedAt: null }));
it('shows the last change, and keeps what a change does not touch', () =>
  expect(rowAfter(recorded(planned()), recorded(published()), recorded(changed({ place: '礼堂', day: '2026-03-07' })))).toMatchObject({ place: '礼堂', day: '2026-03-07', unitId: 'station', status: 'published' }));
it('is sought by the title that it has, however that is spelt', () =>
  expect(rowAfter(recorded(planned()), recorded(changed({ title: '学习 ＡＩ Law' })))).toMatchObject({ title: '学习 ＡＩ Law', sought: '学习ailaw' }));
it('adds up the invitations of several events', () =>
  expect(rowAfter(recorded(planned()), recorded(invited(...crowd(500))), recorded(invited(ada)))).toMatchObject({ invited: 501 }));
it('has nobody invited once the invitations are taken back', () =>
  expect(rowAfter(recorded(planned()), recorded(invited(...crowd(500))), recorded(invited(ada)), recorded(uninvited(...crowd(500))), recorded(uninvited(ada)), recorded(cancelled()))).toMatchObject({ invited: 0, status: 'cancelled' }));
it('keeps a cancelled session, with the reason, and how many had signed', () =>
  expect(rowAfter(recorded(planned()), recorded(cancelled(2)))).toMatchObject({ status: 'cancelled', cancelReason: '台风停工', hadSigned: 2 }));
it('is open again once it is reopened, with the reason, which stays when it is closed again', () => {
  const before = [recorded(planned()), recorded(closed(), at('2026-03-06T08:05:00.000Z')), recorded(reopened(), at('2026-03-06T08:10:00.000Z'))];
  const why = { reopenedAt: '2026-03-06T08:10:00.000Z', reopenReason: '误点结束' };
  expect(rowAfter(...before)).toMatchObject({ status: 'open', closedAt: null, ...why });
  expect(rowAfter(...before, recorded(closed(), at('2026-03-06T08:30:00.000Z')))).toMatchObject({ status: 'held', closedAt: '2026-03-06T08:30:00.000Z', ...why });
});
