import { Link } from 'react-router';
import { addDays, mondayOf } from '@lyceum/core/calendar';
import { sessionStatuses } from '@lyceum/contracts/activity/session-words';
import type { Page, Session } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { DataTable, Filters, usePage, WordFilter } from '../parts/data-table.tsx';
import { useRead, useRight } from '../parts/data.ts';
import { RangeField } from '../parts/dates.tsx';
import { useLastDay } from '../parts/history/as-of.tsx';
import { useNowOnly } from '../parts/history/past.ts';
import { WriteLink } from '../parts/history/now-only.tsx';
import { Day, Field, PageHead, WeekName } from '../parts/parts.tsx';
import { Search } from '../parts/search.tsx';
import { useScope } from '../parts/scope.ts';
import { SessionStatusTag } from '../parts/study/session-status.tsx';
import { UnitName } from '../parts/units/unit-name.tsx';
import { useHere, useParams, useTo } from '../parts/url.ts';

/** Who is expected is fixed when signing opens: before that there is no number, not even 0. */
const hasRoster = ({ status }: Session) => status === 'open' || status === 'held';

const filters = ['q', 'from', 'to', 'status'] as const;
/** Unfiltered, the list begins with this week, or that of the moment in view, and goes on with what is to come: a year that is planned ahead would lie before it. */
const useBeginning = () => {
  const { get } = useParams();
  const last = useLastDay();
  return filters.some((name) => get(name)) ? null : mondayOf(last);
};

export const SessionsPage = () => {
  const say = useSay();
  const word = useWord();
  const to = useTo();
  const may = useRight();
  const here = useHere();
  const { get, set } = useParams();
  const { unitId, name } = useScope();
  const page = usePage();
  const monday = useBeginning();
  const past = useNowOnly();
  const reading = useRead<Page<Session>>(unitId ? '/study-sessions' : null,
    { unit: unitId, q: get('q'), from: monday ?? get('from'), to: get('to'), status: get('status'), sort: get('sort') ?? (monday ? 'day' : '-day'), ...page });
  return (
    <>
      <PageHead title={say('nav.sessions')} note={say('sessions.why')}>
        {may('sessions.manage') && <><WriteLink className="button" to={to('/sessions/new', { tab: 'series' })}>{say('plan.series')}</WriteLink>
          <WriteLink className="button primary" to={to('/sessions/new')}>{say('plan.one')}</WriteLink></>}
      </PageHead>
      <section className="panel">
        <Filters names={filters}>
          <Search id="sessions-q" hint={say('sessions.searchHint')} />
          <Field wide label={say('range.period')}>{(props) => <RangeField id={props.id} from={get('from')} to={get('to')}
            onChange={(from, until) => set({ from, to: until, cursor: null, page: null })} />}</Field>
          <WordFilter name="status" label={say('session.status')} options={sessionStatuses.map((status) => [status, word('sessionStatus', status)])} />
        </Filters>
        <DataTable<Session> label={say('nav.sessions')} reading={reading} rowKey={(row) => row.sessionId} cards
          scope={monday ? <>{name} · {say(past ? 'sessions.fromThatWeek' : 'sessions.fromThisWeek')}</> : name}
          more={monday && <Link to={here({ to: addDays(monday, -1), sort: null, cursor: null, page: null })}>{say('sessions.earlier')}</Link>}
          empty={get('q') ? <p>{say('sessions.noneFound')}</p>
            : <><p>{say('sessions.noneDo')}</p>{may('sessions.manage') && <WriteLink className="button primary" to={to('/sessions/new')}>{say('plan.one')}</WriteLink>}</>} columns={[
            { key: 'title', title: say('session.title'), cell: (row) => <Link to={to(`/sessions/${row.sessionId}`)}>{row.title}</Link> },
            { key: 'day', title: say('session.day'), sort: 'day', cell: (row) => <><Day of={row.day} /> <span className="num">{row.start}</span></> },
            { key: 'week', title: say('session.week'), cell: (row) => <WeekName of={row.week} /> },
            { key: 'unit', title: say('unit.unit'), cell: (row) => <UnitName of={row} /> },
            { key: 'status', title: say('session.status'), cell: (row) => <SessionStatusTag of={row} /> },
            { key: 'invited', title: say('board.invited'), number: true, cell: (row) => (hasRoster(row) ? row.invited ?? '<5' : '–') },
            { key: 'signed', title: say('board.signed'), number: true, cell: (row) => (hasRoster(row) ? row.signed ?? (row.signedHidden ? '*' : '<5') : '–') },
          ]} />
      </section>
    </>
  );
};
