import { useState } from 'react';
import { post } from '../api.ts';
import type { Written } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { AntdLayer } from './antd-layer.tsx';
import { useWrite } from './data.ts';
import { DayField } from './dates.tsx';
import { Dialog } from './dialogs.tsx';
import { Form } from './form.tsx';
import { faultOf, Field, ProblemNotice, SubmitButton } from './parts.tsx';
import { useScope } from './scope.ts';
import { today } from './time.ts';
import { UnitPicker } from './unit-picker.tsx';
import { WordSelect } from './word-select.tsx';
import { roles } from './words.ts';

/** A role for a unit's subtree, between two days. */
const GrantForm = ({ memberId, onClose }: { memberId: string; onClose: () => void }) => {
  const say = useSay();
  const word = useWord();
  const { unitId } = useScope();
  const [values, setValues] = useState({ role: 'unit-administrator', unitId: unitId ?? '', from: today(), until: '' });
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
  const write = useWrite((_: null, key) => post<Written>(`/members/${memberId}/roles`, { ...values, until: values.until || null }, key), onClose);
  return (
    <AntdLayer>
      <Dialog title={say('roles.grant')} onClose={onClose}>
        <Form onSubmit={() => void write.run(null)}>
          {write.problem && <ProblemNotice problem={write.problem} />}
          <Field label={say('roles.role')} hint={word('roleWhy', values.role)} fault={faultOf(write.problem, 'role')}>{(props) => <WordSelect {...props} family="role" words={roles} value={values.role} onChange={(role) => set({ role })} />}</Field>
          <Field label={say('roles.for')} fault={faultOf(write.problem, 'unitId')}>{(props) => <UnitPicker {...props} label={say('roles.for')} value={values.unitId} onChange={(id) => set({ unitId: id })} />}</Field>
          <Field label={say('person.from')} fault={faultOf(write.problem, 'from')}>{(props) => <DayField {...props} value={values.from} onChange={(from) => set({ from })} />}</Field>
          <Field label={say('roles.until')} hint={say('roles.untilHint')} fault={faultOf(write.problem, 'until')}>{(props) => <DayField {...props} value={values.until} onChange={(until) => set({ until })} />}</Field>
          <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button><SubmitButton pending={write.pending}>{say('roles.grant')}</SubmitButton></div>
        </Form>
      </Dialog>
    </AntdLayer>
  );
};
export default GrantForm;
