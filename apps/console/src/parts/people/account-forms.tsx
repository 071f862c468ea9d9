import { useState } from 'react';
import { post } from '../../api.ts';
import type { ActivationCode, PersonWhole, Written } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useWrite } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { Moment, Notice, ProblemNotice } from '../parts.tsx';
import { useNameOf } from './name-of.ts';

/** A one-time code to hand over: read out, or shown, once. */
export const CodeDialog = ({ person, onClose }: { person: PersonWhole; onClose: () => void }) => {
  const say = useSay();
  const nameOf = useNameOf();
  const [code, setCode] = useState<ActivationCode>();
  const write = useWrite((_: null, key) => post<ActivationCode>(`/members/${person.memberId}/activation-code`, {}, key), setCode);
  return (
    <Dialog title={say('account.code', { name: nameOf(person) })} onClose={onClose}>
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
          <div className="row end">
            <button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button>
            <button type="button" className="button primary" aria-disabled={write.pending} onClick={() => void write.run(null)}>{say(write.pending ? 'form.sending' : 'account.codeDo')}</button>
          </div></>
      )}
    </Dialog>
  );
};

/** Off at once, with every login; on again as it was. `whose`: the person's name, or the account's where names are not to be seen. */
export const SwitchDialog = ({ memberId, whose, off, onClose, done }: { memberId: string; whose: string; off: boolean; onClose: () => void; done: () => void }) => {
  const say = useSay();
  const write = useWrite((_: null, key) => post<Written>(`/members/${memberId}/account`, { on: off }, key), done);
  return (
    <Dialog title={say(off ? 'account.onTitle' : 'account.offTitle', { whose })} onClose={onClose}>
      {write.problem && <ProblemNotice problem={write.problem} />}
      <p>{say(off ? 'account.onWhy' : 'account.offWhy')}</p>
      <div className="row end"><button type="button" className="button" onClick={onClose}>{say('form.cancel')}</button>
        <button type="button" className={off ? 'button primary' : 'button danger'} aria-disabled={write.pending} onClick={() => void write.run(null)}>
          {say(write.pending ? 'form.sending' : off ? 'account.on' : 'account.off')}</button></div>
    </Dialog>
  );
};
