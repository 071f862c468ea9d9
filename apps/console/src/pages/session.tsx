import { useState } from 'react';
import { Link, useParams as useRoute } from 'react-router';
import { post } from '../api.ts';
import type { SessionBoard, SessionWhole, Written } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { pathOf, useRead, useRight, useUnits, useWrite } from '../parts/data.ts';
import { Dialog } from '../parts/dialogs.tsx';
import { FigureRow } from '../parts/figures/figure-row.tsx';
import { Day, Empty, Moment, Notice, PageHead, Panel, ProblemNotice, Reading, WeekName } from '../parts/parts.tsx';
import { useResting } from '../parts/study/resting.ts';
import { AttendanceList } from '../parts/study/attendance-list.tsx';
import { CancelAsk, Close, Reopen, SigningOver } from '../parts/study/session-ends.tsx';
import { SessionStatusTag } from '../parts/study/session-status.tsx';
import { SigningCode } from '../parts/study/signing-code.tsx';
import { useSpan } from '../parts/study/span.ts';
import { endTime, minutesLeft, nowInstant, today } from '../parts/time.ts';
import { UnitName } from '../parts/units/unit-name.tsx';
import { useAsOf, useTo } from '../parts/url.ts';

type Step = 'publish' | 'open';
/** The next step towards signing, by where the session stands. Its end is no such step: it has a place of its own. */
const nextStep: Partial<Record<SessionWhole['status'], Step>> = { planned: 'publish', published: 'open' };

/** More than this before the planned start, or on another day, a click on “open” is more likely a mistake. */
const earlyMinutes = 60;
const offPlan = (session: SessionWhole) => session.day !== today() || minutesLeft({ ...session, minutes: 0 }, nowInstant()) > earlyMinutes;

/** Opening fixes who is expected, by the roster of that day: far from the plan it is asked first. */
const OpenAsk = ({ session, onDo, onClose }: { session: SessionWhole; onDo: () => void; onClose: () => void }) => {
  const say = useSay();
  const span = useSpan();
  const early = minutesLeft({ ...session, minutes: 0 }, nowInstant());
  return (
    <Dialog title={say('session.openAsk')} onClose={onClose}>
      <p>{early > 0 ? say('session.openEarly', { day: session.day, start: session.start, time: span(early) }) : say('session.openLate', { day: session.day, start: session.start })}</p>
      <p className="quiet">{say('session.openAskWhy')}</p>
      <div className="row end"><button type="button" className="button" autoFocus onClick={onClose}>{say('session.openNot')}</button>
        <button type="button" className="button primary" onClick={onDo}>{say('session.open')}</button></div>
    </Dialog>
  );
};

const Actions = ({ session }: { session: SessionWhole }) => {
  const say = useSay();
  const to = useTo();
  const [cancelling, setCancelling] = useState(false);
  const [asking, setAsking] = useState(false);
  const path = `/study-sessions/${session.sessionId}`;
  const [done, setDone] = useState<Step>(); // decided, though the page may not show it yet
  const step = useWrite((name: Step, key) => post<Written>(`${path}/${name}`, {}, key), (_, name) => setDone(name));
  const next = nextStep[session.status];
  const resting = useResting(session.status) || step.pending || done === next;
  const early = session.status === 'planned' || session.status === 'published';
  return (
    <>
      <div className="row">
        {early && <Link className="button" to={to(`/sessions/${session.sessionId}/change`)}>{say('session.change')}</Link>}
        {early && <button type="button" className="button danger" onClick={() => setCancelling(true)}>{say('session.cancel')}</button>}
        {next && <button type="button" className="button primary" aria-disabled={resting}
          onClick={() => { if (resting) return; if (next === 'open' && offPlan(session)) setAsking(true); else void step.run(next); }}>
          {step.pending ? say('form.sending') : say(`session.${next}`)}</button>}
      </div>
      {step.problem && <div style={{ flexBasis: '100%' }}><ProblemNotice problem={step.problem} retry={next && (() => void step.run(next))} /></div>}
      {asking && <OpenAsk session={session} onClose={() => setAsking(false)} onDo={() => { setAsking(false); void step.run('open'); }} />}
      {cancelling && <CancelAsk session={session} onClose={() => setCancelling(false)} />}
    </>
  );
};

