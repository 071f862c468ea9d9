import { z } from 'zod';
import { Day, Time, Week } from '@lyceum/contracts/ids';
import { SessionStatus, StudyForm } from '@lyceum/contracts/activity/study-session';
import type { Directory } from '@lyceum/directory/directory';
import { isSmall, leavesFew, seenCount } from '@lyceum/directory/few';
import type { Position } from '@lyceum/core/event';
import type { Filter, ReadStore, Row } from '@lyceum/read-store/read-store';
import { sessionAttendance } from '../attendance/session-attendance.projection.ts';
import { studySessions, type StudySessionRow } from './study-session.projection.ts';

const Count = z.number().int().nullable().meta({ description: 'null where it is one to four, for readers without a right to the unit’s persons' });
export const Session = z.object({
  sessionId: z.string(), unitId: z.string(), unitName: z.string().nullable(), form: StudyForm, title: z.string(), day: Day, start: Time,
  minutes: z.number().int(), place: z.string(), week: Week, status: SessionStatus, invited: Count, signed: Count,
  signedHidden: z.boolean().meta({ description: 'true where `signed` is null although it is not small: with the number of those invited it would tell that one to four did not sign' }),
  hadSigned: z.number().int().nullable().meta({ description: 'of a cancelled session: how many people had signed before their signatures were withdrawn; null where some had, for readers without a right to the unit’s persons' }),
}).meta({ id: 'StudySession' });
export type Session = z.infer<typeof Session>;
export const SessionDetail = Session.extend({
  publishedAt: z.iso.datetime().nullable(), openedAt: z.iso.datetime().nullable(), closedAt: z.iso.datetime().nullable(), cancelReason: z.string().nullable(),
  reopenedAt: z.iso.datetime().nullable().meta({ description: 'the last time that it was reopened' }), reopenReason: z.string().nullable(),
}).meta({ id: 'StudySessionDetail' });
/** 'none': not invited yet. A signature that was withdrawn is missing. */
export const MySession = Session.extend({ mine: z.enum(['signed', 'missing', 'none']) }).meta({ id: 'MyStudySession' });
export type MySession = z.infer<typeof MySession>;

export type SessionFilter = {
  readonly units: readonly string[]; readonly from?: string | undefined; readonly to?: string | undefined;
  readonly status?: SessionStatus | undefined; readonly sort: 'day' | '-day'; readonly limit: number; readonly cursor?: string | undefined;
};
type When = { readonly asOf?: Position };
/** The units whose persons the reader may know. */
type Known = ReadonlySet<string>;

const between = (from?: string, to?: string) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
const most = 200; // of one member's sessions in a period

/** Sessions as lists and pages show them: the row, who signed, and the unit's name. */
export class StudySessionQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  async page({ units, from, to, status, sort, limit, cursor }: SessionFilter, when: When, known: Known) {
    const where: Filter = { unitId: units, ...(from || to ? { day: between(from, to) } : {}), ...(status ? { status } : {}) };
    const [{ rows, next }, total] = await Promise.all([
      this.reads.find(studySessions, { where, sort: { by: 'day', descending: sort === '-day' }, limit, ...(cursor ? { cursor } : {}), ...when }),
      this.reads.count(studySessions, where, when.asOf),
    ]);
    return { items: await this.sessions(rows, when, known), next, total };
  }

  async one(sessionId: string, when: When, known: Known): Promise<z.infer<typeof SessionDetail> | undefined> {
    const found = await this.reads.get(studySessions, sessionId, when.asOf);
    if (!found) return undefined;
    const [session] = await this.sessions([found], when, known);
    const { publishedAt, openedAt, closedAt, cancelReason, reopenedAt, reopenReason } = found.row;
    return { ...session!, publishedAt, openedAt, closedAt, cancelReason, reopenedAt, reopenReason };
  }

  /** Those that a member is or was invited to, and what their unit has published; what comes next first, then backwards from today. */
  async mine(memberId: string, unitId: string, period: { from: string; to: string; today: string }, known: Known): Promise<MySession[]> {
    const day = between(period.from, period.to);
    const invitations = await this.reads.find(sessionAttendance, { where: { memberId, day }, sort: { by: 'day', descending: true }, limit: most });
    const states = new Map(invitations.rows.map(({ row }) => [row.sessionId, row.state]));
    const [invited, announced] = await Promise.all([
      this.reads.find(studySessions, { where: { key: [...states.keys()] }, limit: most }),
      this.reads.find(studySessions, { where: { unitId, day, status: ['published', 'open'] }, sort: { by: 'day' }, limit: most }),
    ]);
    const rows = [...new Map([...invited.rows, ...announced.rows].map((row) => [row.key, row])).values()];
    const sessions = (await this.sessions(rows, {}, known)).sort((a, b) => (a.day + a.start < b.day + b.start ? -1 : 1));
    const next = sessions.filter((session) => session.day >= period.today), past = sessions.filter((session) => session.day < period.today);
    return [...next, ...past.reverse()].map((session) => {
      const state = states.get(session.sessionId);
      return { ...session, mine: state === undefined ? 'none' : state === 'signed' ? 'signed' : 'missing' };
    });
  }

  private async sessions(rows: readonly Row<StudySessionRow>[], when: When, known: Known): Promise<Session[]> {
    if (rows.length === 0) return [];
    const [tree, totals] = await Promise.all([
      this.directory.tree(when),
      this.reads.total(sessionAttendance, { columns: [], by: 'sessionId', where: { sessionId: rows.map(({ key }) => key), state: 'signed' }, ...when }),
    ]);
    const signed = new Map(totals.map(({ group, count }) => [group, count]));
    return rows.map(({ row: { sessionId, unitId, form, title, day, start, minutes, place, week, status, invited, hadSigned } }) => {
      const [came, mayKnow] = [signed.get(sessionId) ?? 0, known.has(unitId)];
      const signedHidden = !mayKnow && !isSmall(came) && leavesFew(came, invited);
      return {
        sessionId, unitId, unitName: tree.unit(unitId)?.name ?? null, form, title, day, start, minutes, place, week, status,
        invited: seenCount(invited, mayKnow), signed: signedHidden ? null : seenCount(came, mayKnow), signedHidden, hadSigned: mayKnow || hadSigned === 0 ? hadSigned : null,
      };
    });
  }
}
