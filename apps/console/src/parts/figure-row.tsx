import type { Figure as FigureData } from '../api-types.ts';
import { useSay, useWord } from '../i18n/translate.ts';
import { Figure } from './parts.tsx';

/**
 * A board's figures, as many as it answers, with what they count and how they moved. The change opens the figure of the period before; while
 * the period is `running` it is no rise or fall yet. `open`: of so many sessions people still sign, and count as invited already.
 */
export const FigureRow = ({ figures, running = false, open = 0 }: { figures: readonly FigureData[]; running?: boolean; open?: number }) => {
  const say = useSay();
  const word = useWord();
  return (
    <dl className="figures">{figures.map((figure) => (
      <div key={figure.key}>
        <dt>{figure.label}</dt>
        <dd className="value"><Figure of={figure} /></dd>
        <dd className="change"><span>{figure.ratio ?? word('unitOfCount', figure.unitOfCount)}</span>
          {figure.change && <span>{say('figure.change')} <Figure of={{ key: figure.change.against,
            shown: isSame(figure.change) ? say('figure.same') : running ? figure.change.shown : arrow(figure.change), label: figure.label }}
            label={`${figure.label}, ${say('figure.before')}`} />{running && figure.change.value !== null && <> <span className="nowrap">{say('figure.running')}</span></>}</span>}
          {open > 0 && figure.unitOfCount === 'percent' && <span>{say('figure.underWay')}</span>}</dd>
      </div>
    ))}</dl>
  );
};
/** Also what rounds to nothing: `±0.0` neither rose nor fell. */
const isSame = ({ value, shown }: { value: number | null; shown: string }) => value !== null && /0/.test(shown) && !/[1-9]/.test(shown);
const arrow = ({ value, shown }: { value: number | null; shown: string }) => (value === null ? shown : `${value > 0 ? '▲' : '▼'} ${shown.replace(/^[-−+]/, '')}`);
