import { Link, useParams as useRoute } from 'react-router';
import type { EventWhole } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { actorName } from '../parts/history/actor.ts';
import { Change } from '../parts/history/audit-timeline.tsx';
import { useRead, useRight } from '../parts/data.ts';
import { Moment, PageHead, Panel, Reading } from '../parts/parts.tsx';
import { useTo } from '../parts/url.ts';

const told = ['sentence', 'before', 'after', 'actor', 'type', 'occurredAt', 'recordedAt', 'unitName', 'stream', 'revision', 'position', 'eventId'];

/** Whom and what the event names, and the signature that a withdrawal is of: each where the reader may open such. */
const Named = ({ event: { type, data = {}, unitId, unitName, stream, revision } }: { event: EventWhole }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const idOf = (field: string) => (typeof data[field] === 'string' ? data[field] : undefined);
  const [memberId, sessionId] = [idOf('memberId'), idOf('sessionId')];
  const person = memberId && (may('persons.read') ? to(`/people/${memberId}`) : to('/history', { subject: `member:${memberId}` }));
  return (
    <>
      {unitName && <><dt>{say('unit.unit')}</dt><dd>{unitId && may('figures.read') ? <Link to={to('/board', { unit: unitId })}>{unitName}</Link> : unitName}</dd></>}
      {person && <><dt>{say('event.person')}</dt><dd><Link to={person}>{say('event.toPerson')}</Link></dd></>}
      {sessionId && may('sessions.read') && <><dt>{say('event.session')}</dt><dd><Link to={to(`/sessions/${sessionId}`)}>{say('event.toSession')}</Link></dd></>}
      {type === 'AttendanceWithdrawn' && stream && revision !== undefined && <><dt>{say('event.withdrawn')}</dt>
        <dd><Link to={to(`/events/${encodeURIComponent(`${stream}@${revision - 1}`)}`)}>{say('file.sourceSigned')}</Link></dd></>}
    </>
  );
};

/** The last step of every drill: one fact as it was recorded. */
export const EventPage = () => {
  const say = useSay();
  const to = useTo();
  const { position = '' } = useRoute();
  const reading = useRead<EventWhole>(`/events/${encodeURIComponent(position)}`, {}, { live: true });
  return (
    <Reading of={reading} lines={8}>{(event) => (
      <div className="stack">
        <PageHead title={event.sentence ?? event.type} crumbs={[{ name: say('nav.history'), to: to('/history') }, { name: say('event.facts') }]} />
        <Panel title={say('event.facts')}>
          <dl className="facts">
            <dt>{say('history.by')}</dt><dd>{actorName(event.actor)}</dd>
            {event.occurredAt && <><dt>{say('history.occurred')}</dt><dd><Moment of={event.occurredAt} /></dd></>}
            {event.recordedAt && <><dt>{say('history.recorded')}</dt><dd><Moment of={event.recordedAt} /></dd></>}
            <Named event={event} />
          </dl>
          <Change before={event.before ?? null} after={event.after ?? null} whole />
        </Panel>
        <Panel>
          <details className="stack"><summary>{say('event.raw')}</summary>
            <dl className="facts">
              <dt>{say('event.type')}</dt><dd className="mono">{event.type}</dd>
              {event.stream && <><dt>{say('event.stream')}</dt><dd className="mono">{event.stream} #{event.revision}</dd></>}
              <dt>{say('why.position')}</dt><dd className="mono">{event.position ?? position}</dd>
              {event.eventId && <><dt>{say('event.id')}</dt><dd className="mono">{event.eventId}</dd></>}
            </dl>
            <pre className="mono" style={{ whiteSpace: 'pre-wrap', margin: 0 }} tabIndex={0}>
              {JSON.stringify(event.data ?? Object.fromEntries(Object.entries(event).filter(([name]) => !told.includes(name))), null, 2)}</pre>
          </details>
        </Panel>
      </div>
    )}</Reading>
  );
};
