import { Body, Controller, Get, NotFoundException, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { addDays, dayNumber, shanghaiDay, sundayOfWeek, weekOf } from '@lyceum/core/calendar';
import { pagesOf } from '@lyceum/core/pages';
import { seriesDays } from '@lyceum/core/series';
import { refuse } from '@lyceum/core/decider';
import { Day, Line, LineOrNone, ReasonGiven, SessionId, Text, UnitId, Week } from '@lyceum/contracts/ids';
import {
  CancelStudySession, ChangeStudySession, CloseStudySession, OpenStudySession, PlanStudySession, PublishStudySession, ReopenStudySession, SessionStatus, type Invited, type StudySessionCommand,
} from '@lyceum/contracts/activity/study-session';
import { Directory } from '@lyceum/directory/directory';
import { idOf, type Outcome } from '@lyceum/event-store/handle';
import { Access } from '@lyceum/nest-kit/access';
import { forwards, pageOf, paging, shown, written } from '@lyceum/nest-kit/answers';
import type { Call } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, AsOf, Needs, type Moment } from '@lyceum/nest-kit/http';
import { Moments } from '@lyceum/nest-kit/moments';
import { HttpSettings } from '@lyceum/nest-kit/settings';
import { planning } from './planning.ts';
import { inTimeToSign, studySession, type StudySession } from './study-session.decider.ts';
import { MySession, Session, SessionDetail, StudySessionQuery } from './study-session.query.ts';
import { StudySessions } from './study-sessions.ts';

const Which = z.object({ sessionId: SessionId });
const Listing = forwards(paging.extend({
  unit: UnitId.optional(), own: z.enum(['true']).optional().meta({ description: 'of the unit alone, without those below it' }),
  q: Text(80).optional().meta({ description: 'part of the title' }), from: Day.optional(), to: Day.optional(), status: SessionStatus.optional(), sort: z.enum(['day', '-day']).default('-day'),
}));
const Period = forwards(paging.extend({ from: Day.optional(), to: Day.optional() }));
const { start, minutes } = PlanStudySession.schema.shape;
const title = Line(120);
const place = LineOrNone(80);
/** `week` is that of the day where it is not given; a make-up session gives an earlier one. */
const PlanBody = PlanStudySession.schema.omit({ sessionId: true, week: true }).extend({ title, place, week: Week.optional() }).strict().meta({ id: 'PlanStudySessionBody' });
/** `was`: what the form showed; 409 `changed-meanwhile` where it is no longer that. */
const ChangeBody = z.strictObject({ title, day: Day, start, minutes, place, week: Week.optional(), was: ChangeStudySession.schema.shape.was }).meta({ id: 'ChangeStudySessionBody' });
const SeriesBody = PlanStudySession.schema.omit({ sessionId: true, week: true, day: true }).extend({
  title, place,
  weekday: z.number().int().min(1).max(7), from: Day, until: Day, skip: z.array(Day).max(60).optional(),
}).strict().refine(({ from, until }) => dayNumber(until) - dayNumber(from) <= 366, { path: ['until'], message: 'series-too-long' }).meta({ id: 'PlanSeriesBody' });
const ReopenBody = z.strictObject({ reason: ReasonGiven }).meta({ id: 'ReopenStudySessionBody' });
const CancelBody = z.strictObject({ reason: ReasonGiven }).meta({ id: 'CancelStudySessionBody' });
const Shown = shown(SessionDetail.extend({
  lateSigningDays: z.number().int().nullable().meta({ description: 'for so many days after its day it can be signed for, and reopened: as set when it was opened, null until then' }),
  may: z.object({ manage: z.boolean(), sign: z.boolean().meta({ description: 'sign for those who were there; and show its code, where it is open' }), reopen: z.boolean() }),
})).meta({ id: 'StudySessionShown' });
type Looking = (decided: (session: typeof studySession) => Promise<Outcome>, now: StudySession) => Promise<Outcome>;

