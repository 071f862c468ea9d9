import { z } from 'zod';
import { SigningMethod } from '@lyceum/contracts/activity/attendance';
import { personName } from '@lyceum/contracts/person-name';
import type { Position } from '@lyceum/core/event';
import type { Directory } from '@lyceum/directory/directory';
import { shownName } from '@lyceum/directory/shown-name';
import type { ReadStore } from '@lyceum/read-store/read-store';
import { sessionAttendance } from './session-attendance.projection.ts';

export const Attendance = z.object({
  memberId: z.string(), ...personName, unitId: z.string(), state: z.enum(['signed', 'missing', 'withdrawn']),
  method: SigningMethod.optional(), reason: z.string().optional(), recordedAt: z.iso.datetime().optional(),
  signedAt: z.iso.datetime().optional().meta({ description: 'of a withdrawn one, whose `recordedAt` is that of the withdrawal' }), deviceAt: z.iso.datetime().optional(),
  device: z.string().optional().meta({ description: 'a mark that is the same for the same device in this session, and unlike in any other' }),
  sharedDevice: z.literal(true).optional().meta({ description: 'another member signed in this session from the same device' }),
}).meta({ id: 'Attendance' });
export type Attendance = z.infer<typeof Attendance>;

/** 'missing': everyone whose signature does not stand, also a withdrawn one. */
export const ListedState = z.enum(['all', 'signed', 'missing']);
type Listing = { readonly state: z.infer<typeof ListedState>; readonly limit: number; readonly cursor?: string | undefined };
const statesOf = { all: ['signed', 'missing', 'withdrawn'], signed: ['signed'], missing: ['missing', 'withdrawn'] } as const;

/** Who is here and who is missing, by name, in the order of their ids. */
export class AttendanceQuery {
  constructor(private readonly reads: ReadStore, private readonly directory: Directory) {}

  async page(sessionId: string, { state, limit, cursor }: Listing, when: { readonly asOf?: Position }) {
    const where = { sessionId, state: statesOf[state] };
    const [{ rows, next }, total] = await Promise.all([
      this.reads.find(sessionAttendance, { where, limit, ...(cursor ? { cursor } : {}), ...when }),
      this.reads.count(sessionAttendance, where, when.asOf),
    ]);
    const devices = [...new Set(rows.flatMap(({ row }) => row.device ?? []))];
    const [names, uses] = await Promise.all([
      this.directory.names(rows.map(({ row }) => row.memberId)),
      devices.length > 0 ? this.reads.total(sessionAttendance, { columns: [], by: 'device', where: { sessionId, device: devices }, ...when }) : [],
    ]);
    const shared = new Set(uses.filter(({ count }) => count > 1).map(({ group }) => group));
    const items = rows.map(({ row }): Attendance => ({
      memberId: row.memberId, ...shownName(names.get(row.memberId)), unitId: row.unitId, state: row.state,
      ...(row.method ? { method: row.method } : {}), ...(row.reason ? { reason: row.reason } : {}),
      ...(row.recordedAt ? { recordedAt: row.recordedAt } : {}), ...(row.signedAt && row.state === 'withdrawn' ? { signedAt: row.signedAt } : {}), ...(row.deviceAt ? { deviceAt: row.deviceAt } : {}),
      ...(row.device ? { device: row.device } : {}), ...(shared.has(row.device) ? { sharedDevice: true as const } : {}),
    }));
    return { items, next, total };
  }
}
