import { useEffect, useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Problem } from '../api.ts';
import type { Figure as FigureData } from '../api-types.ts';
import { useSay, useWord, type Key } from '../i18n/translate.ts';
import { useOwnFault } from './form.tsx';
import { Icon } from './icon.tsx';
import { useNowOnly } from './history/past.ts';
import { usePrefs } from './prefs.ts';
import { dayText, momentText, weekDays, weekText } from './time.ts';
import { WhyLink } from './figures/why-link.tsx';

export const Day = ({ of }: { of: string }) => <time dateTime={of} className="nowrap">{dayText(of, usePrefs().language)}</time>;
export const Moment = ({ of }: { of: string }) => <time dateTime={of} className="nowrap">{momentText(of, usePrefs().language)}</time>;
export const WeekName = ({ of }: { of: string }) => <time dateTime={of} title={weekDays(of)} className="nowrap">{weekText(of, usePrefs().language)}</time>;

/** Grey bones where words will be; readers hear that it loads. */
export const Bones = ({ lines = 4 }: { lines?: number }) => {
  const say = useSay();
  return (
    <div className="bones" role="status">
      <span className="hidden-text">{say('state.loading')}</span>
      {Array.from({ length: lines }, (_, i) => <span key={i} className="bone" style={{ width: `${[92, 74, 83, 61][i % 4]}%` }} />)}
    </div>
  );
};

export const Notice = ({ kind = '', role, children }: { kind?: '' | 'wrong' | 'care' | 'good' | 'past'; role?: 'alert' | 'status'; children: ReactNode }) => (
  <div className={`notice ${kind}`} role={role}>{children}</div>
);

/** What the network alone has to say of a failure, beside that the server can't be reached. */
const network: Readonly<Record<string, Key>> = { slow: 'problem.slow', 'not-loaded': 'problem.notLoaded' };
/** What went wrong, what to do, the request's id to quote, and a way to try again; where a right is missing, which nobody gets by trying, a way back. */
export const ProblemNotice = ({ problem, retry }: { problem: Error; retry?: () => void }) => {
  const say = useSay();
  const told = problem instanceof Problem ? problem : undefined;
  const word = useWord();
  const fieldOf = (path: string) => { // by its label; what has none is said by the message alone
    const field = path.split('.').findLast((part) => !/^\d+$/.test(part)) ?? '';
    const label = word('field', field);
    return label === field || !field ? '' : <b>{label} · </b>;
  };
  const title = told?.status === 0 ? say(network[told.code] ?? 'problem.offline') : told?.detail ?? say('problem.unknown'); // the server tells it in the reader's language
  return (
    <Notice kind="wrong" role="alert">
      <strong>{title}</strong>
      {told && told.errors.length > 0 && <ul>{told.errors.map(({ path, message }) => <li key={path + message}>{fieldOf(path)}{message}</li>)}</ul>}
      {!told && <p className="mono">{problem.message}</p>}
      <div className="row between">
        {told?.requestId ? <span className="small">{say('problem.request')} <code className="mono">{told.requestId}</code></span> : <span />}
        {retry && (told?.status === 403 ? <Link className="button" to="/">{say('problem.back')}</Link> : <button type="button" className="button" onClick={retry}>{say('problem.retry')}</button>)}
      </div>
    </Notice>
  );
};

type Reading<T> = { data: T | undefined; error: Error | null; refetch: () => unknown; isPlaceholderData?: boolean };
/** Every slow thing ends in its content, or in an error that one can act on. */
export const Reading = <T,>({ of, lines, children }: { of: Reading<T>; lines?: number; children: (data: T) => ReactNode }) => {
  if (of.data !== undefined) return <div aria-busy={of.isPlaceholderData || undefined} style={of.isPlaceholderData ? { opacity: 0.6 } : undefined}>{children(of.data)}</div>;
  if (of.error) return <ProblemNotice problem={of.error} retry={() => void of.refetch()} />;
  return <Bones lines={lines} />;
};

export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty"><Icon name="empty" size={36} /><strong>{title}</strong>{children}</div>
);

export const Panel = ({ title, more, children, flush = false }: { title?: ReactNode; more?: ReactNode; children: ReactNode; flush?: boolean }) => (
  <section className="panel">
    {title && <header><h2>{title}</h2>{more}</header>}
    {flush ? children : <div className="body">{children}</div>}
  </section>
);

type FieldProps = { label: string; hint?: ReactNode; fault?: string; children: (props: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode; wide?: boolean };
/** A label above, the control, a hint, and the fault where it is. */
export const Field = ({ label, hint, fault: told, children, wide }: FieldProps) => {
  const id = useId();
  const fault = useOwnFault(id) ?? told;
  const note = hint || fault ? `${id}-note` : undefined;
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(note && { 'aria-describedby': note }), ...(fault && { 'aria-invalid': true }) })}
      {note && <div id={note} className={fault ? 'fault' : 'hint'}>{fault ?? hint}</div>}
    </div>
  );
};
/** The fault that a refused request names for one field. */
export const faultOf = (problem: Error | null, path: string) => (problem instanceof Problem
  ? problem.errors.find((error) => error.path === path || error.path.endsWith(`.${path}`))?.message : undefined);

/** Nothing is written while the past is shown, except what is no part of it (`always`: a login, a password). */
export const SubmitButton = ({ pending, always = false, danger = false, children }: { pending: boolean; always?: boolean; danger?: boolean; children: ReactNode }) => {
  const say = useSay();
  const past = useNowOnly();
  return <button type="submit" className={danger ? 'button danger' : 'button primary'} {...(past && !always && { disabled: true, title: past })}
    aria-disabled={pending || undefined}>{pending ? say('form.sending') : children}</button>;
};

/** A number that opens what made it. */
export const Figure = ({ of, label }: { of: Pick<FigureData, 'key' | 'shown' | 'label'>; label?: string }) => {
  const say = useSay();
  return <WhyLink className="figure" of={of.key} aria-label={say('figure.open', { label: label ?? of.label, shown: of.shown })}>{of.shown}</WhyLink>;
};

const tones: Record<string, string> = { open: 'accent', held: 'good', signed: 'good', cancelled: 'wrong', missing: 'care', withdrawn: 'wrong', missed: 'wrong', waiting: 'care',
  mended: 'care', late: 'care', published: 'accent', error: 'wrong', warning: 'care', guess: 'care', done: 'good', failed: 'wrong' };
export const Tag = ({ family, word }: { family: string; word: string }) => <span className={`tag ${tones[word] ?? ''}`}>{useWord()(family, word)}</span>;

/** The page's name in the browser's tab and history, so that Back says where it leads. */
export const useTitle = (title: string) => {
  const say = useSay();
  useEffect(() => { document.title = `${title} · ${say('product')}`; }, [title, say]);
};

export const PageHead = ({ title, note, crumbs, children }: { title: string; note?: ReactNode; crumbs?: readonly { to?: string; name: string }[]; children?: ReactNode }) => {
  const say = useSay();
  useTitle(title);
  return (
    <div className="stack tight">
      {crumbs && crumbs.length > 0 && (
        <nav aria-label={say('nav.crumbs')}><ol className="crumbs">
          {crumbs.map(({ to, name }, i) => <li key={i}>{to ? <Link to={to}>{name}</Link> : <span aria-current="page">{name}</span>}</li>)}</ol></nav>
      )}
      <div className="head">
        <div><h1>{title}</h1>{note && <div className="quiet">{note}</div>}</div>
        {children && <div className="row">{children}</div>}
      </div>
    </div>
  );
};
