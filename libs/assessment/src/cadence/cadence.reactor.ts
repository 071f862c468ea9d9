import { reactor } from '@lyceum/core/reactor';
import type { StudySessionClosed, StudySessionReopened } from '@lyceum/contracts/activity/study-session';
import { RecordHolding, WithdrawHolding, type CadenceCommand } from '@lyceum/contracts/assessment/cadence';
import type { Of } from '@lyceum/core/event';

/** A session that was held counts for the week that it fulfils, until it is reopened. */
export const cadenceReactor = reactor<Of<typeof StudySessionClosed | typeof StudySessionReopened>, CadenceCommand>({
  name: 'cadence',
  on: {
    StudySessionClosed: ({ revision: closing, data: { unitId, week, form, sessionId, day } }) => [RecordHolding({ unitId, week, form, sessionId, day, closing })],
    StudySessionReopened: ({ revision: reopening, data: { unitId, week, form, sessionId, day, reason } }) => [WithdrawHolding({ unitId, week, form, sessionId, day, reopening, reason })],
  },
});
