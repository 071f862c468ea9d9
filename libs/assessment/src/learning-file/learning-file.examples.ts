import { AttendanceFiled, AttendanceStruck, FileAttendance, StrikeAttendance } from '@lyceum/contracts/assessment/learning-file';

const attendance = (type: string, revision: number, sessionId: string) =>
  ({ eventId: `${sessionId}${revision}`, type, stream: `attendance-${sessionId}-ada`, revision, recordedAt: '2026-03-06T07:01:00.000Z' });
const signed = (sessionId: string, revision: number) =>
  ({ memberId: 'ada', source: attendance('AttendanceSigned', revision, sessionId), sessionId, day: '2026-03-06', minutes: 60, method: 'qr' });
const withdrawn = (sessionId: string, revision: number) =>
  ({ memberId: 'ada', source: attendance('AttendanceWithdrawn', revision, sessionId), sessionId, day: '2026-03-06', reason: '本人未到' });

/** By session, and the revision of the attendance's own stream: signed at 0, withdrawn at 1, signed again at 2. */
export const file = (sessionId = 'friday10', revision = 0) => FileAttendance(signed(sessionId, revision));
export const filed = (sessionId = 'friday10', revision = 0) => AttendanceFiled(signed(sessionId, revision));
export const strike = (sessionId = 'friday10', revision = 1) => StrikeAttendance(withdrawn(sessionId, revision));
export const struck = (sessionId = 'friday10', revision = 1) => AttendanceStruck(withdrawn(sessionId, revision));