const Facts = ({ session }: { session: SessionWhole }) => {
  const say = useSay();
  const word = useWord();
  const span = useSpan();
  const early = session.closedAt ? minutesLeft(session, session.closedAt) : 0;
  return (
    <Panel title={say('session.about')}>
      <dl className="facts">
        <dt>{say('session.day')}</dt><dd><Day of={session.day} /> <span className="num">{session.start}–{endTime(session.start, session.minutes)}</span></dd>
        <dt>{say('session.week')}</dt><dd><WeekName of={session.week} /> <span className="quiet">{session.week}</span></dd>
        <dt>{say('session.place')}</dt><dd>{session.place || '–'}</dd>
        <dt>{say('unit.unit')}</dt><dd><UnitName of={session} /></dd>
        <dt>{say('session.form')}</dt><dd>{word('form', session.form)}</dd>
        {session.openedAt && <><dt>{say('session.openedAt')}</dt><dd><Moment of={session.openedAt} /></dd></>}
        {session.reopenedAt && <><dt>{say('session.reopenedAt')}</dt><dd><Moment of={session.reopenedAt} /> <span className="quiet">{session.reopenReason}</span></dd></>}
        {session.closedAt && <><dt>{say('session.closedAt')}</dt><dd><Moment of={session.closedAt} />{early > 0 && <> <span className="quiet">{say('session.closedEarly', { time: span(early) })}</span></>}</dd></>}
      </dl>
    </Panel>
  );
};

/** The session's own figures: each opens to its facts. */
const Figures = ({ session, live }: { session: SessionWhole; live: boolean }) => {
  const say = useSay();
  const reading = useRead<SessionBoard>(`/boards/session/${session.sessionId}`, {}, { every: live && 5000 });
  return <Reading of={reading} lines={3}>{({ figures }) => <div className="stack tight"><FigureRow figures={figures} /><p className="small quiet">{say('session.invitedWhy')}</p></div>}</Reading>;
};

/** Whoever is given this address without the right to study sessions is mostly invited to it: their own page has what there is for them. */
export const SessionPage = () => {
  const say = useSay();
  const to = useTo();
  if (useRight()('sessions.read')) return <SessionOfUnit />;
  return <Empty title={say('session.forUnit')}><p>{say('session.forUnitDo')}</p><Link className="button primary" to={to('/me')}>{say('session.toMine')}</Link></Empty>;
};

const SessionOfUnit = () => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const { sessionId = '' } = useRoute();
  const { asOf } = useAsOf();
  const { units } = useUnits();
  const reading = useRead<SessionWhole>(`/study-sessions/${sessionId}`, {}, { every: asOf ? false : 5000 });
  const path = reading.data ? pathOf(units, reading.data.unitId) : [];
  const manage = reading.data?.may.manage === true && !asOf;
  const open = manage && reading.data?.status === 'open';
  return (
    <Reading of={reading} lines={10}>{(session) => (
      <div className="stack">
        <PageHead title={session.title} crumbs={[...path.map(({ unitId, name }) => ({ name, to: to('/board', { unit: unitId }) })), { name: session.title }]}
          note={<span className="row"><SessionStatusTag of={session} /><Day of={session.day} />
            <span className="num">{session.start}–{endTime(session.start, session.minutes)}</span><span>{session.place}</span></span>}>
          {manage && <Actions session={session} />}
        </PageHead>
        {session.status === 'cancelled' && <Notice kind="wrong"><p>{say('session.cancelled')} {session.cancelReason}</p>
          {session.invited !== 0 && <p>{say('session.cancelledInvited')}</p>}
          {manage && <p><Link className="button" to={to('/sessions/new', { unit: session.unitId, like: sessionId })}>{say('session.planAgain')}</Link></p>}</Notice>}
        {session.status === 'open' && session.reopenedAt && <Notice>{say('session.reopened')} {session.reopenReason}</Notice>}
        {session.status === 'planned' && manage && <Notice>{say('session.plannedWhy')}</Notice>}
        {session.status === 'published' && manage && <Notice>{say('session.publishedWhy')}</Notice>}
        <div className="live">
          <div className="stack">
            {open && (session.may.sign ? <SigningCode session={session} /> : <SigningOver session={session} />)}
            <Facts session={session} />
            {open && session.may.sign && <Close session={session} />}
            {session.may.reopen && manage && <Reopen session={session} />}
            {may('history.read') && <Link to={to('/history', { subject: `session:${sessionId}` })}>{say('session.history')}</Link>}
          </div>
          <div className="stack">
            {may('figures.read') && session.invited !== 0 && <Figures session={session} live={session.status === 'open' && !asOf} />}
            {may('persons.read') && (session.status !== 'cancelled' || session.invited !== 0) && <AttendanceList session={session} manage={manage && (session.status === 'open' || session.status === 'held')} sign={manage && session.may.sign} live={session.status === 'open' && !asOf} />}
          </div>
        </div>
      </div>
    )}</Reading>
  );
};
