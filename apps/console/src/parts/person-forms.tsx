import { useState } from 'react';
import { post } from '../api.ts';
import type { PersonWhole, Written } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { AntdLayer } from './antd-layer.tsx';
import { useWrite } from './data.ts';
import { DayField } from './dates.tsx';
import { Dialog } from './dialogs.tsx';
import { Form } from './form.tsx';
import { faultOf, Field, ProblemNotice, SubmitButton } from './parts.tsx';
import { today } from './time.ts';
import { UnitPicker } from './unit-picker.tsx';
import { WordSelect } from './word-select.tsx';
import { tiers } from './words.ts';

type Props = { kind: 'transfer' | 'post' | 'details'; person: PersonWhole; onClose: () => void };

/** Transfer, change of post, correction: each a dated or reasoned fact, never an overwrite. */
const PersonForms = ({ kind, person, onClose }: Props) => {
  const say = useSay();
  const [values, setValues] = useState({ unitId: '', from: today(), post: person.post, tier: person.tier, name: person.name ?? '', phone: '', idNumber: '', reason: '' });
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
  const body = () => {
    const { unitId, from, post: title, tier, name, phone, idNumber, reason } = values;
    if (kind === 'transfer') return { unitId, from };
    if (kind === 'post') return { post: title, tier, from };
    return { name, reason, ...(phone && { phone }), ...(idNumber && { idNumber }) };
  };
  const write = useWrite((_: null, key) => post<Written>(`/members/${person.memberId}/${kind}`, body(), key), onClose);
  const text = (name: 'post' | 'name' | 'phone' | 'idNumber', required: boolean) => (
    <Field label={say(`person.${name}`)} hint={required ? undefined : say('person.leaveEmpty')} fault={faultOf(write.problem, name)}>{(props) => <input {...props} className="input" required={required} maxLength={60} autoComplete="off" value={values[name]} onChange={(event) => set({ [name]: event.target.value })} />}</Field>
  );
  return (
    <AntdLayer>
      <Dialog title={`${say(`personAction.${kind}`)} · ${person.name ?? ''}`} onClose={onClose}>
        <Form onSubmit={() => void write.run(null)}>
          {write.problem && <ProblemNotice problem={write.problem} />}
          {kind === 'transfer' && <><p>{say('person.transferWhy', { unit: person.unitName ?? '' })}</p><Field label={say('person.toUnit')} fault={faultOf(write.problem, 'unitId')}>{(props) => <UnitPicker {...props} label={say('person.toUnit')} value={values.unitId} onChange={(unitId) => set({ unitId })} />}</Field></>}
          {kind === 'post' && <>{text('post', true)}<Field label={say('person.tier')}>{(props) => <WordSelect {...props} family="tier" words={tiers} value={values.tier} onChange={(tier) => set({ tier })} />}</Field></>}
          {kind === 'details' && <>{text('name', true)}{text('phone', false)}{text('idNumber', false)}<Field label={say('reason')} hint={say('reason.hint')} fault={faultOf(write.problem, 'reason')}>{(props) => <textarea {...props} className="input" required maxLength={500} value={values.reason} onChange={(event) => set({ reason: event.target.value })} />}</Field></>}
          {kind !== 'details' && <Field label={say('person.from')} hint={say('person.fromHint')} fault={faultOf(write.problem, 'from')}>{(props) => <DayField {...props} value={values.from} onChange={(from) => set({ from })} />}</Field>}
          <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button><SubmitButton pending={write.pending}>{say('form.save')}</SubmitButton></div>
        </Form>
      </Dialog>
    </AntdLayer>
  );
};
export default PersonForms;
