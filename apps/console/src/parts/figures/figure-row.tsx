import type { Figure as FigureData } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { Figure } from '../parts.tsx';

type Props = { figures: readonly FigureData[]; running?: boolean; open?: number };
/**
 * A board's figures, as many as it answers, with what they count and how they moved: both figures that a change is the difference of open.
 * `running`: the period is not over, and the difference no rise or fall yet. `open`: of so many sessions people still sign, and count as invited already.
 */
export const FigureRow = ({ figures, running = false, open = 0 }: Props) => {
  const say = useSay();
  const word = useWord();
  return (
    <dl className="figures">{figures.map((figure) => (
      <div key={figure.key}>
        <dt>{figure.label}</dt>
        <dd className="value"><Figure of={figure} /></dd>
        <dd className="change"><span>{figure.ratio ?? word('unitOfCount', figure.unitOfCount)}</span>
          {figure.among && <span>{say('figure.among', { label: figure.among.label })} <Figure of={figure.among} /></span>}
          {figure.change && <Moved figure={figure} change={figure.change} running={running} />}
          {open > 0 && figure.unitOfCount === 'percent' && <span>{say('figure.underWay')}</span>}</dd>
      </div>
    ))}</dl>
  );
};

/** `836 − 910 = −74`; where one of the two is not there to be seen, what the period before shows. */
const Moved = ({ figure, change, running }: { figure: FigureData; change: NonNullable<FigureData['change']>; running: boolean }) => {
  const say = useSay();
  const before = <Figure of={{ key: change.against, shown: change.before, label: figure.label }} label={`${figure.label}, ${say('figure.before')}`} />;
  if (change.value === null) return <span>{say('figure.before')} {before}</span>;
  return (
    <span>{say('figure.change')} <span className="nowrap"><Figure of={figure} /> − {before}</span> <span className="nowrap">= {change.shown}</span>
      {running && <> <span className="nowrap">{say('figure.running')}</span></>}</span>
  );
};
