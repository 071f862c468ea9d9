import { useState } from 'react';
import { post } from '../../api.ts';
import type { SessionWhole, Written } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { AskReason } from '../ask-reason.tsx';
import { useWrite } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { Panel, ProblemNotice } from '../parts.tsx';
import { useResting } from './resting.ts';
import { useSpan } from './span.ts';
import { minutesLeft, nowInstant } from '../time.ts';

type Of = { session: SessionWhole };
type Asked = Of & { onClose: () => void };

/** Once it is open, its invitations go with it; where it can no longer be signed for, only if nobody ever did. */
export const CancelAsk = ({ session, onClose }: Asked) => {
  const say = useSay();
  const cancel = useWrite((reason: string, key) => post<Written>(`/study-sessions/${session.sessionId}/cancel`, { reason }, key), onClose);
  const text = session.status !== 'open' ? 'session.cancelText' : session.may.sign ? 'session.cancelOpenText' : 'session.cancelLateText';
  return <AskReason title={say('session.cancel')} text={say(text)} action={say('session.cancelDo')} danger
    pending={cancel.pending} problem={cancel.problem} onDo={(reason) => void cancel.run(reason)} onClose={onClose} />;
};

/** Asked first, while it can be signed for: the code dies with it. */
const CloseAsk = ({ session, onClose }: Asked) => {
  const say = useSay();
  const span = useSpan();
  const close = useWrite((_: null, key) => post<Written>(`/study-sessions/${session.sessionId}/close`, {}, key), onClose);
  const missing = Math.max(0, (session.invited ?? 0) - (session.signed ?? 0));
  const minutes = minutesLeft(session, nowInstant());
  return (
    <Dialog title={say('session.closeAsk')} onClose={onClose}>
      {close.problem && <ProblemNotice problem={close.problem} />}
      <p>{say(missing > 0 ? 'session.closeMissing' : 'session.closeAllHere', { n: missing })}{minutes > 0 && say('session.closeEarly', { time: span(minutes) })}{say(session.may.sign ? 'session.closeCode' : 'session.closeLate')}</p>
      <div className="row end"><button type="button" className="button" autoFocus onClick={onClose}>{say(session.may.sign ? 'session.closeNot' : 'form.cancel')}</button>
        <button type="button" className="button danger" aria-disabled={close.pending} onClick={() => void close.run(null)}>{say(close.pending ? 'form.sending' : 'session.closeDo')}</button></div>
    </Dialog>
  );
};

/** Nobody has signed: what comes before an end, or instead of it. */
const NobodyAsk = ({ onClose, onCancel }: { onClose: () => void; onCancel: () => void }) => {
  const say = useSay();
  return (
    <Dialog title={say('session.closeNobodyAsk')} onClose={onClose}>
      <p>{say('session.closeNobody')}</p>
      <div className="row end"><button type="button" className="button" autoFocus onClick={onClose}>{say('session.closeNot')}</button>
        <button type="button" className="button danger" onClick={onCancel}>{say('session.cancel')}</button></div>
    </Dialog>
  );
};

/** What ends an open session, each behind a question of its own. Nothing is asked while a button has only just taken another's place. */
const useEnds = (session: SessionWhole) => {
  const [asking, setAsking] = useState<'close' | 'cancel'>();
  const resting = useResting(session.status);
  const ask = (which: 'close' | 'cancel') => { if (!resting) setAsking(which); };
  const done = () => setAsking(undefined);
  return { asking, ask, resting, done, cancelInstead: () => setAsking('cancel') };
};

/**
 * Ends the signing: far from where it was begun. While nobody has signed there is nothing to close, and it can be cancelled; afterwards it says
 * what comes before that.
 */
export const Close = ({ session }: Of) => {
  const say = useSay();
  const { asking, ask, resting, done, cancelInstead } = useEnds(session);
  const nobody = session.signed === 0;
  return (
    <Panel>
      <div className="row between"><span className="quiet">{say('session.closeWhy')}</span>
        <button type="button" className="button danger" aria-disabled={resting} onClick={() => ask('close')}>{say('session.close')}</button></div>
      {!nobody && <p className="quiet">{say('session.mistakeSigned', { n: session.signed ?? 0 })}</p>}
      {nobody && <div className="row between"><span className="quiet">{say('session.mistakeWhy')}</span>
        <button type="button" className="button danger" aria-disabled={resting} onClick={() => ask('cancel')}>{say('session.cancel')}</button></div>}
      {asking === 'cancel' && <CancelAsk session={session} onClose={done} />}
      {asking === 'close' && (nobody ? <NobodyAsk onClose={done} onCancel={cancelInstead} /> : <CloseAsk session={session} onClose={done} />)}
    </Panel>
  );
};

/** It was left open until nobody can sign any more: why there is no code, and the one end that it still has. */
export const SigningOver = ({ session }: Of) => {
  const say = useSay();
  const { asking, ask, resting, done } = useEnds(session);
  const end = session.signed === 0 ? 'cancel' : 'close';
  return (
    <Panel title={say('session.over')}>
      <div className="stack">
        <p>{say('session.overWhy', { n: session.lateSigningDays! })}</p>
        <div className="row between"><span className="quiet">{end === 'cancel' ? say('session.overNobody') : say('session.overSigned', { n: session.signed ?? 0 })}</span>
          <button type="button" className="button danger" aria-disabled={resting} onClick={() => ask(end)}>{say(`session.${end}`)}</button></div>
      </div>
      {asking === 'cancel' && <CancelAsk session={session} onClose={done} />}
      {asking === 'close' && <CloseAsk session={session} onClose={done} />}
    </Panel>
  );
};

/** Undoes a closing by mistake; the reason stays beside it for whoever asks why the week was open again. */
export const Reopen = ({ session }: Of) => {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const reopen = useWrite((reason: string, key) => post<Written>(`/study-sessions/${session.sessionId}/reopen`, { reason }, key), () => setAsking(false));
  const resting = useResting(session.status);
  return (
    <Panel>
      <div className="row between"><span className="quiet">{say('session.reopenWhy', { n: session.lateSigningDays! })}</span>
        <button type="button" className="button" aria-disabled={resting} onClick={() => { if (!resting) setAsking(true); }}>{say('session.reopen')}</button></div>
      {asking && <AskReason title={say('session.reopen')} text={say('session.reopenText')} action={say('session.reopenDo')} pending={reopen.pending}
        problem={reopen.problem} onDo={(reason) => void reopen.run(reason)} onClose={() => setAsking(false)} />}
    </Panel>
  );
};
