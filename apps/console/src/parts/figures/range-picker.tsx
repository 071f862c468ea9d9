import { lazy, Suspense } from 'react';
import { useSay, type Key } from '../../i18n/translate.ts';
import { useLastDay } from '../history/as-of.tsx';
import { isDay, lastWeeks } from '../time.ts';
import { Bones, Day } from '../parts.tsx';
import { Popover } from '../popover.tsx';
import { Icon } from '../icon.tsx';
import { useParams } from '../url.ts';

const Calendar = lazy(() => import('./range-calendar.tsx'));
const lengths = [['13', 'range.quarter'], ['26', 'range.half'], ['52', 'range.year']] as const satisfies readonly (readonly [string, Key])[];

/** The period of a board, from the address: two days, or so many weeks (13 unless told) up to now or the moment in view. */
export const useRange = () => {
  const { get } = useParams();
  const last = useLastDay();
  const from = get('from');
  const to = get('to');
  if (isDay(from) && isDay(to) && from <= to) return { from, to, weeks: null };
  const weeks = Math.min(104, Math.max(1, Math.trunc(Number(get('weeks'))) || 13));
  return { ...lastWeeks(weeks, last), weeks };
};

export const RangePicker = () => {
  const say = useSay();
  const { set } = useParams();
  const { from, to, weeks } = useRange();
  const preset = lengths.find(([length]) => Number(length) === weeks);
  return (
    <Popover end className="button" label={`${say('range.period')}: ${preset ? `${say(preset[1])} ` : ''}${from} – ${to}`}
      button={<>{preset && <span>{say(preset[1])}</span>}{' '}<span className="num quiet">{from} – {to}</span><Icon name="down" size={14} /></>}>
      {(close) => (
        <div className="stack tight">
          <div className="menu">{lengths.map(([length, title]) => <button key={length} type="button"
            onClick={() => { set({ weeks: length === '13' ? null : length, from: null, to: null, cursor: null, page: null }); close(); }}>{say(title)}</button>)}</div>
          <p className="small quiet"><Day of={from} /> – <Day of={to} /></p>
          <Suspense fallback={<Bones lines={1} />}>
            <Calendar from={from} to={to} onChange={(first, last) => { if (first && last) { set({ from: first, to: last, weeks: null, cursor: null, page: null }); close(); } }} /></Suspense>
        </div>
      )}
    </Popover>
  );
};
