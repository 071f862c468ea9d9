import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { post, Problem } from '../api.ts';
import type { Beginning, FirstCode } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { CodeSheet } from '../parts/people/code-sheet.tsx';
import { useUnloadWarning } from '../parts/draft.ts';
import { Form } from '../parts/form.tsx';
import { useBeginning } from '../parts/door/new-password.tsx';
import { faultOf, Field, Notice, ProblemNotice, Reading, SubmitButton } from '../parts/parts.tsx';
import { uuid } from '../parts/uuid.ts';
import { Gate } from './gate.tsx';

/** The office runs the studying; the three administrators hold the keys apart (三员分离). */
const roles = ['office', 'system-administrator', 'security-administrator', 'audit-administrator'] as const;
type First = { role: (typeof roles)[number]; account: string };
type Codes = { codes: FirstCode[] };

/** For who has lost a code: nobody but who runs the server can help these four. */
const LostCode = () => {
  const say = useSay();
  return <p className="small quiet">{say('setup.lost')} <code className="mono">npm run lyceum -- activation-code --account {say('setup.lostAccount')} --data {say('setup.lostData')}</code></p>;
};

/** What the link shows once it is used up. */
const Already = () => {
  const say = useSay();
  return (
    <Gate title={say('setup.title')}>
      <Notice kind="good" role="status">{say('setup.already')}</Notice>
      <div className="row"><Link className="button primary" to="/login">{say('setup.toLogin')}</Link><Link className="button" to="/activate">{say('enter.activate')}</Link></div>
      <LostCode />
    </Gate>
  );
};

/** Everybody's code, seen this once: each sets their own password by it, and nobody knows another's. */
const Done = ({ unitName, people, codes }: { unitName: string; people: readonly (First & { name: string })[] } & Codes) => {
  const say = useSay();
  const word = useWord();
  const [saved, setSaved] = useState(false);
  useUnloadWarning(!saved);
  const shown = codes.flatMap(({ code, expiresAt, ...each }) => (code === null || expiresAt === null ? [] : [{ ...each, code, expiresAt, name: people.find(({ role }) => role === each.role)!.name, of: word('role', each.role) }]));
  return (
    <Gate wide title={say('setup.done')}>
      <p>{say('setup.doneDo')}</p>
      {!saved && <Notice kind="care">{say('setup.codesOnce')}<LostCode /></Notice>}
      <CodeSheet codes={shown} whose={unitName} by={say('roles.role')} onSaved={() => setSaved(true)} />
      <Link className="button" to="/activate">{say('enter.activate')}</Link>
    </Gate>
  );
};

export const SetupPage = () => {
  const say = useSay();
  const word = useWord();
  const [params] = useSearchParams();
  const token = params.get('token') ?? '';
  const [unitName, setUnitName] = useState('');
  const [people, setPeople] = useState(roles.map((role) => ({ role, name: '', account: '' })));
  const [state, setState] = useState<{ pending: boolean; problem: Error | null; done?: Codes }>({ pending: false, problem: null });
  const client = useQueryClient();
  const beginning = useBeginning();
  const key = useRef(uuid()); // sent again after an answer that was lost, it is the same set-up, with codes made anew
  const change = (index: number, what: Partial<(typeof people)[number]>) => setPeople(people.map((one, i) => (i === index ? { ...one, ...what } : one)));
  const submit = async () => {
    if (state.pending) return;
    setState({ pending: true, problem: null });
    try {
      const done = await post<Codes>('/setup', { token, unitName, administrators: people }, key.current, { anonymous: true });
      client.setQueryData<Beginning>(['/setup'], (known) => known && { ...known, needed: false });
      setState({ pending: false, problem: null, done });
    } catch (error) {
      setState({ pending: false, problem: error as Error });
    }
  };
  if (state.done) return <Done unitName={unitName} people={people} codes={state.done.codes} />;
  const sent = state.pending || state.problem !== null; // its answer may have been lost: then it is sent again, though the city is set up by now
  if ((!sent && beginning.data?.needed === false) || (state.problem instanceof Problem && state.problem.code === 'set-up-already')) return <Already />;
  if (!token) return <Gate title={say('setup.title')}><Notice kind="care">{say('setup.noToken')}</Notice></Gate>;
  return (
    <Gate wide title={say('setup.title')}>
      <Reading of={beginning}>{() => (
        <div className="stack">
          <p>{say('setup.why')}</p>
          <Form wide onSubmit={() => void submit()}>
            {state.problem && <ProblemNotice problem={state.problem} />}
            <Field label={say('setup.unit')} hint={say('setup.unitHint')} fault={faultOf(state.problem, 'unitName')}>
              {(props) => <input {...props} className="input" required maxLength={80} value={unitName} onChange={(event) => setUnitName(event.target.value)} />}</Field>
            {people.map((one, i) => (
              <fieldset key={one.role} className="stack tight" style={{ border: '1px solid var(--line)', borderRadius: 6, padding: '0.75rem 1rem 1rem' }}>
                <legend style={{ padding: '0 0.25rem' }}><b>{word('role', one.role)}</b></legend>
                <p className="quiet small">{word('roleWhy', one.role)}</p>
                <div style={{ display: 'grid', gap: '0.75rem', gridTemplateColumns: 'repeat(auto-fit, minmax(10rem, 1fr))' }}>
                  <Field label={say('person.name')} fault={faultOf(state.problem, `administrators.${i}.name`)}>
                    {(props) => <input {...props} className="input" required value={one.name} onChange={(event) => change(i, { name: event.target.value })} />}</Field>
                  <Field label={say('enter.account')} fault={faultOf(state.problem, `administrators.${i}.account`)}>
                    {(props) => <input {...props} className="input" autoComplete="off" required value={one.account} onChange={(event) => change(i, { account: event.target.value })} />}</Field>
                </div>
              </fieldset>
            ))}
            <SubmitButton pending={state.pending}>{say('setup.do')}</SubmitButton>
          </Form>
        </div>
      )}</Reading>
    </Gate>
  );
};
