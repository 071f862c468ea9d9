import { addDays, instantIn, mondayOf } from '@lyceum/core/calendar';
import { lazy, Suspense, type ReactNode } from 'react';
import { Problem } from '../../api.ts';
import type { Dated, Moment as MomentData } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useRead } from '../data.ts';
import { Icon } from '../icon.tsx';
import { Bones, Field, Moment, ProblemNotice } from '../parts.tsx';
import { Popover } from '../popover.tsx';
import { usePrefs } from '../prefs.ts';
import { dayUntil, endOfDay, instantOf, nowInstant, today, untilShort, untilText } from '../time.ts';
import { useAsOf } from '../url.ts';

const MomentPicker = lazy(() => import('./moment-picker.tsx'));

/** Asked of a read that is open to everybody who is logged in: what a position is, and whether a moment has come, only the server knows. */
const useAskedMoment = (asOf: string | undefined) => useRead<Dated>(asOf ? '/me/looks' : null, { limit: 1 });
/** The instant that `asOf` means, or that it means none. */
export const useMoment = (asOf: string | undefined): { instant?: string; fault: boolean } => {
  const { data, error } = useAskedMoment(asOf);
  const instant = asOf && (instantOf(asOf) ?? data?.at);
  return { ...(instant && { instant }), fault: error instanceof Problem && error.code.startsWith('as-of-') };
};
/** The last day of what is in view: that of the moment, else today. On a page the moment is known (`InMoment`). */
export const useLastDay = (): string => {
  const { instant } = useMoment(useAsOf().asOf);
  return instant ? dayUntil(instant) : today();
};

/** Now or a chosen moment, in sight on every page. */
export const AsOfClock = () => {
  const say = useSay();
  const { asOf, travel } = useAsOf();
  const { instant, fault } = useMoment(asOf);
  const monday = mondayOf(today());
  const shortcuts = [
    ['asOf.yesterday', endOfDay(addDays(today(), -1))], ['asOf.lastWeek', endOfDay(addDays(monday, -1))],
    ['asOf.lastMonth', endOfDay(addDays(`${today().slice(0, 8)}01`, -1))], ['asOf.lastYear', endOfDay(`${Number(today().slice(0, 4)) - 1}-12-31`)],
  ] as const;
  const shown = asOf ? (instant && !fault ? untilShort(instant) : asOf) : say('asOf.now');
  return (
    <Popover className="button clock" past={asOf !== undefined} label={say('asOf.clock', { moment: shown })}
      button={<><Icon name="clock" size={16} /><span className={asOf ? 'num hide-phone' : ''}>{shown}</span></>}>
      {(close) => {
        const go = (to: string | null) => { travel(to); close(); };
        return (
          <div className="stack">
            <p className="quiet">{say('asOf.explain')}</p>
            <div className="menu">
              {asOf && <button type="button" onClick={() => go(null)}><b>{say('asOf.back')}</b></button>}
              {shortcuts.map(([key, at]) => <button type="button" key={key} onClick={() => go(at)}>{say(key)}</button>)}
            </div>
            <Field label={say('asOf.choose')} hint={say('asOf.zone')}>
              {(props) => <Suspense fallback={<Bones lines={1} />}>
                <MomentPicker id={props.id} onChange={(day, time) => { const at = time === '24:00' ? endOfDay(day) : instantIn(day, time); go(at < nowInstant() ? at : null); }} /></Suspense>}</Field>
          </div>
        );
      }}
    </Popover>
  );
};

/** Across every page while the past is shown; where the address names no moment there was, it says so. */
export const AsOfBand = () => {
  const say = useSay();
  const { language } = usePrefs();
  const { asOf, travel } = useAsOf();
  const { instant, fault } = useMoment(asOf);
  if (!asOf) return null;
  return (
    <div className="band" role={fault ? 'alert' : 'status'}>
      {fault ? <span>{say('asOf.unknown', { moment: asOf })}</span>
        : <span>{say('asOf.band')} {instant ? <time dateTime={instant} className="nowrap">{untilText(instant, language)}</time> : <code className="mono">{asOf}</code>}</span>}
      <button type="button" className="button" onClick={() => travel(null)}>{say('asOf.back')}</button>
    </div>
  );
};

/** Pages of a moment, once it is known which: their days end with it, and would end with today before. None where there was no such moment. */
export const InMoment = ({ children }: { children: ReactNode }) => {
  const { asOf } = useAsOf();
  const { fault } = useMoment(asOf);
  const { data, error, refetch } = useAskedMoment(asOf);
  if (fault) return null;
  if (!asOf || instantOf(asOf) || data) return children;
  return error ? <ProblemNotice problem={error} retry={() => void refetch()} /> : <Bones lines={8} />;
};

/** Below a board: as of when its data are. */
export const DataAsOf = ({ of }: { of: MomentData }) => {
  const say = useSay();
  return <p className="quiet small">{of.at ? <>{say('asOf.data')} <Moment of={of.at} /></> : say('asOf.noData')} · {say('why.position')} <code className="mono">{of.position}</code></p>;
};
