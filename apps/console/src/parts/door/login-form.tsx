import { useState } from 'react';
import { enter, Problem } from '../../api.ts';
import { useSay } from '../../i18n/translate.ts';
import { Form } from '../form.tsx';
import { withNext } from './next.ts';
import { NewPassword } from './new-password.tsx';
import { faultOf, Field, ProblemNotice, SubmitButton } from '../parts.tsx';

/** Account and password, wherever they are asked for: at the door, in place of a lost login, before signing. `next`: where an activation goes on instead. */
export const LoginForm = ({ account: known, next, done }: { account?: string; next?: string | undefined; done: () => void }) => {
  const say = useSay();
  const [account, setAccount] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [renewal, setRenewal] = useState<string>(); // of a password that has become too old
  const [state, setState] = useState<{ pending: boolean; problem: Error | null }>({ pending: false, problem: null });
  const submit = async () => {
    if (state.pending) return;
    setState({ pending: true, problem: null });
    try {
      await enter('/login', { account: account.trim(), password, ...(renewal === undefined ? {} : { newPassword: renewal }) });
      setState({ pending: false, problem: null });
      done();
    } catch (error) {
      if (error instanceof Problem && error.code === 'password-expired') setRenewal('');
      setState({ pending: false, problem: error as Error });
    }
  };
  const inactive = state.problem instanceof Problem && state.problem.code === 'not-activated';
  return (
    <Form onSubmit={() => void submit()}>
      {state.problem && <ProblemNotice problem={state.problem} />}
      {inactive && <a href={withNext('/activate', next, { account })}>{say('enter.toActivate')}</a>}
      <Field label={say('enter.account')}>{(props) => <input {...props} className="input" name="account" autoComplete="username" autoFocus={!known}
        readOnly={known !== undefined} required value={account} onChange={(event) => setAccount(event.target.value)} />}</Field>
      <Field label={say('enter.password')}>{(props) => <input {...props} className="input" name="password" type="password" autoComplete="current-password"
        autoFocus={known !== undefined} required value={password} onChange={(event) => setPassword(event.target.value)} />}</Field>
      {renewal !== undefined && <NewPassword fault={faultOf(state.problem, 'newPassword')} value={renewal} onChange={setRenewal} autoFocus />}
      <SubmitButton always pending={state.pending}>{say(renewal === undefined ? 'enter.login' : 'enter.renew')}</SubmitButton>
    </Form>
  );
};
