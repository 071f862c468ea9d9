import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate, useNavigation, useRouteError } from 'react-router';
import { enter, Problem } from '../api.ts';
import { useSay, type Key } from '../i18n/translate.ts';
import { AsOfBand, AsOfClock, InMoment } from '../parts/history/as-of.tsx';
import { useMe, useRight } from '../parts/data.ts';
import { dropDrafts, keptDrafts } from '../parts/draft.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { LoginAgain } from '../parts/door/login-again.tsx';
import { Bones, Empty, ProblemNotice } from '../parts/parts.tsx';
import { Popover } from '../parts/popover.tsx';
import { setPrefs, useDark, usePrefs } from '../parts/prefs.ts';
import { useScope } from '../parts/scope.ts';
import { UnitPicker } from '../parts/units/unit-picker.tsx';
import { useParams, useTo } from '../parts/url.ts';

const WhyPanel = lazy(async () => ({ default: (await import('../parts/figures/why-panel.tsx')).WhyPanel }));

type Entry = { path: string; icon: IconName; title: Key; rights: readonly string[]; end?: boolean };
const office: readonly Entry[] = [
  { path: '/board', icon: 'board', title: 'nav.board', rights: ['figures.read'] },
  { path: '/sessions', icon: 'sessions', title: 'nav.sessions', rights: ['sessions.read'] },
  { path: '/people', icon: 'people', title: 'nav.people', rights: ['persons.read'] },
  { path: '/units', icon: 'unit', title: 'nav.units', rights: ['units.change', 'history.read'] },
  { path: '/roles', icon: 'settings', title: 'nav.grants', rights: ['roles.read'] },
  { path: '/accounts', icon: 'me', title: 'nav.accounts', rights: ['accounts.switch'] },
  { path: '/policies', icon: 'rules', title: 'nav.policies', rights: ['policies.read'] },
  { path: '/history', icon: 'history', title: 'nav.history', rights: ['history.read', 'administration.read'] },
];
const own: readonly Entry[] = [
  { path: '/me', icon: 'me', title: 'nav.me', rights: ['own'], end: true },
  { path: '/me/file', icon: 'file', title: 'nav.file', rights: ['own'] },
  { path: '/me/looks', icon: 'looks', title: 'nav.looks', rights: ['own'] },
];
/** A member sees three entries; who works here sees the office's and one of their own. */
const useEntries = (): readonly Entry[] => {
  const may = useRight();
  const seen = office.filter(({ rights }) => may(...rights));
  return seen.length > 0 ? [...seen, ...own.slice(0, 1).map((entry) => ({ ...entry, end: false }))] : own;
};

export const Home = () => {
  const to = useTo();
  return <Navigate to={to(useEntries()[0]!.path)} replace />;
};

const Search = () => {
  const say = useSay();
  const to = useTo();
  const navigate = useNavigate();
  return (
    <form className="search" role="search" onSubmit={(event) => { event.preventDefault(); void navigate(to('/people', { q: String(new FormData(event.currentTarget).get('q') ?? '') })); }}>
      <input className="input" type="search" name="q" placeholder={say('nav.search')} aria-label={say('nav.search')} />
    </form>
  );
};

const PersonMenu = () => {
  const say = useSay();
  const { data: me } = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { language } = usePrefs();
  const dark = useDark();
  const to = useTo();
  const [problem, setProblem] = useState<Error | null>(null);
  const leave = async () => {
    if (keptDrafts().length > 0 && !confirm(say('form.leaveForGood'))) return;
    setProblem(null);
    try {
      await enter('/logout', {});
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) return setProblem(error as Error); // else it had ended already
    }
    dropDrafts();
    client.clear();
    void navigate('/login');
  };
  const own = me?.name ?? me?.account ?? (me?.unreadable && say('person.unreadable'));
  return (
    <div className="row person" style={{ flexWrap: 'nowrap', gap: '0.125rem' }}>
      <button type="button" className="button icon" lang={language === 'zh' ? 'en' : 'zh-CN'} onClick={() => setPrefs({ language: language === 'zh' ? 'en' : 'zh' })}>
        {language === 'zh' ? 'EN' : '中文'}</button>
      <button type="button" className="button icon" aria-label={say(dark ? 'theme.toLight' : 'theme.toDark')}
        onClick={() => setPrefs({ theme: dark ? 'light' : 'dark' })}><Icon name="theme" /></button>
      <Popover end className="button icon" label={say('nav.person', { name: own ?? '' })}
        button={<><Icon name="me" /><span className="hide-phone">{own}</span></>}>
        {(close) => (
          <div className="stack tight">
            {problem && <ProblemNotice problem={problem} retry={() => void leave()} />}
            <div><b>{own}</b><div className="quiet small">{me?.unitName}</div></div>
            <div className="menu">
              <Link to={to('/me')} onClick={close}>{say('nav.me')}</Link>
              <Link to={to('/me/file')} onClick={close}>{say('nav.file')}</Link>
              <Link to={to('/me/looks')} onClick={close}>{say('nav.looks')}</Link>
              <Link to={to('/settings')} onClick={close}>{say('nav.settings')}</Link>
              <button type="button" onClick={() => void leave()}>{say('enter.logout')}</button>
            </div>
          </div>
        )}
      </Popover>
    </div>
  );
};

