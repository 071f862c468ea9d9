import { useState, type ReactNode } from 'react';
import { useSay } from '../i18n/translate.ts';
import { Dialog } from './dialogs.tsx';
import { Form } from './form.tsx';
import { Field, ProblemNotice } from './parts.tsx';

type Props = { title: string; text?: ReactNode; action: string; danger?: boolean; pending: boolean; problem: Error | null; onDo: (reason: string) => void; onClose: () => void };
/** Whatever is done by hand says why. The reason stays in the log in clear, so it asks for no names. */
export const AskReason = ({ title, text, action, danger = false, pending, problem, onDo, onClose }: Props) => {
  const say = useSay();
  const [reason, setReason] = useState('');
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => onDo(reason.trim())}>
        {text && <p>{text}</p>}
        {problem && <ProblemNotice problem={problem} />}
        <Field label={say('reason')} hint={say('reason.hint')}>
          {(props) => <textarea {...props} className="input" required maxLength={500} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />}</Field>
        <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button>
          <button type="submit" className={danger ? 'button danger' : 'button primary'} aria-disabled={pending}>{pending ? say('form.sending') : action}</button></div>
      </Form>
    </Dialog>
  );
};
