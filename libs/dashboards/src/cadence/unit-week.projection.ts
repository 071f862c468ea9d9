import { weekOf } from '@lyceum/core/calendar';
import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { StudySessionClosed } from '@lyceum/contracts/activity/study-session';
import type { CadenceMended, CadenceMet, CadenceMissed } from '@lyceum/contracts/assessment/cadence';

export type Rhythm = Of<typeof StudySessionClosed | typeof CadenceMet | typeof CadenceMissed | typeof CadenceMended>;
export type UnitWeek = {
  unitId: string; week: string;
  /** Sessions held for the week; those of them whose day lies after it. */
  held: number; late: number;
  /** 1 where the week was judged as missed; 1 where that was mended. `owed` is what is still open. */
  missed: number; mended: number; owed: number;
  /** The policy's version that the verdict rests on. */
  policyId: string | null; policyVersion: number | null;
};

/** One row per unit and week: the rhythm that was kept, and the rule that says so. */
export const unitWeek = projection<UnitWeek, Rhythm>({
  name: 'unit-week',
  version: 2,
  initial: { unitId: '', week: '', held: 0, late: 0, missed: 0, mended: 0, owed: 0, policyId: null, policyVersion: null },
  indexes: [['unitId', 'week'], ['missed', 'week'], ['policyId', 'week']],
  totals: ['held', 'late', 'missed', 'mended', 'owed'],
  keys: {
    StudySessionClosed: ({ data }) => `${data.unitId}/${data.week}`,
    CadenceMet: ({ data }) => `${data.unitId}/${data.week}`,
    CadenceMissed: ({ data }) => `${data.unitId}/${data.week}`,
    CadenceMended: ({ data }) => `${data.unitId}/${data.week}`,
  },
  on: {
    StudySessionClosed: (row, { data: { unitId, week, day } }) => ({ ...row, unitId, week, held: row.held + 1, late: row.late + (weekOf(day) > week ? 1 : 0) }),
    CadenceMet: (row, { data: { unitId, week, policyId, policyVersion } }) => ({ ...row, unitId, week, policyId, policyVersion }),
    CadenceMissed: (row, { data: { unitId, week, policyId, policyVersion } }) => open({ ...row, unitId, week, policyId, policyVersion, missed: row.missed + 1 }),
    CadenceMended: (row, { data: { unitId, week } }) => open({ ...row, unitId, week, mended: row.mended + 1 }),
  },
});

const open = (row: UnitWeek): UnitWeek => ({ ...row, owed: Math.max(0, row.missed - row.mended) });
