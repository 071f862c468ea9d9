import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, Instant, MemberId, Reason, SessionId } from '../ids.ts';

/** 学习档案: the stream `learning-file-<member>`, whose dense revisions show a dropped entry. Every entry names the event that it rests on. */
export const Source = z.object({ eventId: z.string(), type: z.string(), stream: z.string(), revision: z.number().int(), recordedAt: Instant });
const id = { memberId: MemberId };
const attendance = { ...id, source: Source, sessionId: SessionId, day: Day, minutes: z.number().int(), method: z.string() };

export const FileAttendance = command('FileAttendance', z.object(attendance));
export const StrikeAttendance = command('StrikeAttendance', z.object({ ...id, source: Source, sessionId: SessionId, day: Day, reason: Reason }));
export type LearningFileCommand = Of<typeof FileAttendance | typeof StrikeAttendance>;

export const AttendanceFiled = event('AttendanceFiled', { v: 1, data: z.object(attendance) });
/** The entry stays and is marked: this one says why it no longer counts. */
export const AttendanceStruck = event('AttendanceStruck', { v: 1, data: StrikeAttendance.schema });
export type LearningFileEvent = Of<typeof AttendanceFiled | typeof AttendanceStruck>;
