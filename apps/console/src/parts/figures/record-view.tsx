import { Link } from 'react-router';
import type { MemberBoard, RecordedSession } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useRight } from '../data.ts';
import { FigureRow } from './figure-row.tsx';
import { Day, Empty, WeekName } from '../parts.tsx';
import { today } from '../time.ts';
import { useAsOf, useTo } from '../url.ts';

/** What somebody who did not sign can still do, today: scan while it is open, else have themselves signed for until the last day. Later nothing is left to say. */
const MissingDo = ({ session: { open, signUntil } }: { session: RecordedSession }) => {
  const say = useSay();
  const { asOf } = useAsOf();
  if (asOf || signUntil === null || signUntil < today()) return null;
  return <div className="quiet small">{open ? say('record.missingScan') : say('record.missingDo', { day: signUntil })}</div>;
};

/** One person's weeks, newest first: what they were invited to, and whether they came; `mine`: read by that person. */
export const RecordView = ({ of, mine = false }: { of: MemberBoard; mine?: boolean }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const sessions = of.weeks.flatMap(({ week, sessions: some }) => some.map((session) => ({ ...session, week }))).sort((a, b) => (a.day < b.day ? 1 : -1));
  return (
    <div className="stack">
      <FigureRow figures={of.figures} running={of.running} open={of.open} />
      {sessions.length === 0 ? <Empty title={say('record.none')}><p>{say('record.noneDo')}</p></Empty> : (
        <ol className="timeline">{sessions.map((session) => {
          const came = session.signed;
          const state = came ? 'signed' : session.withdrawn === null ? 'missing' : 'withdrawn';
          return (
            <li key={session.sessionId} className={came ? 'done' : 'missing'}>
              {may('sessions.read') ? <Link to={to(`/sessions/${session.sessionId}`)}>{session.title}</Link> : <b>{session.title}</b>}
              <div className="quiet small"><Day of={session.day} /> · <WeekName of={session.week} /> · {say(`attendanceState.${state}`)}</div>
              {state === 'withdrawn' && <div className="quiet small">{say('attendances.withdrawnWhy')}{session.withdrawn}</div>}
              {!came && mine && <MissingDo session={session} />}
            </li>
          );
        })}</ol>
      )}
    </div>
  );
};
