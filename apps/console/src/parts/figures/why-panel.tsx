import { Link } from 'react-router';
import type { Explanation, FigureEvent } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { ofDrawer, Pager } from '../data-table.tsx';
import { useRead, useRight } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { useNameOf } from '../people/name-of.ts';
import { Day, Empty, Moment, Reading } from '../parts.tsx';
import { actorName } from '../history/actor.ts';
import { useParams, useTo } from '../url.ts';
import { useCloseWhy, WhyLink, whyLinkOf } from './why-link.tsx';

const size = 50; // what a figure answers with at first as well

/** The facts of a figure, a page at a time; below each page, how much of the number has been shown. */
const Facts = ({ figureKey, first }: { figureKey: string; first: NonNullable<Explanation['events']> }) => {
  const say = useSay();
  const to = useTo();
  const may = useRight();
  const cursor = useParams().get(ofDrawer.cursor) ?? undefined;
  const reading = useRead<Explanation>(cursor ? `/figures/${encodeURIComponent(figureKey)}` : null, { cursor, limit: size });
  const page = cursor ? reading.data?.events : first;
  const signed = (delta: number) => (delta > 0 ? `+${delta}` : `−${Math.abs(delta)}`);
  if (first.total === 0) return <Empty title={say('why.noFacts')} />;
  return (
    <Reading of={{ data: page ?? undefined, error: reading.error, refetch: reading.refetch }}>
      {({ items, next, total }: { items: FigureEvent[]; next: string | null; total: number | null }) => (
        <>
          <p className="quiet small" role="status">{say('why.facts', { total: total ?? items.length, shown: items.length })}</p>
          <ol className="lines">{items.map((event, i) => (
            <li key={`${event.eventId}-${i}`} className="row between" style={{ flexWrap: 'nowrap' }}>
              <div>{may('history.read') && event.position !== '' ? <Link to={to(`/events/${encodeURIComponent(event.position)}`)}>{event.sentence}</Link> : event.sentence}
                <div className="quiet small">{event.position === '' ? <Day of={event.recordedAt} /> : <Moment of={event.recordedAt} />} · {actorName(event.actor)}</div></div>
              <b className="num">{signed(event.delta)}</b>
            </li>
          ))}</ol>
          <Pager next={next} total={total} shown={items.length} busy={cursor !== undefined && reading.isPlaceholderData} size={size} names={ofDrawer} />
        </>
      )}
    </Reading>
  );
};

/** Whose figure it is, and of which days: the page below may be of another. */
const Whose = ({ of: { subject, from, to } }: { of: Explanation }) => {
  const nameOf = useNameOf();
  const days = from === to ? <Day of={from} /> : <span className="nowrap">{from} – {to}</span>;
  return <p className="quiet" data-whose>{subject && <>{[nameOf(subject), subject.unitName].filter(Boolean).join(' · ')} · </>}{days}</p>;
};

const Body = ({ of }: { of: Explanation }) => {
  const say = useSay();
  const word = useWord();
  return (
    <div className="stack">
      <Whose of={of} />
      <div><div style={{ fontSize: '1.75rem', fontWeight: 600 }} className="num">{of.shown}</div>
        <p>{of.meaning}</p><p className="quiet">{say('why.counts', { what: word('unitOfCount', of.unitOfCount) })}</p></div>
      {of.formula.text && of.formula.text !== of.meaning && <p className="formula">{of.formula.text}</p>}
      {of.terms.length > 0 && (
        <section><h3>{say('why.terms')}</h3>
          <ul className="lines">{of.terms.map((term) => (
            <li key={term.key} className="row between" style={{ flexWrap: 'nowrap' }}>
              <span>{term.sign && <span className="quiet">{term.sign} </span>}{term.label}</span>
              <WhyLink className="figure" of={term.key} aria-label={say('figure.open', { label: term.label, shown: term.shown })}>{term.shown}</WhyLink>
            </li>
          ))}</ul></section>
      )}
      {of.events === null && of.terms.length === 0 && <p className="quiet">{say('why.withheld')}</p>}
      {of.events && <section><h3>{say('why.theFacts')}</h3><Facts key={of.key} figureKey={of.key} first={of.events} /></section>}
      <section><h3>{say('why.rule')}</h3>
        {of.policy ? <p>{of.policy.title} <span className="quiet">v{of.policy.version}</span><br /><span className="quiet">{say('why.basis')} {of.policy.basis}</span></p>
          : <p>{say('why.definition', { n: of.definition, formula: of.formula.text || of.meaning })}<br /><span className="quiet">{say('why.noRule')}</span></p>}</section>
      <section><h3>{say('why.proof')}</h3>
        <dl className="facts small">
          <dt>{say('why.projection')}</dt><dd className="mono">{of.projection.name} v{of.projection.version}</dd>
          <dt>{say('why.position')}</dt><dd className="mono">{of.position}</dd>
          {of.at && <><dt>{say('why.at')}</dt><dd><Moment of={of.at} /></dd></>}
          {of.treeOn && <><dt>{say('why.treeOn')}</dt><dd><Day of={of.treeOn} /></dd></>}
          <dt>{say('why.key')}</dt><dd className="mono">{of.key}</dd>
        </dl></section>
    </div>
  );
};

/** Why this figure: opened by `?why=<key>` on any page. Back goes to the figure that led here, then to the page; Esc to the page at once. */
export const WhyPanel = () => {
  const say = useSay();
  const { get } = useParams();
  const close = useCloseWhy();
  const key = get('why');
  const reading = useRead<Explanation>(key ? `/figures/${encodeURIComponent(key)}` : null);
  if (!key) return null;
  return (
    <Dialog kind="side" title={reading.data && !reading.isPlaceholderData ? reading.data.label : say('why.title')} onClose={close} opener={() => whyLinkOf(key)}>
      <Reading of={reading} lines={8}>{(data) => <Body of={data} />}</Reading>
    </Dialog>
  );
};
