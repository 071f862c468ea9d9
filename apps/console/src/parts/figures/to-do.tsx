import { Link } from 'react-router';
import type { Missed, Page } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Pager } from '../data-table.tsx';
import { useRead, useRight } from '../data.ts';
import { Mark } from '../icon.tsx';
import { WriteLink } from '../history/now-only.tsx';
import { Day, Empty, Panel, Reading, WeekName } from '../parts.tsx';
import { useParams, useTo } from '../url.ts';
import { WhyLink } from './why-link.tsx';
import { UnitName } from '../units/unit-name.tsx';
import { useNameOf } from '../people/name-of.ts';

const size = 8;
const names = { cursor: 'todo', page: 'todoPage' } as const;

/** Whom to ask: by name where the reader may know names, and told where there is nobody. */
const Owners = ({ of }: { of: Missed['owners'] }) => {
  const nameOf = useNameOf();
  const say = useSay();
  const to = useTo();
  const may = useRight();
  if (of === null) return null;
  if (of.length === 0) return <>{say('todo.noOwner')}</>;
  return <>{say('todo.owner')}{of.map((one, i) => (
    <span key={one.memberId}>{i > 0 && say('comma')}{may('persons.read') ? <Link to={to(`/people/${one.memberId}`)}>{nameOf(one)}</Link> : nameOf(one)}</span>))}</>;
};

/** What is not held yet of the week: a make-up beside it would be one too many. */
const Unfinished = ({ of: { sessionId, title, day, step, until } }: { of: NonNullable<Missed['unfinished']> }) => {
  const say = useSay();
  const to = useTo();
  return (
    <div className="small">{say(`todo.${step}`)}<Link to={to(`/sessions/${sessionId}`)}>{title}</Link>
      <span className="quiet"> · <Day of={day} />{(step === 'open' || step === 'sign') && <> · {say(`todo.${step}Until`)}<Day of={until!} /></>}</span></div>
  );
};

/** What is open or planned is settled first, so that no week gets two: a make-up beside it only where nothing can come of it any more. */
const Steps = ({ of: { unitId, week, form, unfinished } }: { of: Missed }) => {
  const say = useSay();
  const to = useTo();
  return (
    <span className="row">
      {unfinished && <WriteLink className="small" to={to(`/sessions/${unfinished.sessionId}`)}>{say(`todo.go.${unfinished.step}`)}</WriteLink>}
      {(!unfinished || unfinished.step === 'cancel') && <WriteLink className="small" to={to('/sessions/new', { unit: unitId, week, form })}>{say('todo.makeUp')}</WriteLink>}
    </span>
  );
};

const Line = ({ of }: { of: Missed }) => {
  const to = useTo();
  const may = useRight();
  return (
    <li className="todo">
      <Mark state={of.state} />
      <div>
        <div className="row between"><Link className="subject" to={to('/board', { unit: of.unitId })}><UnitName of={of} /></Link>
          <WhyLink className="figure" of={of.key}><WeekName of={of.week} /></WhyLink></div>
        <div className="quiet small">{of.policy?.title}</div>
        {of.unfinished && <Unfinished of={of.unfinished} />}
        <div className="row between small"><span className="quiet"><Owners of={of.owners} /></span>
          {may('sessions.manage') && <Steps of={of} />}</div>
      </div>
    </li>
  );
};

/**
 * What waits: missed weeks, the newest first, and who answers for each. Mended ones wait for nothing, and are only counted. `judged`: there is a
 * week that a rule asks something of; where there is none, nothing is missed and nothing was held as required.
 */
export const ToDo = ({ unitId, from, to, judged }: { unitId: string; from: string; to: string; judged: boolean }) => {
  const say = useSay();
  const { get } = useParams();
  const path = `/boards/unit/${unitId}/missed`;
  const reading = useRead<Page<Missed>>(path, { from, to, state: 'missed', cursor: get(names.cursor), limit: size });
  const mended = useRead<Page<Missed>>(path, { from, to, state: 'mended', limit: 1 });
  const alsoMended = mended.data?.total ? say('todo.alsoMended', { n: mended.data.total }) : '';
  return (
    <Panel title={say('todo.title')} flush>
      <Reading of={reading} lines={6}>{({ items, next, total }) => total === 0
        ? <Empty title={say('todo.none')}><p>{alsoMended || say(judged ? 'todo.noneDo' : 'todo.noRule')}</p></Empty>
        : (
          <>
            <p className="quiet small scope" role="status">{say('todo.count', { n: total ?? items.length })}{alsoMended}</p>
            <ul className="lines todos">{items.map((one) => <Line key={`${one.unitId}-${one.week}`} of={one} />)}</ul>
            <Pager next={next} total={total} shown={items.length} busy={reading.isPlaceholderData} size={size} names={names} />
          </>
        )}</Reading>
    </Panel>
  );
};
