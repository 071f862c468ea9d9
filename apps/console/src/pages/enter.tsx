import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { enter } from '../api.ts';
import { useSay } from '../i18n/translate.ts';
import { Form } from '../parts/form.tsx';
import { LoginForm } from '../parts/door/login-form.tsx';
import { NewPassword, useBeginning } from '../parts/door/new-password.tsx';
import { faultOf, Field, Notice, ProblemNotice, SubmitButton } from '../parts/parts.tsx';
import { inside, withNext } from '../parts/door/next.ts';
import { Gate } from './gate.tsx';

export const LoginPage = () => {
  const say = useSay();
  const [params] = useSearchParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const setup = useBeginning();
  const next = params.get('next') ?? undefined;
  if (setup.data?.needed) return <Navigate to="/setup" replace />;
  return (
    <Gate title={say('enter.title')}>
      {setup.error && <ProblemNotice problem={setup.error} retry={() => void setup.refetch()} />}
      <LoginForm next={next} done={() => { client.clear(); void navigate(inside(next), { replace: true }); }} />
      <Link to={withNext('/activate', next)}>{say('enter.toActivate')}</Link>
      <p className="quiet small">{say('enter.help')}</p>
    </Gate>
  );
};

export const ActivatePage = () => {
  const say = useSay();
  const [params] = useSearchParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const next = params.get('next') ?? undefined;
  const [account, setAccount] = useState(params.get('account') ?? '');
  const [code, setCode] = useState(params.get('code') ?? '');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [state, setState] = useState<{ pending: boolean; problem: Error | null }>({ pending: false, problem: null });
  const different = again !== '' && again !== password ? say('enter.different') : undefined;
  const submit = async () => {
    if (state.pending || different) return;
    setState({ pending: true, problem: null });
    try {
      await enter('/activation', { account: account.trim(), code: code.trim().toUpperCase(), password });
      client.clear();
      void navigate(inside(next), { replace: true });
    } catch (error) {
      setState({ pending: false, problem: error as Error });
    }
  };
  return (
    <Gate title={say('enter.activate')}>
      <Form onSubmit={() => void submit()}>
        {state.problem && <ProblemNotice problem={state.problem} />}
        <Notice>{say('enter.activateWhy')}</Notice>
        <Field label={say('enter.account')} fault={faultOf(state.problem, 'account')}>
          {(props) => <input {...props} className="input" autoComplete="username" required value={account} onChange={(event) => setAccount(event.target.value)} />}</Field>
        <Field label={say('enter.code')} hint={say('enter.codeHint')} fault={faultOf(state.problem, 'code')}>
          {(props) => <input {...props} className="input mono" style={{ fontSize: '1rem', letterSpacing: '0.15em' }} autoComplete="one-time-code"
            autoCapitalize="characters" required maxLength={12} value={code} onChange={(event) => setCode(event.target.value)} />}
        </Field>
        <NewPassword fault={faultOf(state.problem, 'password')} value={password} onChange={setPassword} />
        <Field label={say('enter.passwordAgain')} fault={different}>
          {(props) => <input {...props} className="input" type="password" autoComplete="new-password" required value={again} onChange={(event) => setAgain(event.target.value)} />}</Field>
        <SubmitButton pending={state.pending}>{say('enter.activateDo')}</SubmitButton>
      </Form>
      <Link to={withNext('/login', next)}>{say('enter.toLogin')}</Link>
    </Gate>
  );
};
