import { historyKinds } from '@lyceum/contracts/audit/history-kinds';
import type { Context } from '@lyceum/nest-kit/context';
import { accessNotes } from './access/access-notes.ts';
import { HistoryController } from './history/history.controller.ts';
import { MomentsController } from './history/moments.controller.ts';
import { auditProjections } from './audit.projections.ts';

/** History in sentences, as of any moment; who looked, and what was refused. */
export const auditContext: Context = {
  name: 'audit',
  projections: auditProjections,
  reactions: [],
  controllers: [HistoryController, MomentsController],
  providers: accessNotes,
  messages: {
    'subject-malformed': { zh: '历史的对象应为 member:、unit:、session: 加编号，或 administration、log。', en: 'The subject of a history is member:, unit: or session: with an id, or administration, or log.' },
    'kind-malformed': { zh: `记录的种类应为 ${historyKinds.join('、')}，多个之间用英文逗号。`, en: `The kind of what a history tells is one of ${historyKinds.join(', ')}, or several with commas between.` },
  },
};
