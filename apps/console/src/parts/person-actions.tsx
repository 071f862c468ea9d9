import { lazy, Suspense, useState } from 'react';
import { post } from '../api.ts';
import type { ActivationCode, PersonWhole, Written } from '../api-types.ts';
import { useSay, type Key } from '../i18n/translate.ts';
import { AskReason } from './ask-reason.tsx';
import { useRight, useWrite } from './data.ts';
import { Dialog } from './dialogs.tsx';
import { Moment, Notice, ProblemNotice } from './parts.tsx';
import { Popover } from './popover.tsx';
import { Icon } from './icon.tsx';

const PersonForms = lazy(() => import('./person-forms.tsx'));
const kinds = ['transfer', 'post', 'details', 'code', 'forget'] as const;
type Kind = (typeof kinds)[number];
const rightOf: Record<Kind, string> = { transfer: 'persons.change', post: 'persons.change', details: 'persons.change', code: 'accounts.manage', forget: 'persons.forget' };

/** A one-time code to hand over: read out, or shown, once. */
const CodeDialog = ({ person, onClose }: { person: PersonWhole; onClose: () => void }) => {
  const say = useSay();
  const [code, setCode] = useState<ActivationCode>();
  const write = useWrite((_: null, key) => post<ActivationCode>(`/members/${person.memberId}/activation-code`, {}, key), setCode);
  return (
    <Dialog title={say('account.code', { name: person.name ?? '' })} onClose={onClose}>
      {write.problem && <ProblemNotice problem={write.problem} retry={() => void write.run(null)} />}
      {code ? (
        <>
          <dl className="facts"><dt>{say('enter.account')}</dt><dd className="mono" style={{ fontSize: '1rem' }}>{code.account}</dd>
            <dt>{say('enter.code')}</dt><dd className="mono" style={{ fontSize: '1.5rem', letterSpacing: '0.12em' }} data-code>{code.code}</dd>
            <dt>{say('account.until')}</dt><dd><Moment of={code.expiresAt} /></dd></dl>
          <Notice>{say('account.handOver', { link: `${location.origin}/activate` })}</Notice>
        </>
      ) : (
        <><p>{say(person.active ? 'account.resetWhy' : 'account.codeWhy')}</p>
          <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button><button type="button" className="button primary" aria-disabled={write.pending} onClick={() => void write.run(null)}>{say(write.pending ? 'form.sending' : 'account.codeDo')}</button></div></>
      )}
    </Dialog>
  );
};

const Forget = ({ person, onClose }: { person: PersonWhole; onClose: () => void }) => {
  const say = useSay();
  const write = useWrite((reason: string, key) => post<Written>(`/members/${person.memberId}/forget`, { reason }, key), onClose);
  return <AskReason danger title={say('forget.title', { name: person.name ?? '' })} text={say('forget.text')} action={say('forget.do')} pending={write.pending} problem={write.problem} onDo={(reason) => void write.run(reason)} onClose={onClose} />;
};

export const PersonActions = ({ person }: { person: PersonWhole }) => {
  const say = useSay();
  const may = useRight();
  const [chosen, setChosen] = useState<Kind>();
  const allowed = kinds.filter((kind) => may(rightOf[kind]));
  const close = () => setChosen(undefined);
  if (allowed.length === 0) return null;
  return (
    <>
      {may('accounts.manage') && <button type="button" className="button" onClick={() => setChosen('code')}>{say(person.active ? 'account.reset' : 'account.codeDo')}</button>}
      <Popover end label={say('person.more')} button={<>{say('person.more')}<Icon name="down" size={14} /></>}>
        {(shut) => <div className="menu">{allowed.map((kind) => <button key={kind} type="button" onClick={() => { shut(); setChosen(kind); }}>{say(`personAction.${kind}` as Key)}</button>)}</div>}
      </Popover>
      {chosen === 'code' && <CodeDialog person={person} onClose={close} />}
      {chosen === 'forget' && <Forget person={person} onClose={close} />}
      {(chosen === 'transfer' || chosen === 'post' || chosen === 'details') && <Suspense fallback={null}><PersonForms kind={chosen} person={person} onClose={close} /></Suspense>}
    </>
  );
};
