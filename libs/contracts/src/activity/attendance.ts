import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, Instant, MemberId, Reason, SessionId } from '../ids.ts';

/** 本人扫码 by the member's own phone, or 管理员代签 by an administrator, who says why. */
export const SigningMethod = z.enum(['qr', 'by-administrator']);
export type SigningMethod = z.infer<typeof SigningMethod>;

const id = { sessionId: SessionId, memberId: MemberId };
/** What the device says of itself proves nothing and is kept beside the server's time. */
const device = { deviceAt: Instant.optional(), device: z.string().max(64).optional() };

export const SignAttendance = command('SignAttendance', z.object({ ...id, method: SigningMethod, reason: Reason.optional(), ...device }));
/** A signature that should not be there; the first fact stays, this one names why it no longer counts. */
export const WithdrawAttendance = command('WithdrawAttendance', z.object({ ...id, reason: Reason }));
export type AttendanceCommand = Of<typeof SignAttendance | typeof WithdrawAttendance>;

/** `day` and `minutes` are the session's, copied by the decider. */
export const AttendanceSigned = event('AttendanceSigned', { v: 1, data: z.object({ ...id, day: Day, minutes: z.number().int(), method: SigningMethod, reason: Reason.optional(), ...device }) });
/**
 * Says again of the signature what its event said, so that whoever counted minutes or signatures by hand can take them back. The first version did not:
 * there both are `null`, which is unknown and not none, and the event before it in its stream says them.
 */
export const AttendanceWithdrawn = event('AttendanceWithdrawn', {
  v: 2, upcast: { 1: (old) => ({ ...old, minutes: null, method: null }) },
  data: z.object({ ...id, day: Day, minutes: z.number().int().nullable(), method: SigningMethod.nullable(), reason: Reason }),
});
export type AttendanceEvent = Of<typeof AttendanceSigned | typeof AttendanceWithdrawn>;
