import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { refuse } from '@lyceum/core/decider';
import { Day, Instant, SessionId } from '@lyceum/contracts/ids';
import { SignAttendance } from '@lyceum/contracts/activity/attendance';
import { Directory } from '@lyceum/directory/directory';
import { Access } from '@lyceum/nest-kit/access';
import { written } from '@lyceum/nest-kit/answers';
import type { Call, Visit } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Asked, Needs, Public, Visiting } from '@lyceum/nest-kit/http';
import { SigningSecret } from '@lyceum/nest-kit/signing-secret';
import { invitationOf, mustBeInTimeToSign, stands } from '../study-session/study-session.decider.ts';
import { StudySessions } from '../study-session/study-sessions.ts';
import { attendance, spentCode } from './attendance.decider.ts';
import { codeAt, deviceMark, isCode, sessionNamedIn, sessionOfCode, sessionOfTicket, ticketAt, ticketLife } from './signing-code.ts';

const Which = z.object({ sessionId: SessionId });
const Shown = z.object({ url: z.url(), code: z.string(), expiresAt: Instant, serverNow: Instant }).meta({ id: 'SigningCode' });
const Code = z.string().max(120);
const CaptureBody = z.strictObject({ code: Code }).meta({ id: 'CaptureCodeBody' });
const Captured = z.object({ ticket: z.string(), expiresAt: Instant, title: z.string(), unitName: z.string().nullable() }).meta({ id: 'CapturedCode' });
/** `device`: a random text that the browser keeps; the log gets a mark of it that means nothing in any other session. */
const SignBody = z.strictObject({ code: Code.optional(), ticket: Code.optional(), deviceAt: Instant.optional(), device: z.string().min(1).max(64).optional() })
  .refine(({ code, ticket }) => (code === undefined) !== (ticket === undefined), { path: ['code'], message: 'code-or-ticket' }).meta({ id: 'SignBody' });
const Signed = written({ sessionId: SessionId, title: z.string(), day: Day, already: z.boolean() });

/** What the cookie of a browser that has captured a code is for. */
const capture = 'capture';
const instantOf = (milliseconds: number) => new Date(milliseconds).toISOString();

/** 扫码签到: a code on the wall, a phone, and at most one login in between. */
@ApiTags('attendance')
@Controller('api')
export class SignController {
  constructor(
    private readonly commands: Commands, private readonly access: Access, private readonly directory: Directory,
    private readonly sessions: StudySessions, private readonly secret: SigningSecret,
  ) {}

  /** The code to show now. Ask again when it expires: by then the next has taken its place. */
  @Get('study-sessions/:sessionId/code') @Needs('attendance.manage') @ApiOkResponse({ standardSchema: Shown })
  async code(@Asked() call: Call, @Visiting() { origin }: Visit, @Param({ schema: Which }) { sessionId }: z.infer<typeof Which>) {
    const session = await this.sessions.now(sessionId);
    await this.access.unit(call, session.unitId);
    if (session.status !== 'open') refuse('session-not-open');
    mustBeInTimeToSign(session, call.now); // a code that leads to no signature is none
    const { code, until } = codeAt(this.secret.key, sessionId, Date.parse(call.now));
    return { url: `${origin}/sign/${code}`, code, expiresAt: instantOf(until), serverNow: call.now };
  }

  /** On the first load of the code's page, before anybody has logged in: the ticket proves later that the code was fresh, for this browser alone. */
  @Post('sign/capture') @Public() @ApiCreatedResponse({ standardSchema: Captured })
  async capture(@Visiting() visit: Visit, @Body({ schema: CaptureBody }) { code }: z.infer<typeof CaptureBody>) {
    const now = Date.parse(visit.now);
    const sessionId = sessionOfCode(this.secret.key, code, now) ?? this.spentOrNone(code);
    const { title, unitId } = await this.sessions.now(sessionId);
    const { ticket, until } = ticketAt(this.secret.key, sessionId, visit.browser(capture, ticketLife / 1000), now);
    return { ticket, expiresAt: instantOf(until), title, unitName: (await this.directory.tree()).unit(unitId)?.name ?? null };
  }

  @Post('sign') @Needs('own') @ApiCreatedResponse({ standardSchema: Signed })
  async sign(@Asked() call: Call, @Visiting() visit: Visit, @Body({ schema: SignBody }) { code, ticket, deviceAt, device }: z.infer<typeof SignBody>) {
    const now = Date.parse(call.now), { memberId } = call;
    const fresh = code === undefined ? sessionOfTicket(this.secret.key, ticket!, visit.knownBrowser(capture) ?? '', now) : sessionOfCode(this.secret.key, code, now);
    const sessionId = fresh ?? (await this.signedBefore(call, code ?? ticket!)) ?? this.spentOrNone(code);
    const session = await this.sessions.now(sessionId);
    const scope = await this.access.home(call);
    // Signed for the unit of the invitation: a transfer recorded since must not count the signature where nobody was invited.
    const unit = invitationOf(session, memberId)?.unit ?? scope.unit;
    const mark = device === undefined ? undefined : deviceMark(this.secret.key, sessionId, device);
    const { position, facts } = await this.commands.handle(fresh === undefined ? spentCode : attendance, SignAttendance({ sessionId, memberId, method: 'qr', deviceAt, device: mark }), { ...scope, unit });
    return { position, sessionId, title: session.title, day: session.day, already: facts.length === 0 };
  }

  /** A ticket that does not hold is always called expired: whose it was is nobody's business. */
  private spentOrNone(code: string | undefined): never {
    return refuse(code === undefined || isCode(this.secret.key, code) ? 'code-expired' : 'code-unknown');
  }

  /**
   * The session of a code that may be as old as it likes, or forged, since nothing comes of it (`spentCode`): this very request has signed before,
   * or the caller has otherwise. Both are then answered as they were when the code was fresh.
   */
  private async signedBefore(call: Call, text: string): Promise<string | undefined> {
    const sessionId = sessionNamedIn(text);
    if (sessionId === undefined) return undefined;
    const { state, commands } = await this.commands.past(attendance, SignAttendance({ sessionId, memberId: call.memberId, method: 'qr' }));
    return commands.has(call.command) || stands(state) ? sessionId : undefined;
  }
}
