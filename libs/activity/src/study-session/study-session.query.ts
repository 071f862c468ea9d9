import { z } from 'zod';
import { Day, Time, Week } from '@lyceum/contracts/ids';
import { SessionStatus, StudyForm } from '@lyceum/contracts/activity/study-session';
import type { Directory } from '@lyceum/directory/directory';
import { isFew, leavesFew, seenCount } from '@lyceum/directory/few';
import type { Position } from '@lyceum/core/event';
import { searchable } from '@lyceum/core/searchable';
import { allRows, type Filter, pageAmong, type ReadStore } from '@lyceum/read-store/read-store';
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
/** 'none': not invited yet, or no more. A signature that was withdrawn is missing. */
export const MySession = Session.extend({ mine: z.enum(['signed', 'missing', 'none']), cancelReason: z.string().nullable() }).meta({ id: 'MyStudySession' });
export type MySession = z.infer<typeof MySession>;

/** `q`: part of a title. */
export type SessionFilter = {
  readonly units: readonly string[]; readonly q?: string | undefined; readonly from?: string | undefined; readonly to?: string | undefined;
  readonly status?: SessionStatus | undefined; readonly sort: 'day' | '-day'; readonly limit: number; readonly cursor?: string | undefined;
};
type Period = { readonly from: string; readonly to: string; readonly today: string; readonly limit: number; readonly cursor?: string | undefined };
type When = { readonly asOf?: Position };
/** The units whose persons the reader may know. */
type Known = ReadonlySet<string>;

const between = (from?: string, to?: string) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) });
const placeOf = ({ day, start, sessionId }: StudySessionRow) => `${day} ${start} ${sessionId}`;

/** Sessions as lists and pages show them: the row, who signed, and the unit's name. */
export class StudySessionQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  async page({ units, q, from, to, status, sort, limit, cursor }: SessionFilter, when: When, known: Known) {
    const where: Filter = { unitId: units, ...(from || to ? { day: between(from, to) } : {}), ...(status ? { status } : {}), ...(q === undefined ? {} : { sought: { contains: searchable(q) } }) };
    const [{ rows, next }, total] = await Promise.all([
      this.reads.find(studySessions, { where, sort: { by: 'day', descending: sort === '-day' }, limit, ...(cursor ? { cursor } : {}), ...when }),
      this.reads.count(studySessions, where, when.asOf),
    ]);
    return { items: await this.sessions(rows.map(({ row }) => row), when, known), next, total };
  }

  async one(sessionId: string, when: When, known: Known): Promise<z.infer<typeof SessionDetail> | undefined> {
    const found = await this.reads.get(studySessions, sessionId, when.asOf);
    if (!found) return undefined;
    const [session] = await this.sessions([found.row], when, known);
    const { publishedAt, openedAt, closedAt, cancelReason, reopenedAt, reopenReason } = found.row;
    return { ...session!, publishedAt, openedAt, closedAt, cancelReason, reopenedAt, reopenReason };
  }

  /**
   * Those that a member is or was invited to, and what their unit has published, what comes next first, then backwards from today. What was cancelled
   * after they could know of it stays until its day is over: nobody goes there for nothing.
   */
  async mine(memberId: string, unitId: string, { from, to, today, ...page }: Period, persons: Known) {
    const day = between(from, to);
    const states = new Map((await allRows(this.reads, sessionAttendance, { where: { memberId, day } })).map(({ sessionId, state }) => [sessionId, state]));
    const found = await Promise.all([
      allRows(this.reads, studySessions, { where: { key: [...states.keys()] } }), allRows(this.reads, studySessions, { where: { unitId, day, status: ['published', 'open', 'cancelled'] } }),
    ]);
    const known = found.flat().filter(({ sessionId, status, publishedAt, openedAt, day }) => status !== 'cancelled' || states.has(sessionId) || (day >= today && (publishedAt ?? openedAt) !== null));
    const rows = [...new Map(known.map((row) => [row.sessionId, row])).values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
    const coming = rows.filter((row) => row.day >= today), past = rows.filter((row) => row.day < today);
    const { items, next, total } = pageAmong([...coming, ...past.reverse()], ({ sessionId }) => sessionId, page);
    const sessions = (await this.sessions(items, {}, persons)).map((session, at): MySession => {
      const state = states.get(session.sessionId);
      return { ...session, cancelReason: items[at]!.cancelReason, mine: state === undefined ? 'none' : state === 'signed' ? 'signed' : 'missing' };
    });
    return { items: sessions, next, total };
  }

  private async sessions(rows: readonly StudySessionRow[], when: When, known: Known): Promise<Session[]> {
    if (rows.length === 0) return [];
    const [tree, totals] = await Promise.all([
      this.directory.tree({ ...when, toCome: true }),
      this.reads.total(sessionAttendance, { columns: [], by: 'sessionId', where: { sessionId: rows.map(({ sessionId }) => sessionId), state: 'signed' }, ...when }),
    ]);
    const signed = new Map(totals.map(({ group, count }) => [group, count]));
    return rows.map(({ sessionId, unitId, form, title, day, start, minutes, place, week, status, invited, hadSigned }) => {
      const [came, mayKnow] = [signed.get(sessionId) ?? 0, known.has(unitId)];
      const signedHidden = !mayKnow && !isFew(came) && leavesFew(came, invited);
      return {
        sessionId, unitId, unitName: tree.unit(unitId)?.name ?? null, form, title, day, start, minutes, place, week, status,
        invited: seenCount(invited, mayKnow), signed: signedHidden ? null : seenCount(came, mayKnow), signedHidden, hadSigned: mayKnow || hadSigned === 0 ? hadSigned : null,
      };
    });
  }
}
