import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { Unit } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useUnits } from '../data.ts';
import { Icon } from '../icon.tsx';
import { Popover } from '../popover.tsx';
import { useUnitName } from './unit-name.tsx';

type Branch = Unit & { depth: number };
/** In reading order, each below its parent. A parent out of sight makes its child a root. */
const inOrder = (units: readonly Unit[]): Branch[] => {
  const known = new Set(units.map(({ unitId }) => unitId));
  const children = Map.groupBy(units, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''));
  const below = (parent: string, depth: number): Branch[] => (children.get(parent) ?? []).flatMap((unit) => [{ ...unit, depth }, ...below(unit.unitId, depth + 1)]);
  return below('', 0);
};

const Tree = ({ selected, onPick }: { selected: string | undefined; onPick: (unit: Unit) => void }) => {
  const say = useSay();
  const { units } = useUnits();
  const called = useUnitName();
  const [words, setWords] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const branches = useMemo(() => inOrder(units), [units]);
  const shown = branches.filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()));
  const focusable = shown.some(({ unitId }) => unitId === selected) ? selected : shown[0]?.unitId;

  const move = (event: KeyboardEvent, unit: Unit) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = items.indexOf(event.currentTarget as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') onPick(unit);
    else if (to !== undefined) items[Math.max(0, Math.min(items.length - 1, to))]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input className="input" type="search" autoFocus placeholder={say('unit.search')} aria-label={say('unit.search')} value={words} onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') { event.preventDefault(); list.current?.querySelector<HTMLElement>('[role=treeitem]')?.focus(); }
          if (event.key === 'Enter') { event.preventDefault(); if (shown[0]) onPick(shown[0]); }
        }} />
      {shown.length === 0 ? <p className="quiet" role="status">{say('unit.none')}</p> : (
        <ul className="tree" role="tree" aria-label={say('unit.pick')} ref={list}>
          {shown.map((unit) => (
            <li key={unit.unitId} role="treeitem" aria-level={unit.depth + 1} aria-selected={unit.unitId === selected} tabIndex={unit.unitId === focusable ? 0 : -1}
              style={{ paddingInlineStart: `${0.5 + (words ? 0 : unit.depth * 1.1)}rem` }} onClick={() => onPick(unit)} onKeyDown={(event) => move(event, unit)}>
              <span>{called(unit.unitId, unit.name)}</span><span className="quiet num small">{unit.people ?? (unit.peopleHidden ? '*' : '<5')}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

type Props = {
  value: string | undefined; name?: string; onChange: (unitId: string, unit: Unit) => void; label?: string; id?: string;
  /** The panel hangs from the button's end, where that stands at the right. */
  end?: boolean;
  /** On the button instead of the unit's name. */
  button?: string;
  'aria-describedby'?: string; 'aria-invalid'?: true;
};
/** Picks one unit of those in sight, by words or down the tree. */
export const UnitPicker = ({ value, name, onChange, label, id, end = false, button, 'aria-describedby': describedBy }: Props) => {
  const say = useSay();
  const { units } = useUnits();
  const called = useUnitName();
  const known = units.find(({ unitId }) => unitId === value)?.name ?? name;
  const shown = button ?? (known ? called(value, known) : say('unit.pick'));
  return (
    <Popover className="button picked" end={end} id={id} describedBy={describedBy} label={button ? label ?? button : `${label ?? say('unit.pick')}: ${shown}`}
      button={<><span>{shown}</span><Icon name="down" size={14} /></>}>
      {(close) => <Tree selected={value} onPick={(unit) => { onChange(unit.unitId, unit); close(); }} />}
    </Popover>
  );
};
