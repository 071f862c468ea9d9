import type { AttendanceEvent } from '@lyceum/contracts/activity/attendance';
import { FileAttendance, StrikeAttendance, type LearningFileCommand } from '@lyceum/contracts/assessment/learning-file';
import type { Recorded } from '@lyceum/core/event';
import { reactor } from '@lyceum/core/reactor';

const sourceOf = ({ id, type, stream, revision, recordedAt }: Recorded) => ({ eventId: id, type, stream, revision, recordedAt });

/** What a person did, as another context recorded it, becomes an entry of their file: so far attendances. */
export const learningFileReactor = reactor<AttendanceEvent, LearningFileCommand>({
  name: 'learning-file',
  on: {
    AttendanceSigned: (event) => {
      const { memberId, sessionId, day, minutes, method } = event.data;
      return [FileAttendance({ memberId, source: sourceOf(event), sessionId, day, minutes, method })];
    },
    AttendanceWithdrawn: (event) => {
      const { memberId, sessionId, day, reason } = event.data;
      return [StrikeAttendance({ memberId, source: sourceOf(event), sessionId, day, reason })];
    },
  },
});
