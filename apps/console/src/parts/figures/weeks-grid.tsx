import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Link } from 'react-router';
import { weekOf } from '@lyceum/core/calendar';
import type { ChildUnit } from '../../api-types.ts';
import { useSay, useWord } from '../../i18n/translate.ts';
import { Mark } from '../icon.tsx';
import { Figure } from '../parts.tsx';
import { today, weekDays } from '../time.ts';
import { useHere, useTo } from '../url.ts';
import { WhyLink } from './why-link.tsx';

const states = ['held', 'late', 'missed', 'due', 'planned', 'none'] as const;
export const Legend = () => {
  const say = useSay();
  const word = useWord();
  return <ul className="legend">{states.map((state) => <li key={state}><Mark state={state} />{word('weekState', state)}</li>)}<li>{say('board.cellNote')}</li><li>{say('board.missedNote')}</li><li>{say('board.gridWeeks')}</li></ul>;
};

/** Arrow keys walk the cells; one of them takes part in the tab order, so that a thousand cells cost one Tab. */
const useRoving = () => {
  const grid = useRef<HTMLTableElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]');
    const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (!cell || !step) return;
    const [row, column] = cell.dataset.cell!.split(',').map(Number) as [number, number];
    const next = grid.current?.querySelector<HTMLElement>(`[data-cell="${row + step[0]!},${column + step[1]!}"]`);
    if (!next) return;
    event.preventDefault();
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  return { grid, onKeyDown };
};

/** Units by weeks: what was held, late, missed or is still due, by colour and by shape; each cell opens its reason, each unit its own board. */
export const WeeksGrid = ({ units, weeks }: { units: readonly ChildUnit[]; weeks: readonly string[] }) => {
  const say = useSay();
  const word = useWord();
  const here = useHere();
  const to = useTo();
  const { grid, onKeyDown } = useRoving();
  const thisWeek = weekOf(today());
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => { // where it doesn't fit, the latest weeks come first: the last of them at the edge, the figures beyond it
    const last = box.current?.querySelector<HTMLElement>('th.w:nth-last-child(4)');
    if (box.current && last) box.current.scrollLeft = last.offsetLeft + last.offsetWidth - box.current.clientWidth;
  }, [weeks.length]);
  return (
    <div className="table-box" ref={box}>
      <table className="data weeks" ref={grid} onKeyDown={onKeyDown} aria-label={say('board.grid')}>
        <thead><tr>
          <th scope="col">{say('unit.unit')}</th>
          {weeks.map((week) => <th key={week} scope="col" className="w" data-now={week === thisWeek || undefined} title={`${week} (${weekDays(week)})`}>
            {Number(week.slice(6))}<span className="hidden-text"> {week}</span></th>)}
          <th scope="col" className="num">{say('board.attendance')}</th><th scope="col" className="num">{say('board.held')}</th><th scope="col" className="num more">{say('board.missed')}</th>
        </tr></thead>
        <tbody>{units.map((unit, row) => (
          <tr key={unit.own ? 'own' : unit.unitId}>
            <th scope="row">{unit.own ? unit.name : <Link to={to('/board', { unit: unit.unitId, ...range(here({})) })}>{unit.name}</Link>}</th>
            {weeks.map((week, column) => {
              const cell = unit.weeks.find((one) => one.week === week);
              const state = cell?.state ?? 'none';
              const { missed = 0, of = 0 } = cell ?? {};
              const some = missed > 0 && of > 1; // one unit's mark says it all
              const told = some ? say('board.cellMissed', { missed, of }) : word('weekState', state);
              return (
                <td key={week} className="cell">
                  <WhyLink of={cell?.figure ?? null} data-cell={`${row},${column}`} tabIndex={row === 0 && column === 0 ? 0 : -1}
                    aria-label={`${unit.name}, ${week}: ${told}`} title={`${week} (${weekDays(week)}) ${told}`}><Mark state={state} />{some && <small>{missed}</small>}</WhyLink>
                </td>
              );
            })}
            <td className="num"><Figure of={unit.figures.attendance} label={`${unit.name} ${unit.figures.attendance.label}`} /></td>
            <td className="num"><Figure of={unit.figures.held} label={`${unit.name} ${unit.figures.held.label}`} /></td>
            <td className="num"><Figure of={unit.figures.missed} label={`${unit.name} ${unit.figures.missed.label}`} /></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
};

const range = (address: string) => {
  const params = new URLSearchParams(address.split('?')[1]);
  return { from: params.get('from'), to: params.get('to'), weeks: params.get('weeks') };
};
