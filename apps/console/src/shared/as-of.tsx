import { addDays, instantIn, mondayOf } from '@lyceum/core/calendar';
import { lazy, Suspense } from 'react';
import type { Moment as MomentData } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { useRead } from './data.ts';
import { Icon } from './icon.tsx';
import { Bones, Field, Moment } from './parts.tsx';
import { Popover } from './popover.tsx';
import { momentShort, today } from './time.ts';
import { useAsOf } from './url.ts';

const MomentPicker = lazy(() => import('./moment-picker.tsx'));

/** The instant that `asOf` means: itself, or that of its position. */
const useMoment = (asOf: string | undefined) => {
  const isInstant = asOf?.includes('T') ?? false;
  const { data } = useRead<{ position: string; recordedAt?: string }>(asOf && !isInstant ? `/events/${encodeURIComponent(asOf)}` : null, {}, { live: true });
  return isInstant ? asOf : data?.recordedAt;
};

/** Now or a chosen moment, in sight on every page. */
export const AsOfClock = () => {
  const say = useSay();
  const { asOf, travel } = useAsOf();
  const instant = useMoment(asOf);
  const monday = mondayOf(today());
  const endOf = (day: string) => instantIn(addDays(day, 1), '00:00');
  const shortcuts = [
    ['asOf.yesterday', endOf(addDays(today(), -1))], ['asOf.lastWeek', endOf(addDays(monday, -1))],
    ['asOf.lastMonth', endOf(addDays(`${today().slice(0, 8)}01`, -1))], ['asOf.lastYear', endOf(`${Number(today().slice(0, 4)) - 1}-12-31`)],
  ] as const;
  const shown = asOf ? (instant ? momentShort(instant) : asOf) : say('asOf.now');
  return (
    <Popover className="button clock" past={asOf !== undefined} label={say('asOf.clock', { moment: shown })} button={<><Icon name="clock" size={16} /><span className={asOf ? 'num hide-phone' : ''}>{shown}</span></>}>
      {(close) => {
        const go = (to: string | null) => { travel(to); close(); };
        return (
          <div className="stack">
            <p className="quiet">{say('asOf.explain')}</p>
            <div className="menu">
              {asOf && <button type="button" onClick={() => go(null)}><b>{say('asOf.back')}</b></button>}
              {shortcuts.map(([key, at]) => <button type="button" key={key} onClick={() => go(at)}>{say(key)}</button>)}
            </div>
            <Field label={say('asOf.choose')} hint={say('asOf.zone')}>{(props) => <Suspense fallback={<Bones lines={1} />}><MomentPicker id={props.id} onChange={(day, time) => go(instantIn(day, time))} /></Suspense>}</Field>
          </div>
        );
      }}
    </Popover>
  );
};

/** Across every page while the past is shown. */
export const AsOfBand = () => {
  const say = useSay();
  const { asOf, travel } = useAsOf();
  const instant = useMoment(asOf);
  if (!asOf) return null;
  return (
    <div className="band" role="status">
      <span>{say('asOf.band')} {instant ? <Moment of={instant} /> : <code className="mono">{asOf}</code>}</span>
      <button type="button" className="button" onClick={() => travel(null)}>{say('asOf.back')}</button>
    </div>
  );
};

/** Below a board: as of when its data are. */
export const DataAsOf = ({ of }: { of: MomentData }) => {
  const say = useSay();
  return <p className="quiet small">{of.at ? <>{say('asOf.data')} <Moment of={of.at} /></> : say('asOf.noData')} · {say('why.position')} <code className="mono">{of.position}</code></p>;
};
