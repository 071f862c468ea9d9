import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AttendanceSigned, AttendanceWithdrawn } from '@lyceum/contracts/activity/attendance';
import { InvitationsWithdrawn, MembersInvited, StudySessionClosed, StudySessionOpened, StudySessionPlanned } from '@lyceum/contracts/activity/study-session';
import { settle, type Town } from '../testing/settle.ts';
import { Measures } from '../figures/measures.query.ts';
import { MemberBoards } from './member-board.query.ts';

const on = (day: string) => ({ sessionId: `s_${day.replaceAll('-', '')}`, day, invited: [{ memberId: 'west_p0', unit: 'west' }] });
const invitedOn = (day: string) => ({ fact: MembersInvited(on(day)), unit: 'west' });
const uninvitedOn = (day: string) => ({ fact: InvitationsWithdrawn(on(day)), unit: 'west' });
let town: Town;
beforeAll(async () => { town = await settle([...['2026-03-03', '2026-03-06', '2026-03-10', '2026-03-12', '2026-03-13', '2026-03-17'].map(invitedOn), ...['2026-03-13', '2026-03-17'].map(uninvitedOn)]); });
afterAll(() => town.dispose());

it('shows a person’s newest week first, and in each the newest day; nothing of invitations that were taken back', async () => {
  const { weeks } = await new MemberBoards(town.reads, new Measures(town.reads)).of('west_p0', { from: '2026-03-02', to: '2026-03-22', language: 'zh' });
  expect(weeks.map(({ week, sessions }) => [week, ...sessions.map(({ day }) => day)])).toEqual([['2026-W11', '2026-03-12', '2026-03-10'], ['2026-W10', '2026-03-06', '2026-03-03']]);
});

it('says how many of the sessions are still open, to which the person counts as invited already; of each whether, until when, and why a signature does not count', async () => {
  const session = (sessionId: string, day: string) => [
    { fact: StudySessionPlanned({ sessionId, unitId: 'west', form: 'weekly-collective', title: sessionId, day, start: '15:00', minutes: 60, place: '', week: '2026-W10' }), unit: 'west' },
    { fact: MembersInvited({ sessionId, day, invited: [{ memberId: 'west_p0', unit: 'west' }] }), unit: 'west' }, { fact: StudySessionOpened({ sessionId, day, lateSigningDays: 7 }), unit: 'west' },
  ];
  const signature = { memberId: 'west_p0', minutes: 60, method: 'qr' } as const;
  const signedAndNot = (sessionId: string, day: string) => [AttendanceSigned({ ...signature, sessionId, day }), AttendanceWithdrawn({ ...signature, sessionId, day, reason: '本人未到' })].map((fact) => ({ fact, unit: 'west' }));
  const closed = { fact: StudySessionClosed({ sessionId: 'over', unitId: 'west', form: 'weekly-collective', day: '2026-03-03', week: '2026-W10', minutes: 60 }), unit: 'west' };
  const other = await settle([...session('over', '2026-03-03'), ...session('under_way', '2026-03-06'), ...signedAndNot('under_way', '2026-03-06'), closed]);
  try {
    const { open, figures, weeks } = await new MemberBoards(other.reads, new Measures(other.reads)).of('west_p0', { from: '2026-03-02', to: '2026-03-15', language: 'zh' });
    expect([open, figures.at(-1)!.value]).toEqual([1, 2]);
    expect(weeks.flatMap(({ sessions }) => sessions.map((each) => [each.sessionId, each.open, each.signUntil, each.withdrawn]))).toEqual([['under_way', true, '2026-03-13', '本人未到'], ['over', false, '2026-03-10', null]]);
  } finally { await other.dispose(); }
});
