import { useEffect, useRef, useState } from 'react';
import type { UnitBoard } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { Figure } from '../parts.tsx';
import { weekText } from '../time.ts';
import { usePrefs } from '../prefs.ts';
import { WhyLink } from './why-link.tsx';

const height = 180, left = 36, right = 12, top = 12, bottom = 24;

/** Drawn as wide as its place, so that its words keep their size on a phone. */
const useWidth = () => {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(720);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => { if (entry) setWidth(Math.max(240, Math.round(entry.contentRect.width))); });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return { box, width };
};

/**
 * Attendance by week: a line of links with gaps where nothing was counted, and the same as a table behind it. Towards a week that is `running` it is
 * dashed, its point as well, and told so in words: who has not signed yet looks absent.
 */
export const Trend = ({ of, running }: { of: UnitBoard['trend']; running: boolean }) => {
  const say = useSay();
  const { language } = usePrefs();
  const { box, width } = useWidth();
  const x = (i: number) => left + (of.length < 2 ? 0.5 : i / (of.length - 1)) * (width - left - right);
  const y = (value: number) => top + (1 - value / 100) * (height - top - bottom);
  const points = of.map(({ week, attendance }, i) => ({ week, attendance, at: x(i), value: attendance.value, grows: running && i === of.length - 1 }));
  const told = ({ week, attendance, grows }: (typeof points)[number]) => `${week}: ${attendance.shown}${grows ? ` ${say('board.weekRunning')}` : ''}`;
  const path = (some: typeof points) => some.map(({ at, value }, i) => (value === null ? '' : `${i > 0 && some[i - 1]!.value !== null ? 'L' : 'M'}${at.toFixed(1)} ${y(value).toFixed(1)}`)).join('');
  const every = Math.max(1, Math.ceil((of.length * 52) / width));
  return (
    <figure className="trend" ref={box}>
      <svg viewBox={`0 0 ${width} ${height}`} role="group" aria-label={say('board.trend')}>
        {[0, 50, 100].map((percent) => <g key={percent}><line className="axis" x1={left} x2={width - right} y1={y(percent)} y2={y(percent)} />
          <text className="tick" x={left - 6} y={y(percent) + 4} textAnchor="end">{percent}%</text></g>)}
        {points.map(({ week, at }, i) => i % every === 0 && <text key={week} className="tick" x={at} y={height - 6} textAnchor="middle">{weekText(week, language)}</text>)}
        <path className="line" d={path(running ? points.slice(0, -1) : points)} />
        {running && <path className="line running" d={path(points.slice(-2))} />}
        {points.map((point) => point.value !== null && (
          <WhyLink key={point.week} of={point.attendance.key} aria-label={told(point)}>
            <circle cx={point.at} cy={y(point.value)} r="11" fill="transparent" />
            <circle className={point.grows ? 'dot running' : 'dot'} cx={point.at} cy={y(point.value)} r={point.grows ? 5 : 3.5}><title>{told(point)}</title></circle>
          </WhyLink>
        ))}
      </svg>
      <p className="small quiet">{say('board.trendWeeks')}{running && typeof points.at(-1)?.value === 'number' && ` ${say('board.trendRunning')}`}</p>
      <details><summary className="small quiet">{say('board.asTable')}</summary>
        <div className="table-box" tabIndex={0} role="region" aria-label={say('board.trend')}>
          <table className="data"><thead><tr><th scope="col">{say('week')}</th><th scope="col" className="num">{say('board.attendance')}</th></tr></thead>
          <tbody>{points.map(({ week, attendance, grows }) => <tr key={week}><th scope="row">{week}{grows && <span className="quiet"> {say('board.weekRunning')}</span>}</th><td className="num"><Figure of={attendance} label={week} /></td></tr>)}</tbody></table></div>
      </details>
    </figure>
  );
};
