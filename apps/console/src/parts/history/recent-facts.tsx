import { Link } from 'react-router';
import type { HistoryKind } from '@lyceum/contracts/audit/history-kinds';
import type { HistoryItem, Page } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { actorName } from './actor.ts';
import { useRead, useRight } from '../data.ts';
import { Moment, Panel, Reading } from '../parts.tsx';
import { useTo } from '../url.ts';

const shown = 6;
/** So many entries of these kinds are looked through, newest first, where not all of them are meant. */
const searched = 200;
type Facts = { readonly kinds: readonly HistoryKind[]; /** Of these kinds, these types alone. */ readonly types?: ReadonlySet<string> };
/** What is recorded of a person by hand, not what happens with them every week. */
export const ofPerson: Facts = { kinds: ['people', 'rights'] };

/** What was last changed of a thing, as the log tells it: the newest sentence is the one that was just written. */
export const RecentFacts = ({ subject, facts: { kinds, types } }: { subject: string; facts: Facts }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const reading = useRead<Page<HistoryItem>>(may('history.read') ? '/history' : null, { subject, kind: kinds.join(','), limit: types ? searched : shown });
  if (!may('history.read')) return null;
  return (
    <Panel title={say('recent.title')} more={<Link to={to('/history', { subject })}>{say('recent.all')}</Link>}>
      <Reading of={reading}>{({ items, next }) => {
        const facts = items.filter(({ type }) => types?.has(type) ?? true).slice(0, shown);
        if (facts.length === 0) return <p className="quiet">{say(next === null ? 'recent.none' : 'recent.noneOfLate', { n: searched })}</p>;
        return (
          <ol className="timeline" data-recent>{facts.map((fact) => (
            <li key={fact.position}><Link to={to(`/events/${encodeURIComponent(fact.position)}`)}>{fact.sentence}</Link>
              <div className="quiet small">{say('history.by')} <b>{actorName(fact.actor)}</b> · {say('history.recorded')} <Moment of={fact.recordedAt} /></div></li>
          ))}</ol>
        );
      }}</Reading>
    </Panel>
  );
};
