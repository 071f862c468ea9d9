import { AttendanceSigned, AttendanceWithdrawn, SignAttendance, WithdrawAttendance, type SigningMethod } from '@lyceum/contracts/activity/attendance';
import { day, sessionId } from '../study-session/study-session.examples.ts';

const minutes = 60;
/** What Ada's phone says of itself. */
export const phone = { deviceAt: '2026-03-06T07:01:12.000Z', device: '5f2c' };

export const scan = (memberId: string) => SignAttendance({ sessionId, memberId, method: 'qr', ...phone });
export const scanned = (memberId: string, other: { device?: string } = {}) => AttendanceSigned({ sessionId, memberId, day, minutes, method: 'qr', ...phone, ...other });
export const signFor = (memberId: string, reason: string | undefined = '手机没电') => SignAttendance({ sessionId, memberId, method: 'by-administrator', reason });
export const signForWithoutReason = (memberId: string) => SignAttendance({ sessionId, memberId, method: 'by-administrator' });
export const signedFor = (memberId: string) => AttendanceSigned({ sessionId, memberId, day, minutes, method: 'by-administrator', reason: '手机没电' });
export const withdraw = (memberId: string) => WithdrawAttendance({ sessionId, memberId, reason: '本人未到' });
export const withdrawn = (memberId: string, method: SigningMethod = 'qr') => AttendanceWithdrawn({ sessionId, memberId, day, minutes, method, reason: '本人未到' });
