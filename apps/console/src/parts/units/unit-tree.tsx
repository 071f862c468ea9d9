import { useRef, useState, type KeyboardEvent } from 'react';
import { useSay } from '../../i18n/translate.ts';
import { Icon } from '../icon.tsx';
import { walk, type Branch } from './unit-branches.ts';
import { useUnitName } from './unit-name.tsx';

type Props = { branches: readonly Branch[]; selected: string | undefined; /** Those above the selected one, which are open to begin with. */ path: readonly string[];
  onPick: (unitId: string) => void };

/** The tree of units: one stop of Tab; arrows walk, open and shut it; Enter chooses. */
export const UnitTree = ({ branches, selected, path, onPick }: Props) => {
  const say = useSay();
  const called = useUnitName();
  const [words, setWords] = useState('');
  const [turned, setTurned] = useState<Readonly<Record<string, boolean>>>({}); // opened or shut by hand
  const list = useRef<HTMLUListElement>(null);
  const isOpen = ({ unitId, depth }: Branch) => turned[unitId] ?? (depth === 0 || path.includes(unitId));
  const wanted = words.trim().toLowerCase();
  const shown = wanted ? walk(branches).filter(({ name }) => name.toLowerCase().includes(wanted)) : walk(branches, isOpen);
  const focusable = shown.some(({ unitId }) => unitId === selected) ? selected : shown[0]?.unitId;

  const press = (event: KeyboardEvent, branch: Branch) => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
    const at = shown.indexOf(branch);
    const focus = (index: number) => items[Math.max(0, Math.min(items.length - 1, index))]?.focus();
    const turn = (open: boolean) => setTurned({ ...turned, [branch.unitId]: open });
    const opens = !wanted && branch.below.length > 0;
    switch (event.key) {
      case 'ArrowDown': focus(at + 1); break;
      case 'ArrowUp': focus(at - 1); break;
      case 'Home': focus(0); break;
      case 'End': focus(items.length - 1); break;
      case 'ArrowRight': if (opens && !isOpen(branch)) turn(true); else if (opens) focus(at + 1); break;
      case 'ArrowLeft': if (opens && isOpen(branch)) turn(false); else focus(shown.findIndex(({ unitId }) => unitId === branch.parentId)); break;
      case 'Enter': case ' ': onPick(branch.unitId); break;
      default: return;
    }
    event.preventDefault();
  };
  return (
    <div className="stack tight">
      <input className="input" type="search" placeholder={say('unit.search')} aria-label={say('unit.search')} value={words} onChange={(event) => setWords(event.target.value)} />
      {shown.length === 0 ? <p className="quiet" role="status">{say('unit.none')}</p> : (
        <ul className="tree whole" role="tree" aria-label={say('units.tree')} ref={list}>{shown.map((branch) => {
          const { unitId, name, depth, below, all } = branch;
          const opens = !wanted && below.length > 0;
          return (
            <li key={unitId} role="treeitem" aria-level={depth + 1} aria-selected={unitId === selected} {...(opens && { 'aria-expanded': isOpen(branch) })} tabIndex={unitId === focusable ? 0 : -1}
              style={{ paddingInlineStart: `${0.25 + (wanted ? 0 : depth * 1.1)}rem` }} onClick={() => onPick(unitId)} onKeyDown={(event) => press(event, branch)}>
              <span className="name"><span className="twist" data-open={opens ? isOpen(branch) : undefined} aria-hidden="true"
                onClick={(event) => { if (!opens) return; event.stopPropagation(); setTurned({ ...turned, [unitId]: !isOpen(branch) }); }}>
                {opens && <Icon name="down" size={14} />}</span>{wanted ? called(unitId, name) : name}</span>
              <span className="quiet num small">{all}</span>
            </li>
          );
        })}</ul>
      )}
    </div>
  );
};
