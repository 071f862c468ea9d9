import { decider, refuse } from '@lyceum/core/decider';
import { AttendanceFiled, AttendanceStruck, type LearningFileCommand, type LearningFileEvent } from '@lyceum/contracts/assessment/learning-file';

/**
 * What was written, newest first: a chain, so that folding n entries takes n steps; a set copied at each entry would take n².
 * A file grows for a working life, and is folded for every entry.
 */
type LearningFile = null | { readonly eventId: string; readonly sessionId: string; readonly struck: boolean; readonly before: LearningFile };

const find = (file: LearningFile, wanted: (entry: NonNullable<LearningFile>) => boolean): LearningFile => {
  for (let entry = file; entry; entry = entry.before) if (wanted(entry)) return entry;
  return null;
};

/** 学习档案. Each source event leaves one entry, however often it is delivered. */
export const learningFile = decider<LearningFile, LearningFileCommand, LearningFileEvent>({
  category: 'learning-file',
  id: ({ memberId }) => memberId,
  initial: null,

  decide: {
    FileAttendance: ({ memberId, source, sessionId, day, minutes, method }, file) =>
      find(file, ({ eventId }) => eventId === source.eventId) ? [] : [AttendanceFiled({ memberId, source, sessionId, day, minutes, method })],

    StrikeAttendance: ({ memberId, source, sessionId, day, reason }, file) => {
      if (find(file, ({ eventId }) => eventId === source.eventId)) return [];
      const entry = find(file, (written) => written.sessionId === sessionId);
      if (!entry || entry.struck) refuse('nothing-to-strike', { sessionId });
      return [AttendanceStruck({ memberId, source, sessionId, day, reason })];
    },
  },

  evolve: {
    AttendanceFiled: (before, { source, sessionId }) => ({ eventId: source.eventId, sessionId, struck: false, before }),
    AttendanceStruck: (before, { source, sessionId }) => ({ eventId: source.eventId, sessionId, struck: true, before }),
  },
});
