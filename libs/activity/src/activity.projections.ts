import type { Projection } from '@lyceum/core/projection';
import { sessionAttendance } from './attendance/session-attendance.projection.ts';
import { studySessions } from './study-session/study-session.projection.ts';

export const activityProjections: readonly Projection[] = [studySessions, sessionAttendance];
