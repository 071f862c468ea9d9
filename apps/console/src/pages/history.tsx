import { dayNumber, dayOf } from '@lyceum/core/calendar';
import { Slider } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { SessionWhole } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { AuditTimeline, KindFilter } from '../parts/history/audit-timeline.tsx';
import { Filters } from '../parts/data-table.tsx';
import { useMe, useRead, useRight, useUnits } from '../parts/data.ts';
import { RangeField } from '../parts/dates.tsx';
import { Empty, Field, PageHead, Panel } from '../parts/parts.tsx';
import { PersonFinder } from '../parts/people/person-finder.tsx';
import { useScope } from '../parts/scope.ts';
import { dayUntil, endOfDay, today, untilText } from '../parts/time.ts';
import { useMoment } from '../parts/history/as-of.tsx';
import { usePrefs } from '../parts/prefs.ts';
import { useAsOf, useParams, useTo, useTold } from '../parts/url.ts';

/** A year of days on one rail: let go, and every page shows what was known at the end of that day. */
const Replay = () => {
  const say = useSay();
  const { language } = usePrefs();
  const { asOf, travel } = useAsOf();
  const { instant } = useMoment(asOf);
  const last = dayNumber(today());
  const chosen = instant ? dayNumber(dayUntil(instant)) : last;
  const [sliding, setSliding] = useState<number>();
  const at = sliding ?? Math.max(last - 366, Math.min(last, chosen));
  const go = (day: number) => { setSliding(undefined); travel(day >= last ? null : endOfDay(dayOf(day))); };
  // A moment in the midst of a day, today's above all, is told as the band tells it.
  const told = sliding === undefined && asOf && instant ? untilText(instant, language) : at >= last ? say('asOf.now') : say('replay.endOf', { day: dayOf(at) });
  return (
    <Panel title={say('replay.title')} more={<span className="num" style={{ color: 'var(--time)' }}>{told}</span>}>
      <p className="quiet small">{say('replay.why')}</p>
      <Slider min={last - 366} max={last} value={at} onChange={setSliding} onChangeComplete={go} ariaLabelForHandle={say('replay.title')}
        ariaValueTextFormatterForHandle={(value) => dayOf(value)} tooltip={{ formatter: (value) => dayOf(value ?? last) }} styles={{ track: { background: 'var(--time)' } }} />
      <div className="row">
        <button type="button" className="button" onClick={() => go(at - 7)}>{say('replay.weekBack')}</button>
        <button type="button" className="button" onClick={() => go(at - 1)}>{say('replay.dayBack')}</button>
        <button type="button" className="button" disabled={at >= last} onClick={() => go(at + 1)}>{say('replay.dayOn')}</button>
        <button type="button" className="button" disabled={!asOf} onClick={() => go(last)}>{say('asOf.back')}</button>
      </div>
    </Panel>
  );
};

/** What the subject of a history is called. A person only where the link said so: reading their page is a look, which they would be told of. */
const useSubjectName = (subject: string): string => {
  const say = useSay();
  const told = useTold();
  const { units } = useUnits();
  const [kind, id = ''] = subject.split(':') as [string, string?];
  const session = useRead<SessionWhole>(kind === 'session' ? `/study-sessions/${id}` : null);
  const named = (key: 'history.ofMember' | 'history.ofSession', name: string | undefined) => (name ? `${say(key)} · ${name}` : say(key));
  if (kind === 'member') return named('history.ofMember', told?.of === subject ? told.name : undefined);
  if (kind === 'session') return named('history.ofSession', session.data?.title);
  if (kind === 'unit') return say('history.ofUnit', { name: units.find(({ unitId }) => unitId === id)?.name ?? id });
  return say('history.ofOther', { id: subject });
};

/** A subject that the reader's role does not show is not asked for: the asking alone would be noted as a denial. */
export const HistoryPage = () => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const { get } = useParams();
  const { unitId } = useScope();
  const { data: me } = useMe();
  const own = `member:${me?.memberId}`;
  const subject = get('subject') ?? (may('history.read') ? `unit:${unitId}` : may('administration.read') ? 'administration' : own);
  if (subject === own || may(subject === 'administration' ? 'administration.read' : 'history.read')) return <History subject={subject} own={own} />;
  return <><PageHead title={say('nav.history')} />
    <Panel><Empty title={say('history.notYours')}><p>{say('history.notYoursDo')}</p>
      <Link className="button" to={to('/history')}>{say(may('administration.read') ? 'history.ofAdministration' : 'history.mine')}</Link></Empty></Panel></>;
};

const History = ({ subject, own }: { subject: string; own: string }) => {
  const say = useSay();
  const may = useRight();
  const to = useTo();
  const navigate = useNavigate();
  const { get, set } = useParams();
  const { unitId, name } = useScope();
  const kind = subject.split(':')[0]!;
  const subjectName = useSubjectName(subject);
  const options: [string, string][] = [
    ...(may('history.read') ? [[`unit:${unitId}`, say('history.ofUnit', { name: name ?? '' })] as [string, string], ['log', say('history.ofLog')] as [string, string]] : []),
    ...(may('administration.read') ? [['administration', say('history.ofAdministration')] as [string, string]] : []),
    [own, say('history.mine')],
  ];
  if (!options.some(([value]) => value === subject)) options.push([subject, subjectName]);
  const period = new URLSearchParams((['from', 'to', 'kind', 'asOf'] as const).flatMap((name) => { const value = get(name); return value ? [[name, value]] : []; })).toString();
  return (
    <>
      <PageHead title={say('nav.history')} note={say('history.why')}>
        {kind === 'session' && <Link className="button" to={to(`/sessions/${subject.slice(8)}`)}>{say('history.toSubject')}</Link>}
        {kind === 'administration' && <a className="button" href={`/api/history/administration.csv?${period}`} download>{say('history.export')}</a>}
        {kind === 'member' && may('persons.read') && <Link className="button" to={to(`/people/${subject.slice(7)}`)}>{say('history.toSubject')}</Link>}
      </PageHead>
      {may('history.read') && <Replay />}
      <section className="panel">
        <Filters names={['subject', 'kind', 'from', 'to', 'fact']}>
          <Field wide label={say('history.subject')}>
            {(props) => <select {...props} className="input" value={subject} onChange={(event) => set({ subject: event.target.value, cursor: null })}>
              {options.map(([value, title]) => <option key={value} value={value}>{title}</option>)}</select>}</Field>
          {may('persons.read') && may('history.read') && <PersonFinder label={say('history.person')}
            onPick={({ memberId, name: called }) => void navigate(to('/history', { subject: `member:${memberId}` }), { state: { told: { of: `member:${memberId}`, name: called } } })} />}
          <KindFilter />
          <Field wide label={say('range.period')}>{(props) => <RangeField id={props.id} from={get('from')} to={get('to')} onChange={(from, until) => set({ from, to: until, cursor: null })} />}</Field>
        </Filters>
        <div className="body"><AuditTimeline subject={subject} from={get('from')} to={get('to')} /></div>
      </section>
    </>
  );
};
