import { Body, Controller, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { instantIn } from '@lyceum/core/calendar';
import { refuse } from '@lyceum/core/decider';
import { MemberId, ReasonGiven, SessionId } from '@lyceum/contracts/ids';
import { SignAttendance, WithdrawAttendance } from '@lyceum/contracts/activity/attendance';
import type { Invited } from '@lyceum/contracts/activity/study-session';
import { Directory } from '@lyceum/directory/directory';
import { Access } from '@lyceum/nest-kit/access';
import { pageOf, paging, shown, written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, AsOf, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { invitationOf, stands } from '../study-session/study-session.decider.ts';
import { StudySessionQuery } from '../study-session/study-session.query.ts';
import { StudySessions } from '../study-session/study-sessions.ts';
import { attendance } from './attendance.decider.ts';
import { Attendance, AttendanceQuery, ListedState } from './attendance.query.ts';

const Which = z.object({ sessionId: SessionId });
const WhichMember = Which.extend({ memberId: MemberId });
const Listing = paging.extend({ state: ListedState.default('all') });
const ByHandBody = z.strictObject({ memberIds: z.array(MemberId).min(1).max(500), reason: ReasonGiven }).meta({ id: 'SignForMembersBody' });
const WithdrawalBody = z.strictObject({ reason: ReasonGiven }).meta({ id: 'WithdrawAttendanceBody' });

/** What an administrator sees and does of who was there. */
@ApiTags('attendance')
@Controller('api/study-sessions/:sessionId/attendances')
export class AttendanceController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly directory: Directory, private readonly moments: Moments,
    private readonly sessions: StudySessions, private readonly shownSessions: StudySessionQuery, private readonly query: AttendanceQuery,
  ) {}

  @Get() @Needs('persons.read') @ApiOkResponse({ standardSchema: shown(pageOf(Attendance)) })
  async list(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>, @Query({ schema: Listing }) listing: z.infer<typeof Listing>) {
    const session = await this.shownSessions.one(sessionId, moment, new Set());
    if (!session) throw new NotFoundException();
    await this.access.unit(call, session.unitId);
    return { ...(await this.query.page(sessionId, listing, moment)), ...(await this.moments.shown(moment)) };
  }

  /** For people who could not sign themselves. All are checked before the first is signed for; each is a command of its own. */
  @Post() @Needs('attendance.manage') @ApiCreatedResponse({ standardSchema: written({ signed: z.number().int() }) })
  async signFor(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>, @Body({ schema: ByHandBody }) body: z.infer<typeof ByHandBody>) {
    const session = await this.sessions.asked(sessionId, call);
    const scope = await this.access.unit(call, session.unitId);
    const invitations = [...new Set(body.memberIds)].sort().map((memberId) => invitationOf(session, memberId) ?? refuse('not-invited'));
    const occurredAt = instantIn(session.day, session.start); // that they were there then is what the administrator says
    const wish = ({ memberId }: Invited) => SignAttendance({ sessionId, memberId, method: 'by-administrator', reason: body.reason });
    const names = await this.directory.names(invitations.map(({ memberId }) => memberId));
    for (const one of invitations.filter(({ memberId }) => names.get(memberId) === null)) {
      if (!stands((await this.commands.past(attendance, wish(one))).state)) refuse('forgotten-not-signed-for'); // nobody could contest it
    }
    const signed = (one: Invited, index: number) => this.commands.handle(attendance, wish(one), { ...scope, unit: one.unit }, { part: { index, of: body }, occurredAt });
    const outcomes = [await signed(invitations[0]!, 0), ...(await Promise.all(invitations.slice(1).map((one, at) => signed(one, at + 1))))];
    return { signed: outcomes.filter(({ facts }) => facts.length > 0).length, position: outcomes.map(({ position }) => position).sort().at(-1)! };
  }

  @Post(':memberId/withdrawal') @Needs('attendance.manage') @ApiCreatedResponse({ standardSchema: written() })
  async withdraw(@Asked() call: Call, @Param({ schema: WhichMember }) { sessionId, memberId }: z.infer<typeof WhichMember>, @Body({ schema: WithdrawalBody }) { reason }: z.infer<typeof WithdrawalBody>) {
    const session = await this.sessions.asked(sessionId, call);
    const scope = await this.access.unit(call, session.unitId);
    const { unit } = invitationOf(session, memberId) ?? refuse('not-invited');
    const { position } = await this.commands.handle(attendance, WithdrawAttendance({ sessionId, memberId, reason }), { ...scope, unit });
    return { position };
  }
}
