import { Directory } from '@lyceum/directory/directory';
import type { Context } from '@lyceum/nest-kit/context';
import { ReadStore } from '@lyceum/read-store/read-store';
import { AttendanceController } from './attendance/attendance.controller.ts';
import { AttendanceQuery } from './attendance/attendance.query.ts';
import { SignController } from './attendance/sign.controller.ts';
import { activityMessages } from './activity.messages.ts';
import { activityProjections } from './activity.projections.ts';
import { StudySessionController } from './study-session/study-session.controller.ts';
import { StudySessionQuery } from './study-session/study-session.query.ts';
import { StudySessions } from './study-session/study-sessions.ts';

/** Plans, study sessions of every form, attendance. */
export const activityContext: Context = {
  name: 'activity',
  projections: activityProjections,
  reactions: [],
  controllers: [StudySessionController, AttendanceController, SignController],
  providers: [
    StudySessions,
    { provide: StudySessionQuery, inject: [ReadStore, Directory], useFactory: (reads: ReadStore, directory: Directory) => new StudySessionQuery(reads, directory) },
    { provide: AttendanceQuery, inject: [ReadStore, Directory], useFactory: (reads: ReadStore, directory: Directory) => new AttendanceQuery(reads, directory) },
  ],
  messages: activityMessages,
};
