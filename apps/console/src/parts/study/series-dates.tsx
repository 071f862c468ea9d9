import { weekday, weekOf } from '@lyceum/core/calendar';
import { Link } from 'react-router';
import type { Session } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { DayField } from '../dates.tsx';
import { Day, Notice, WeekName } from '../parts.tsx';
import { usePrefs } from '../prefs.ts';
import { isDay, weekdayName } from '../time.ts';
import { useTo } from '../url.ts';

/** `skip`: days left out. `moved`: planned day → the day it is held instead. */
export type Chosen = { skip: string[]; moved: Record<string, string> };
type Props = { days: string[]; values: Chosen; set: (change: Partial<Chosen>) => void; taken: ReadonlyMap<string, Session[]> };

/** What the unit has on a day already, before a second session is planned there. */
export const AlreadyThere = ({ sessions }: { sessions: readonly Session[] }) => {
  const say = useSay();
  const to = useTo();
  return <span className="small"><span className="tag care">
    {say('series.taken')}</span> {sessions.map(({ sessionId, title, start }, i) => <span key={sessionId}>{i > 0 && say('comma')}
      <Link to={to(`/sessions/${sessionId}`)} target="_blank">{start} {title}</Link></span>)}</span>;
};

const Row = ({ day, values, set, taken }: Omit<Props, 'days'> & { day: string }) => {
  const say = useSay();
  const { language } = usePrefs();
  const off = values.skip.includes(day);
  const to = values.moved[day];
  const there = off ? undefined : taken.get(to ?? day);
  const skip = () => set({ skip: off ? values.skip.filter((one) => one !== day) : [...values.skip, day] });
  const move = (other: string) => {
    const { [day]: _, ...moved } = values.moved;
    set({ moved: isDay(other) && other !== day ? { ...moved, [day]: other } : moved });
  };
  return (
    <li className="row between" data-day={day}>
      <label className="row"><input type="checkbox" checked={!off} onChange={skip} />
        <span className={off || to ? 'struck' : ''}><Day of={day} /></span> <span className="quiet small"><WeekName of={weekOf(day)} /></span></label>
      {!off && <span className="row"><span className="quiet small">{to ? `→ ${weekdayName(weekday(to), language)}` : ''}</span>
        <span style={{ width: '10.5rem' }} aria-label={say('series.move', { day })} role="group"><DayField value={to ?? day} onChange={move} /></span></span>}
      {there && <div className="whole"><AlreadyThere sessions={there} /></div>}
    </li>
  );
};

/** The days of a series: how many sessions they make, which of them fall together with one that is there, each to be left out or moved. */
export const SeriesDates = ({ days, values, set, taken }: Props) => {
  const say = useSay();
  const going = days.filter((day) => !values.skip.includes(day));
  const double = going.filter((day) => taken.has(values.moved[day] ?? day));
  return (
    <fieldset className="stack tight" style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ padding: 0 }}><b>{say('series.dates', { n: going.length })}</b></legend>
      <p className="quiet small">{say('series.datesHint')}</p>
      {double.length > 0 && (
        <Notice kind="care" role="status"><span>{say('series.double', { n: double.length })}</span>
          <div><button type="button" className="button" onClick={() => set({ skip: [...values.skip, ...double] })}>{say('series.skipDouble', { n: double.length })}</button></div></Notice>
      )}
      <ul className="lines dates" tabIndex={0} aria-label={say('series.datesLabel')}>{days.map((day) => <Row key={day} day={day} values={values} set={set} taken={taken} />)}</ul>
    </fieldset>
  );
};
