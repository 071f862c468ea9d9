import { reactor } from '@lyceum/core/reactor';
import { StudySessionClosed } from '@lyceum/contracts/activity/study-session';
import { RecordHolding, type CadenceCommand } from '@lyceum/contracts/assessment/cadence';
import type { Of } from '@lyceum/core/event';

/** A session that was held counts for the week that it fulfils. */
export const cadenceReactor = reactor<Of<typeof StudySessionClosed>, CadenceCommand>({
  name: 'cadence',
  on: { StudySessionClosed: ({ data: { unitId, week, form, sessionId, day } }) => [RecordHolding({ unitId, week, form, sessionId, day })] },
});