@ApiTags('study sessions')
@Controller('api')
export class StudySessionController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly directory: Directory, private readonly moments: Moments,
    private readonly sessions: StudySessions, private readonly query: StudySessionQuery, private readonly settings: HttpSettings,
  ) {}

  @Get('study-sessions') @Needs('sessions.read') @ApiOkResponse({ standardSchema: shown(pageOf(Session)) })
  async list(@Asked() call: Call, @AsOf() moment: Moment, @Query({ schema: Listing }) { unit, own, ...filter }: z.infer<typeof Listing>) {
    const units = await this.access.within(call, unit);
    return { ...(await this.query.page({ ...filter, units: own ? units.filter((id) => id === unit) : units }, moment, await this.known(call))), ...(await this.moments.shown(moment)) };
  }

  /** The caller's own sessions of the period, of 60 days before and after today where none is given. */
  @Get('me/sessions') @Needs('own') @ApiOkResponse({ standardSchema: pageOf(MySession) })
  async mine(@Asked() call: Call, @Query({ schema: Period }) { from, to, ...page }: z.infer<typeof Period>) {
    const { person } = await this.access.self(call);
    const today = shanghaiDay(call.now);
    return this.query.mine(call.memberId, person.unitId, { from: from ?? addDays(today, -60), to: to ?? addDays(today, 60), today, ...page }, await this.known(call));
  }

  @Get('study-sessions/:sessionId') @Needs('sessions.read') @ApiOkResponse({ standardSchema: Shown })
  async one(@Asked() call: Call, @AsOf() moment: Moment, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>) {
    const session = await this.query.one(sessionId, moment, await this.known(call));
    if (!session) throw new NotFoundException();
    await this.access.unit(call, session.unitId);
    const manage = (await this.directory.unitsWith(call.memberId, 'sessions.manage')).has(session.unitId);
    const opened = session.openedAt === null ? undefined : await this.sessions.now(sessionId);
    const sign = manage && opened !== undefined && inTimeToSign(opened, call.now) && (session.status === 'open' || session.status === 'held');
    return { ...session, lateSigningDays: opened?.lateSigningDays ?? null, may: { manage, sign, reopen: sign && session.status === 'held' }, ...(await this.moments.shown(moment)) };
  }

  @Post('study-sessions') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written({ sessionId: SessionId }) })
  async plan(@Asked() call: Call, @Body({ schema: PlanBody }) { week, ...body }: z.infer<typeof PlanBody>) {
    const scope = await this.access.unit(call, body.unitId);
    const sessionId = idOf(call.command); // from the command: a retry plans no second session
    const wish = PlanStudySession({ ...body, sessionId, week: week ?? weekOf(body.day) });
    const { position } = await this.commands.handle(await this.planning(wish.data), wish, scope);
    return { sessionId, position };
  }

  /** A year of Fridays in one form. Each session is a command of its own, so that a retry completes what was cut off, as long as none of its days has become too late meanwhile. */
  @Post('study-sessions/series') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written({ sessionIds: z.array(SessionId) }) })
  async series(@Asked() call: Call, @Body({ schema: SeriesBody }) body: z.infer<typeof SeriesBody>) {
    const { weekday, from, until, skip, ...plan } = body;
    const scope = await this.access.unit(call, plan.unitId);
    const days = seriesDays({ weekday, from, until, skip });
    if (days.length === 0) refuse('series-empty');
    const planned = async (day: string, index: number) => {
      const wish = PlanStudySession({ ...plan, sessionId: idOf(call.command, index), day, week: weekOf(day) });
      return { sessionId: wish.data.sessionId, ...(await this.commands.handle(await this.planning(wish.data), wish, scope, { part: { index, of: body } })) };
    };
    const first = await planned(days[0]!, 0); // where any is refused, this one is, and nothing is planned
    const made = [first, ...(await Promise.all(days.slice(1).map((day, at) => planned(day, at + 1))))];
    return { sessionIds: made.map(({ sessionId }) => sessionId), position: made.map(({ position }) => position).sort().at(-1)! };
  }

  @Post('study-sessions/:sessionId/change') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  change(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>, @Body({ schema: ChangeBody }) { week, ...plan }: z.infer<typeof ChangeBody>) {
    return this.manage(call, ChangeStudySession({ sessionId, ...plan, week: week ?? weekOf(plan.day) }), this.asPlanned(week ?? weekOf(plan.day)));
  }

  @Post('study-sessions/:sessionId/publish') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  publish(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>) { return this.manage(call, PublishStudySession({ sessionId }), this.asPlanned()); }

  /** Invites whoever belongs to the unit on the session's day, by main post. */
  @Post('study-sessions/:sessionId/open') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  async open(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>) {
    const { unitId, day, invitations, lateSigningDays } = await this.sessions.asked(sessionId, call);
    await this.access.unit(call, unitId);
    // A retry sends what was sent the first time, even if somebody was transferred since, or another period set.
    if (invitations.length > 0) return this.manage(call, OpenStudySession({ sessionId, invited: invitations.flat(), lateSigningDays }));
    return this.manage(call, OpenStudySession({ sessionId, invited: await this.roster(unitId, day), lateSigningDays: this.settings.lateSigningDays }));
  }

  @Post('study-sessions/:sessionId/close') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  close(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>) {
    return this.manage(call, CloseStudySession({ sessionId }), (close) => this.sessions.closing(sessionId, close));
  }

  /** It was closed by mistake: what followed from that is taken back until it is closed again. */
  @Post('study-sessions/:sessionId/reopen') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  reopen(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>, @Body({ schema: ReopenBody }) { reason }: z.infer<typeof ReopenBody>) {
    return this.manage(call, ReopenStudySession({ sessionId, reason }));
  }

  @Post('study-sessions/:sessionId/cancel') @Needs('sessions.manage') @ApiCreatedResponse({ standardSchema: written() })
  cancel(@Asked() call: Call, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>, @Body({ schema: CancelBody }) { reason }: z.infer<typeof CancelBody>) {
    return this.manage(call, CancelStudySession({ sessionId, reason }), async (cancel) => cancel(await this.sessions.cancelling(sessionId)));
  }

  private async planning({ unitId, week }: Pick<StudySession, 'unitId' | 'week'>) {
    const byItsEnd = await this.directory.tree({ day: sundayOfWeek(week) });
    return planning({ unitThere: byItsEnd.unit(unitId) !== undefined, lateSigningDays: this.settings.lateSigningDays });
  }
  private asPlanned(week?: string): Looking { return async (decided, session) => decided(await this.planning({ unitId: session.unitId, week: week ?? session.week })); }

  private known({ memberId }: Call) { return this.directory.unitsWith(memberId, 'persons.read'); }

  /** `looking`: at what stands beside the session. Only for who may manage it: of others, a hall's would be much work, and take longer than a session that is not there. */
  private async manage(call: Call, wish: StudySessionCommand, looking: Looking = (decided) => decided(studySession)) {
    const now = await this.sessions.asked(wish.data.sessionId, call);
    const scope = await this.access.unit(call, now.unitId);
    const { position } = await looking((session) => this.commands.handle(session, wish, scope), now);
    return { position };
  }

  /** Whoever is forgotten is expected nowhere: nothing is known of them any more, not even whether they are still there. */
  private async roster(unitId: string, day: string): Promise<Invited[]> {
    const pages = await Array.fromAsync(pagesOf((at) => this.directory.people([unitId], { day, limit: 500, ...at })));
    return pages.flatMap(({ people }) => people.filter(({ name }) => name !== null).map(({ memberId }) => ({ memberId, unit: unitId })));
  }
}
