import { useQueryClient } from '@tanstack/react-query';
import { addDays } from '@lyceum/core/calendar';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { enter, post, Problem } from '../api.ts';
import type { Captured, MySession, Signed } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useAll, useMe, useWrite } from '../parts/data.ts';
import { device } from '../parts/study/device.ts';
import { Icon } from '../parts/icon.tsx';
import { LoginForm } from '../parts/door/login-form.tsx';
import { withNext } from '../parts/door/next.ts';
import { Bones, Day, Notice, ProblemNotice } from '../parts/parts.tsx';
import { nowInstant, today } from '../parts/time.ts';
import { Gate } from './gate.tsx';

/** A capture outlives a reload, and is asked for once: the code in the address is stale half a minute later. */
const kept = (code: string): Captured | undefined => {
  const text = sessionStorage.getItem(`lyceum.capture.${code}`);
  return text ? (JSON.parse(text) as Captured) : undefined;
};

const useCapture = (code: string) => {
  const [captured, setCaptured] = useState<Captured | undefined>(() => kept(code));
  const [problem, setProblem] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (captured) return;
    let current = true;
    enter<Captured>('/sign/capture', { code }).then(
      (answer) => { sessionStorage.setItem(`lyceum.capture.${code}`, JSON.stringify(answer)); if (current) setCaptured(answer); },
      (error: unknown) => { if (current) setProblem(error as Error); },
    );
    return () => { current = false; };
  }, [code, attempt]);
  return { captured, problem, again: () => { setProblem(null); setAttempt((n) => n + 1); } };
};

/** Whether the one open session of this name and unit has the reader's signature already: a capture names no session to whoever has not logged in. */
const useSignedBefore = (captured: Captured | undefined, loggedIn: boolean) => {
  const { data, error } = useAll<MySession>(captured && loggedIn ? '/me/sessions' : null, { from: addDays(today(), -14), to: addDays(today(), 14) });
  const meant = data?.items.filter(({ status, title, unitName }) => status === 'open' && title === captured?.title && unitName === captured.unitName) ?? [];
  return { known: data !== undefined || error !== null, before: meant.length === 1 && meant[0]!.mine === 'signed' ? meant[0] : undefined };
};

/** Where the QR code leads: scan, (log in,) one tap, done. */
export const SignPage = () => {
  const say = useSay();
  const { code = '' } = useParams();
  const here = `/sign/${code}`;
  const client = useQueryClient();
  const me = useMe();
  const { captured, problem, again } = useCapture(code);
  const [signed, setSigned] = useState<Signed>();
  const sign = useWrite((_: null, key) => post<Signed>('/sign', { ticket: captured!.ticket, deviceAt: nowInstant(), device: device() }, key), setSigned);
  const { known, before } = useSignedBefore(captured, me.data !== undefined);
  const done = signed ?? (before && { ...before, already: true });
  const loggedOut = me.error instanceof Problem && me.error.status === 401;
  const settled = sign.problem instanceof Problem && ['not-invited', 'too-late-to-sign'].includes(sign.problem.code); // asking again changes nothing
  const useless = [problem, sign.problem].find((one): one is Problem => one instanceof Problem && ['code-expired', 'code-unknown'].includes(one.code)); // another is scanned: asking again changes nothing

  if (done) {
    return (
      <Gate title={say(done.already ? 'sign.already' : 'sign.done')}>
        <div className="success" role="status"><Icon name="check" size={72} /><b>{done.title}</b><Day of={done.day} /><span className="quiet">{me.data?.name}</span></div>
        <Link className="button big" to="/me">{say('sign.toMine')}</Link>
      </Gate>
    );
  }
  if (useless) {
    return (
      <Gate title={say(useless.code === 'code-unknown' ? 'sign.unknown' : 'sign.expired')}>
        <Notice kind="care" role="alert"><p>{say('sign.expiredDo')}</p></Notice>
        <Link className="button big" to="/me">{say('sign.toMine')}</Link>
      </Gate>
    );
  }
  return (
    <Gate title={captured?.title ?? say('sign.title')}>
      {captured?.unitName && <p className="quiet">{captured.unitName}</p>}
      {problem && <ProblemNotice problem={problem} retry={again} />}
      {sign.problem && <ProblemNotice problem={sign.problem} retry={settled ? undefined : () => void sign.run(null)} />}
      {settled && <Link className="button big" to="/me">{say('sign.toMine')}</Link>}
      {me.error && !loggedOut && <ProblemNotice problem={me.error} retry={() => void me.refetch()} />}
      {!problem && (!captured || (me.data ? !known : !me.error)) && <Bones />}
      {captured && me.data && known && !settled && <><p>{say('sign.as', { name: me.data.name ?? (me.data.unreadable ? say('person.unreadable') : '') })}</p>
        <button type="button" className="button primary big" aria-disabled={sign.pending} onClick={() => void sign.run(null)}>{say(sign.pending ? 'form.sending' : 'sign.do')}</button></>}
      {captured && loggedOut && <><Notice>{say('sign.captured')}</Notice><LoginForm next={here} done={() => void client.resetQueries()} />
        <Link to={withNext('/activate', here)}>{say('enter.toActivate')}</Link></>}
    </Gate>
  );
};
