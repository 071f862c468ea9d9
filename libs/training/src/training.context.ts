import type { Context } from '@lyceum/nest-kit/context';
import { trainingMessages } from './training.messages.ts';
import { trainingProjections } from './training.projections.ts';

/** Syllabi, classes, the item bank, exams, certificates. Nothing of it is built yet. */
export const trainingContext: Context = {
  name: 'training',
  projections: trainingProjections,
  reactions: [],
  controllers: [],
  messages: trainingMessages,
};
