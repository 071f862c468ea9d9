import { Directory } from '@lyceum/directory/directory';
import { reaction, type Context } from '@lyceum/nest-kit/context';
import { ReadStore } from '@lyceum/read-store/read-store';
import { assessmentMessages } from './assessment.messages.ts';
import { assessmentProjections } from './assessment.projections.ts';
import { cadence } from './cadence/cadence.decider.ts';
import { cadenceReactor } from './cadence/cadence.reactor.ts';
import { weekEnd } from './cadence/week-end.ts';
import { LearningFileController } from './learning-file/learning-file.controller.ts';
import { learningFile } from './learning-file/learning-file.decider.ts';
import { LearningFileQuery } from './learning-file/learning-file.query.ts';
import { learningFileReactor } from './learning-file/learning-file.reactor.ts';
import { PolicyController } from './policy/policy.controller.ts';
import { PolicyQuery } from './policy/policy.query.ts';

/** Policies and the verdicts on them, learning files. */
export const assessmentContext: Context = {
  name: 'assessment',
  projections: assessmentProjections,
  reactions: [reaction(cadenceReactor, cadence), reaction(learningFileReactor, learningFile)],
  controllers: [PolicyController, LearningFileController],
  providers: [
    { provide: PolicyQuery, inject: [ReadStore, Directory], useFactory: (reads: ReadStore, directory: Directory) => new PolicyQuery(reads, directory) },
    { provide: LearningFileQuery, inject: [ReadStore], useFactory: (reads: ReadStore) => new LearningFileQuery(reads) },
  ],
  jobs: [weekEnd],
  messages: assessmentMessages,
};
