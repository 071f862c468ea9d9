import { addDays, mondayOf, sundayOf } from '@lyceum/core/calendar';
import { post } from '../../api.ts';
import type { Policy, Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { DayField } from '../dates.tsx';
import { FormDialog, type Filling } from '../form-dialog.tsx';
import { Field, Notice } from '../parts.tsx';
import { usePrefs } from '../prefs.ts';
import { StudyFormField, usualForm } from './study-form-field.tsx';
import { dayText, isDay, today } from '../time.ts';
import { UnitPicker } from '../units/unit-picker.tsx';

type Values = { unitId: string; title: string; basis: string; atLeast: number; effectiveFrom: string };
type Props = { onClose: () => void; done: () => void };
/** A week is judged by the rule that held on its Monday. */
const firstWeek = (day: string) => (mondayOf(day) === day ? day : addDays(mondayOf(day), 7));
const nextMonday = () => addDays(mondayOf(today()), 7);

const Fields = ({ values, set, fault }: Filling<Values>) => {
  const say = useSay();
  return (
    <>
      <Field label={say('policies.title')} fault={fault('title')}>
        {(props) => <input {...props} className="input" name="title" required maxLength={120} value={values.title} onChange={(event) => set({ title: event.target.value })} />}</Field>
      <Field label={say('policies.atLeast')} fault={fault('atLeast')}>
        {(props) => <input {...props} className="input num" name="atLeast" type="number" required min={1} max={7} step={1} value={values.atLeast || ''}
          onChange={(event) => set({ atLeast: Number(event.target.value) })} />}</Field>
      <Field label={say('why.basis')} hint={say('policies.basisHint')} fault={fault('basis')}>
        {(props) => <textarea {...props} className="input" name="basis" required maxLength={300} value={values.basis} onChange={(event) => set({ basis: event.target.value })} />}</Field>
      <Field label={say('policies.effective')} hint={say('policies.effectiveHint')} fault={fault('effectiveFrom', 'policy-not-later')}>
        {(props) => <DayField {...props} value={values.effectiveFrom} onChange={(effectiveFrom) => set({ effectiveFrom })} />}</Field>
    </>
  );
};

/** What saving would mean, in words: whom it binds, from which week on, and what stays as it was. */
const Meaning = ({ values, unit, form, before }: { values: Values; unit: string; form: string; before?: Policy }) => {
  const say = useSay();
  const word = useWord();
  const { language } = usePrefs();
  const { atLeast, effectiveFrom } = values;
  if (!isDay(effectiveFrom) || atLeast < 1) return null;
  const monday = dayText(firstWeek(effectiveFrom), language);
  const was = before?.rule.atLeast;
  return (
    <Notice>
      <strong>{say('policies.means')}</strong>
      <ul className="dots" data-means>
        <li>{was === undefined ? say('policies.meansNew', { unit, form: word('form', form), n: atLeast, monday })
          : was === atLeast ? say('policies.meansSame', { unit, n: atLeast, monday }) : say(atLeast > was ? 'policies.meansMore' : 'policies.meansLess', { unit, was, n: atLeast, monday })}</li>
        <li>{say('policies.meansMissed', { n: atLeast })}</li>
        <li>{say('policies.meansPast', { monday })}</li>
        <li>{say('policies.meansStrictest')}</li>
      </ul>
    </Notice>
  );
};

/** A rule for a unit and all below it, version 1. */
export const NewPolicy = ({ unit, onClose, done }: Props & { unit: { unitId: string; name: string } }) => {
  const say = useSay();
  const word = useWord();
  return (
    <FormDialog title={say('policies.new')} name={`policy-new-${unit.unitId}`} submit={say('policies.publish')} onClose={onClose} done={done}
      picked={['effectiveFrom']} initial={{ unitId: unit.unitId, unitName: unit.name, form: usualForm, title: word('form', usualForm), basis: '', atLeast: 1, effectiveFrom: nextMonday() }}
      send={({ unitId, form, title, basis, atLeast, effectiveFrom }, key) =>
        post<Written>('/policies', { unitId, title, basis, rule: { kind: 'cadence', form, per: 'week', atLeast }, effectiveFrom }, key)}>
      {({ values, set, fault }) => (
        <>
          <Field label={say('policies.forUnit')} fault={fault('unitId')}>
            {(props) => <UnitPicker {...props} label={say('policies.forUnit')} value={values.unitId} onChange={(unitId, { name }) => set({ unitId, unitName: name })} />}</Field>
          <StudyFormField values={values} set={set} problem={null} />
          <Fields values={values} set={set} fault={fault} />
          <Meaning values={values} unit={values.unitName} form={values.form} />
        </>
      )}
    </FormDialog>
  );
};

/** The next version of a rule: the earlier ones stay, and what was judged by them stays judged by them. */
export const NextVersion = ({ policy, onClose, done }: Props & { policy: Policy }) => {
  const say = useSay();
  const word = useWord();
  const { policyId, policyVersion, unitId, unitName, title, basis, rule, effectiveFrom } = policy;
  const rules = (n: number) => say('policies.cadence', { n, form: word('form', rule.form) });
  const later = effectiveFrom >= nextMonday() ? addDays(mondayOf(effectiveFrom), 7) : nextMonday();
  return (
    <FormDialog title={say('policies.nextOf', { title })} name={`policy-${policyId}`} submit={say('policies.publish')} onClose={onClose} done={done}
      picked={['effectiveFrom']} initial={{ unitId: unitId!, title, basis, atLeast: rule.atLeast, effectiveFrom: later, after: policyVersion,
        seen: { title, basis, rule: rules(rule.atLeast), effectiveFrom } }}
      send={({ seen: _, atLeast, ...values }, key) => post<Written>('/policies', { ...values, policyId, rule: { ...rule, atLeast } }, key)}
      meanwhile={({ seen, ...mine }) => ({
        versions: [
          { label: say('policies.title'), seen: seen.title, now: title, mine: mine.title },
          { label: say('policies.rule'), seen: seen.rule, now: rules(rule.atLeast), mine: rules(mine.atLeast) },
          { label: say('why.basis'), seen: seen.basis, now: basis, mine: mine.basis },
          { label: say('policies.effective'), seen: seen.effectiveFrom, now: effectiveFrom, mine: mine.effectiveFrom },
        ], seen: { after: policyVersion, seen: { title, basis, rule: rules(rule.atLeast), effectiveFrom } },
      })}>
      {({ values, set, fault }) => (
        <>
          <p className="quiet">{say('policies.nextWhy', { version: policyVersion, unit: unitName ?? '' })}</p>
          <Fields values={values} set={set} fault={fault} />
          <Meaning values={values} unit={unitName ?? ''} form={rule.form} before={policy} />
        </>
      )}
    </FormDialog>
  );
};

/** The last day on which a rule holds; a week that it does not hold to the end of is no longer judged by it. */
export const EndPolicy = ({ policy, onClose, done }: Props & { policy: Policy }) => {
  const say = useSay();
  const { language } = usePrefs();
  const sunday = sundayOf(today());
  return (
    <FormDialog danger title={say('policies.endOf', { title: policy.title })} name={`policy-end-${policy.policyId}`} submit={say('policies.end')} onClose={onClose} done={done}
      picked={['until']} initial={{ until: sunday > policy.effectiveFrom ? sunday : policy.effectiveFrom }} send={(values, key) => post<Written>(`/policies/${policy.policyId}/end`, values, key)}>
      {({ values, set, fault }) => (
        <>
          <Field label={say('policies.lastDay')} hint={say('policies.lastDayHint')} fault={fault('until', 'policy-ends-early', 'policy-ended')}>
            {(props) => <DayField {...props} value={values.until} onChange={(until) => set({ until })} />}</Field>
          {isDay(values.until) && <Notice kind="care"><strong>{say('policies.means')}</strong>
            <ul className="dots" data-means><li>{say('policies.meansEnd', { unit: policy.unitName ?? '', monday: dayText(mondayOf(addDays(values.until, 1)), language) })}
              </li><li>{say('policies.meansEndPast')}</li><li>{say('policies.meansEndFinal')}</li></ul></Notice>}
        </>
      )}
    </FormDialog>
  );
};
