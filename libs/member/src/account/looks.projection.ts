import { shanghaiDay } from '@lyceum/core/calendar';
import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { RecordLookedAt } from '@lyceum/contracts/audit/access';

/** Who looked at whose record: `actor` as in the log, `member:<id>`. */
export type LookRow = { readonly memberId: string; readonly actor: string; readonly what: string; readonly day: string; readonly recordedAt: string };

/** One row a look, for the person who was looked at. */
export const lookRows = projection<LookRow, Of<typeof RecordLookedAt>>({
  name: 'looks',
  version: 1,
  initial: { memberId: '', actor: '', what: '', day: '', recordedAt: '' },
  indexes: [['memberId', 'recordedAt']],
  keys: { RecordLookedAt: ({ id }) => id },
  on: { RecordLookedAt: (_, { data: { memberId, what }, actor, recordedAt }) => ({ memberId, actor, what, day: shanghaiDay(recordedAt), recordedAt }) },
});
