import { weekOf } from '@lyceum/core/calendar';
import type { Of } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { StudySessionClosed, StudySessionReopened } from '@lyceum/contracts/activity/study-session';
import type { CadenceMended, CadenceMendingLifted, CadenceMet, CadenceMissed, CadenceMissLifted } from '@lyceum/contracts/assessment/cadence';

export type Rhythm = Of<typeof StudySessionClosed | typeof StudySessionReopened | typeof CadenceMet | typeof CadenceMissed | typeof CadenceMissLifted | typeof CadenceMended | typeof CadenceMendingLifted>;
/** A form of study whose rule was missed in the week: each is judged for itself. */
export type Miss = { readonly form: string; readonly policyId: string; readonly policyVersion: number; readonly mended: boolean };
export type UnitWeek = {
  unitId: string; week: string;
  /** Sessions held for the week; those of them whose day lies after it. */
  held: number; late: number;
  /** 1 where the week was judged as missed; 1 where that was mended. `owed` is what is still open. */
  missed: number; mended: number; owed: number;
  /** How many events moved each: a session that is reopened and closed again moves them to and fro. */
  heldFacts: number; lateFacts: number; missedFacts: number; mendedFacts: number;
  /** One for each form that was missed: `missed` and `mended` count them. */
  misses: readonly Miss[];
  /** The policy's version that the newest verdict rests on, of whichever form. */
  policyId: string | null; policyVersion: number | null;
};

const weekOfUnit = ({ data }: { readonly data: { readonly unitId: string; readonly week: string } }) => `${data.unitId}/${data.week}`;

/** One row per unit and week: the rhythm that was kept, and the rule that says so. */
export const unitWeek = projection<UnitWeek, Rhythm>({
  name: 'unit-week',
  version: 4,
  initial: { unitId: '', week: '', held: 0, late: 0, missed: 0, mended: 0, owed: 0, heldFacts: 0, lateFacts: 0, missedFacts: 0, mendedFacts: 0, misses: [], policyId: null, policyVersion: null },
  indexes: [['unitId', 'week'], ['missed', 'week'], ['policyId', 'week']],
  totals: ['held', 'late', 'missed', 'mended', 'owed', 'heldFacts', 'lateFacts', 'missedFacts', 'mendedFacts'],
  keys: {
    StudySessionClosed: weekOfUnit, StudySessionReopened: weekOfUnit,
    CadenceMet: weekOfUnit, CadenceMissed: weekOfUnit, CadenceMissLifted: weekOfUnit, CadenceMended: weekOfUnit, CadenceMendingLifted: weekOfUnit,
  },
  on: {
    StudySessionClosed: (row, { data }) => holding(row, data, 1),
    StudySessionReopened: (row, { data }) => holding(row, data, -1),
    CadenceMet: (row, { data: { unitId, week, policyId, policyVersion } }) => ({ ...row, unitId, week, policyId, policyVersion }),
    CadenceMissed: (row, { data: { unitId, week, form, policyId, policyVersion } }) =>
      open({ ...row, unitId, week, policyId, policyVersion, missed: row.missed + 1, missedFacts: row.missedFacts + 1, misses: [...others(row, form), { form, policyId, policyVersion, mended: false }] }),
    CadenceMissLifted: (row, { data: { form } }) => open({ ...row, missed: row.missed - 1, missedFacts: row.missedFacts + 1, misses: others(row, form) }),
    CadenceMended: (row, { data: { unitId, week, form } }) => open({ ...row, unitId, week, mended: row.mended + 1, mendedFacts: row.mendedFacts + 1, misses: madeGood(row, form, true) }),
    CadenceMendingLifted: (row, { data: { form } }) => open({ ...row, mended: row.mended - 1, mendedFacts: row.mendedFacts + 1, misses: madeGood(row, form, false) }),
  },
});

/** What waits to be made good for; where nothing does, what was. */
export const missOf = ({ misses }: UnitWeek): Miss | undefined => misses.find(({ mended }) => !mended) ?? misses[0];

const others = ({ misses }: UnitWeek, form: string): readonly Miss[] => misses.filter((miss) => miss.form !== form);
const madeGood = ({ misses }: UnitWeek, form: string, mended: boolean): readonly Miss[] => misses.map((miss) => (miss.form === form ? { ...miss, mended } : miss));
const open = (row: UnitWeek): UnitWeek => ({ ...row, owed: Math.max(0, row.missed - row.mended) });
const holding = (row: UnitWeek, { unitId, week, day }: { readonly unitId: string; readonly week: string; readonly day: string }, by: 1 | -1): UnitWeek => {
  const late = weekOf(day) > week ? 1 : 0;
  return { ...row, unitId, week, held: row.held + by, heldFacts: row.heldFacts + 1, late: row.late + by * late, lateFacts: row.lateFacts + late };
};
