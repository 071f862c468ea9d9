import { post } from '../../api.ts';
import type { Grant, Written } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { CandidatePicker } from './candidate-picker.tsx';
import { useMe } from '../data.ts';
import { DayField } from '../dates.tsx';
import { FormDialog } from '../form-dialog.tsx';
import { Field } from '../parts.tsx';
import { today } from '../time.ts';
import { UnitPicker } from '../units/unit-picker.tsx';
import { WordSelect } from '../word-select.tsx';
import { roles } from '../words.ts';

type Props = { onClose: () => void; done: () => void };

/** A role for a unit's subtree, between two days. `memberId`: of the person whose page it is; else one is looked for. */
export const GrantForm = ({ memberId, onClose, done }: Props & { memberId?: string }) => {
  const say = useSay();
  const word = useWord();
  const { data: me } = useMe();
  return (
    <FormDialog title={say('roles.grant')} name={`grant-${memberId ?? 'somebody'}`} submit={say('roles.grant')} onClose={onClose} done={done}
      picked={['memberId', 'unitId', 'from']} initial={{ memberId: memberId ?? '', name: '', role: 'unit-administrator', unitId: me?.scopeRoots[0]?.unitId ?? '', from: today(), until: '' }}
      send={({ memberId: whose, name: _, until, ...grant }, key) => post<Written>(`/members/${encodeURIComponent(whose)}/roles`, { ...grant, until: until || null }, key)}>
      {({ values, set, fault }) => (
        <>
          {!memberId && <Field label={say('grants.person')} hint={say('grants.personHint')} fault={fault('memberId', 'not-found', 'own-role', 'roles-separated')}>
            {(props) => <CandidatePicker {...props} name={values.name} onChange={(person) => set({ memberId: person.memberId, name: `${person.name} · ${person.unitName ?? ''}` })} />}
          </Field>}
          <Field label={say('roles.role')} hint={word('roleWhy', values.role)} fault={fault('role', 'role-held-already', 'roles-separated')}>
            {(props) => <WordSelect {...props} family="role" words={roles} value={values.role} onChange={(role) => set({ role })} />}</Field>
          <Field label={say('roles.for')} fault={fault('unitId')}>{(props) => <UnitPicker {...props} label={say('roles.for')} value={values.unitId} onChange={(unitId) => set({ unitId })} />}</Field>
          <Field label={say('person.from')} fault={fault('from')}>{(props) => <DayField {...props} value={values.from} onChange={(from) => set({ from })} />}</Field>
          <Field label={say('roles.until')} hint={say('roles.untilHint')} fault={fault('until', 'until-before-from')}>
            {(props) => <DayField {...props} value={values.until} onChange={(until) => set({ until })} />}</Field>
        </>
      )}
    </FormDialog>
  );
};

/** The last day is a fact like the first one: what was done with the role until then stays done. */
export const EndGrant = ({ memberId, name, grant, onClose, done }: Props & { memberId: string; name: string; grant: Grant }) => {
  const say = useSay();
  const word = useWord();
  return (
    <FormDialog danger title={say('roles.endOf', { role: word('role', grant.role), name })} name={`grant-end-${grant.grantId}`} submit={say('roles.end')}
      onClose={onClose} done={done} picked={['until']} initial={{ until: today() }}
      send={(values, key) => post<Written>(`/members/${memberId}/roles/${encodeURIComponent(grant.grantId)}/end`, values, key)}>
      {({ values, set, fault }) => (
        <>
          <p>{say('roles.endWhy', { unit: grant.unitName ?? '', from: grant.from })}</p>
          <Field label={say('roles.lastDay')} hint={say('roles.lastDayHint')} fault={fault('until', 'until-before-from', 'role-already-ended')}>
            {(props) => <DayField {...props} value={values.until} onChange={(until) => set({ until })} />}</Field>
        </>
      )}
    </FormDialog>
  );
};
