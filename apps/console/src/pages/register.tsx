import { useNavigate } from 'react-router';
import { post } from '../api.ts';
import type { Written } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useWrite } from '../parts/data.ts';
import { DayField } from '../parts/dates.tsx';
import { useDraft, useLeaveWarning } from '../parts/draft.ts';
import { DraftState } from '../parts/draft-state.tsx';
import { Form } from '../parts/form.tsx';
import { KindFields } from '../parts/people/kind-fields.tsx';
import { faultOf, Field, PageHead, Panel, ProblemNotice, SubmitButton } from '../parts/parts.tsx';
import { useScope } from '../parts/scope.ts';
import { today } from '../parts/time.ts';
import { UnitPicker } from '../parts/units/unit-picker.tsx';
import { useTo } from '../parts/url.ts';
import { WordSelect } from '../parts/word-select.tsx';
import { tiers } from '../parts/words.ts';

const blank = { name: '', idNumber: '', phone: '', unitId: '', post: '', tier: 'operator', employment: 'staff', party: 'non-party', joinedParty: '', from: today() };
type Values = typeof blank;
/** An empty field is one that is not known, and is not sent. */
const known = (values: Values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));

const RegisterForm = ({ unitId }: { unitId: string }) => {
  const say = useSay();
  const to = useTo();
  const navigate = useNavigate();
  const draft = useDraft<Values>('register', { ...blank, unitId });
  const { values, set } = draft;
  const write = useWrite((input: Values, key) => post<Written & { memberId: string }>('/members', known(input), key), ({ memberId }) => {
    draft.clear();
    void navigate(to(`/people/${memberId}`), { replace: true });
  });
  useLeaveWarning(draft);
  const text = (name: 'name' | 'idNumber' | 'phone' | 'post', options: { required?: boolean; hint?: string; max: number; mode?: 'tel' | 'text' }) => (
    <Field label={say(`person.${name}`)} hint={options.hint} fault={faultOf(write.problem, name)}>
      {(props) => <input {...props} className="input" name={name} required={options.required} maxLength={options.max} inputMode={options.mode} autoComplete="off"
        value={values[name]} onChange={(event) => set({ [name]: event.target.value })} />}
    </Field>
  );
  return (
    <Form onSubmit={() => void write.run(values)}>
      {write.problem && <ProblemNotice problem={write.problem} />}
      <DraftState draft={draft} />
      {text('name', { required: true, max: 40 })}
      <Field label={say('unit.unit')} fault={faultOf(write.problem, 'unitId')}>
        {(props) => <UnitPicker {...props} label={say('unit.unit')} value={values.unitId} onChange={(id) => set({ unitId: id })} />}</Field>
      {text('post', { required: true, max: 60 })}
      <Field label={say('person.tier')} fault={faultOf(write.problem, 'tier')}>
        {(props) => <WordSelect {...props} family="tier" words={tiers} value={values.tier} onChange={(tier) => set({ tier })} />}</Field>
      <KindFields values={values} set={set} fault={(name) => faultOf(write.problem, name)} />
      {text('phone', { max: 30, mode: 'tel' })}
      {text('idNumber', { hint: say('person.idHint'), max: 18 })}
      <Field label={say('person.from')} hint={say('person.fromHint')} fault={faultOf(write.problem, 'from')}>
        {(props) => <DayField {...props} value={values.from} onChange={(from) => set({ from })} />}</Field>
      <SubmitButton pending={write.pending}>{say('people.registerDo')}</SubmitButton>
    </Form>
  );
};

export const RegisterPage = () => {
  const say = useSay();
  const to = useTo();
  const { unitId } = useScope();
  return (
    <>
      <PageHead title={say('people.register')} crumbs={[{ name: say('nav.people'), to: to('/people') }, { name: say('people.register') }]} />
      <Panel>{unitId && <RegisterForm unitId={unitId} />}</Panel>
    </>
  );
};
