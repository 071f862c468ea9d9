import type { Context } from '@lyceum/nest-kit/context';
import { trainingMessages } from './training.messages.ts';

/** Syllabi, classes, the item bank, exams, certificates. Nothing of it is built yet. */
export const trainingContext: Context = {
  name: 'training',
  projections: [],
  reactions: [],
  controllers: [],
  messages: trainingMessages,
};
