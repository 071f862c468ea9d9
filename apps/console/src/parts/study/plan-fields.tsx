import type { StudyForm } from '@lyceum/contracts/activity/study-session';
import { useSay } from '../../i18n/translate.ts';
import { TimeField } from '../dates.tsx';
import { DraftState } from '../draft-state.tsx';
import { faultOf, Field, ProblemNotice } from '../parts.tsx';
import { StudyFormField } from './study-form-field.tsx';
import { endTime } from '../time.ts';
import { UnitPicker } from '../units/unit-picker.tsx';

export type Kind = { unitId: string; form: StudyForm };
type Begun = Kind & { title: string };
type BeginProps = { draft: { values: Begun; dirty: boolean; restored: boolean; clear: () => void }; set: (change: Partial<Begun>) => void; problem: Error | null };
/** What planning begins with: where the form stands, whose session it is, and of which form of study. */
export const PlanBegin = ({ draft, set, problem }: BeginProps) => {
  const say = useSay();
  return (
    <>
      {problem && <ProblemNotice problem={problem} />}
      <DraftState draft={draft} />
      <Field label={say('unit.unit')} fault={faultOf(problem, 'unitId')}>
        {(props) => <UnitPicker {...props} label={say('unit.unit')} value={draft.values.unitId} onChange={(unitId) => set({ unitId })} />}</Field>
      <StudyFormField values={draft.values} set={set} problem={problem} />
    </>
  );
};

export type PlanValues = { title: string; start: string; minutes: number; place: string };
type Props = { values: PlanValues; set: (change: Partial<PlanValues>) => void; problem: Error | null };

/** What a single session and a series have in common. */
export const PlanFields = ({ values, set, problem }: Props) => {
  const say = useSay();
  return (
    <>
      <Field label={say('session.title')} fault={faultOf(problem, 'title')}>
        {(props) => <input {...props} className="input" required maxLength={120} value={values.title} onChange={(event) => set({ title: event.target.value })} />}</Field>
      <Field label={say('session.start')} fault={faultOf(problem, 'start')}>{(props) => <TimeField {...props} value={values.start} onChange={(start) => set({ start })} />}</Field>
      <Field label={say('session.minutes')} hint={values.start && values.minutes ? say('session.ends', { time: endTime(values.start, values.minutes) }) : undefined}
        fault={faultOf(problem, 'minutes')}>
        {(props) => <input {...props} className="input num" type="number" required min={5} max={600} step={5} value={Number.isFinite(values.minutes) ? values.minutes : ''}
          onChange={(event) => set({ minutes: event.target.valueAsNumber })} />}</Field>
      <Field label={say('session.place')} fault={faultOf(problem, 'place')}>
        {(props) => <input {...props} className="input" maxLength={80} value={values.place} onChange={(event) => set({ place: event.target.value })} />}</Field>
    </>
  );
};
