import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MembersInvited } from '@lyceum/contracts/activity/study-session';
import { settle, type Town } from '../testing/settle.ts';
import { Measures } from '../figures/measures.query.ts';
import { MemberBoards } from './member-board.query.ts';

const invitedOn = (day: string) => ({ fact: MembersInvited({ sessionId: `s_${day.replaceAll('-', '')}`, day, invited: [{ memberId: 'west_p0', unit: 'west' }] }), unit: 'west' });
let town: Town;
beforeAll(async () => { town = await settle(['2026-03-03', '2026-03-06', '2026-03-10', '2026-03-12'].map(invitedOn)); });
afterAll(() => town.dispose());

it('shows a person’s newest week first, and in each the newest day', async () => {
  const { weeks } = await new MemberBoards(town.reads, new Measures(town.reads)).of('west_p0', { from: '2026-03-02', to: '2026-03-15', language: 'zh' });
  expect(weeks.map(({ week, sessions }) => [week, ...sessions.map(({ day }) => day)])).toEqual([['2026-W11', '2026-03-12', '2026-03-10'], ['2026-W10', '2026-03-06', '2026-03-03']]);
});
