import { post } from '../../api.ts';
import type { PersonWhole, Written } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { FormDialog } from '../form-dialog.tsx';
import { Field, Notice } from '../parts.tsx';
import { useNameOf } from './name-of.ts';

/** The one thing that can't be taken back: it says what is lost and what stays, and asks for a reason and a tick. */
export const Forget = ({ person, onClose, done }: { person: PersonWhole; onClose: () => void; done: () => void }) => {
  const say = useSay();
  const nameOf = useNameOf();
  return (
    <FormDialog danger title={say('forget.title', { name: nameOf(person) })} name={`person-${person.memberId}-forget`} initial={{ reason: '', understood: false }}
      submit={say('forget.do')} onClose={onClose} done={done}
      send={({ reason }, key) => post<Written>(`/members/${person.memberId}/forget`, { reason: reason.trim() }, key)}>
      {({ values, set, fault }) => (
        <>
          <Notice kind="wrong">
            <strong>{say('forget.final')}</strong>
            <ul className="dots"><li>{say('forget.lost')}</li><li>{say('forget.account')}</li><li>{say('forget.stays')}</li></ul>
          </Notice>
          <Field label={say('reason')} hint={say('reason.hint')} fault={fault('reason')}>
            {(props) => <textarea {...props} className="input" name="reason" required maxLength={500} value={values.reason} onChange={(event) => set({ reason: event.target.value })} />}</Field>
          <Field label={say('forget.understood', { name: nameOf(person) })}>
            {(props) => <input {...props} type="checkbox" name="understood" required checked={values.understood} onChange={(event) => set({ understood: event.target.checked })} />}</Field>
        </>
      )}
    </FormDialog>
  );
};