const Scope = () => {
  const { unitId, name } = useScope();
  const { set } = useParams();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const to = useTo();
  const lists = ['/board', '/sessions', '/people', '/units', '/policies', '/history'].includes(pathname);
  return <UnitPicker value={unitId} name={name} onChange={(unit) => (lists ? set({ unit, cursor: null, page: null, why: null }) : void navigate(to('/board', { unit })))} />;
};

/** The frame of every page behind the login. */
export const Shell = () => {
  const say = useSay();
  const me = useMe();
  const may = useRight();
  const entries = useEntries();
  const to = useTo();
  const { pathname, search } = useLocation();
  const navigation = useNavigation();
  const main = useRef<HTMLElement>(null);
  const at = useRef(pathname);
  useEffect(() => {
    if (at.current !== pathname) main.current?.focus({ preventScroll: true }); // keyboard and readers follow to the new page
    at.current = pathname;
  }, [pathname]);
  const whose = me.data?.memberId;
  useEffect(() => { if (whose) dropDrafts({ butOf: whose }); }, [whose]); // those of whoever's login ran out here

  if (me.error instanceof Problem && me.error.status === 401) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  if (me.error && !me.data) return <main className="phone"><ProblemNotice problem={me.error} retry={() => void me.refetch()} /></main>;
  if (!me.data) return <main className="phone"><Bones lines={6} /></main>;
  return (
    <>
      <a className="button skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{say('nav.skip')}</a>
      <header className="topbar">
        <Link className="brand" to={to('/')} aria-label={`${say('product')} · ${say('nav.home')}`}><img src="/mark.svg" width={26} height={26} alt="" /><span>{say('product')}</span></Link>
        {may('units.read') && <Scope />}
        {may('figures.read', 'history.read', 'files.read') && <AsOfClock />}
        {may('persons.read') ? <Search /> : <span className="grow" />}
        <PersonMenu />
      </header>
      <AsOfBand />
      <div className="frame">
        <nav className="rail" aria-label={say('nav.main')}>
          {entries.map(({ path, icon, title, end }) => <NavLink key={path} to={to(path)} end={end}><Icon name={icon} />{say(title)}</NavLink>)}
        </nav>
        <main id="main" ref={main} tabIndex={-1} aria-busy={navigation.state === 'loading'}><InMoment key={whose}><Outlet /></InMoment></main>
      </div>
      <Suspense fallback={null}><WhyPanel /></Suspense>
      <LoginAgain />
      <ScrollRestoration />
    </>
  );
};

export const NotFound = () => {
  const say = useSay();
  const to = useTo();
  return <Empty title={say('problem.noPage')}><p>{say('problem.noPageDo')}</p><Link className="button" to={to('/')}>{say('nav.home')}</Link></Empty>;
};

/** How browsers name a part of the console that they could not load: there is no line, or a newer version has other parts. */
const notLoaded = /dynamically imported module|Importing a module script failed|Unable to preload/;

/** A page that broke tells so; the address stays, a reload starts it anew. */
export const PageFault = () => {
  const thrown = useRouteError();
  const error = thrown instanceof Error && notLoaded.test(thrown.message) ? new Problem(0, { code: 'not-loaded' }) : thrown;
  return <div className="phone" style={{ padding: '2rem 1rem' }}><ProblemNotice problem={error instanceof Error ? error : new Error(String(error))} retry={() => location.reload()} /></div>;
};
