import { useId, useState, type KeyboardEvent } from 'react';
import type { Page, Person } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useRead } from '../data.ts';
import { Field, ProblemNotice } from '../parts.tsx';
import { useScope } from '../scope.ts';
import { UnitName } from '../units/unit-name.tsx';

/** Finds a person of the unit in view by name or phone. Arrows walk what was found, Enter takes it, Esc puts it away. */
export const PersonFinder = ({ label, onPick }: { label: string; onPick: (person: Person) => void }) => {
  const say = useSay();
  const list = useId();
  const { unitId, name } = useScope();
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const asked = words.trim();
  const { data, error, refetch, isPlaceholderData } = useRead<Page<Person>>(asked && unitId ? '/members' : null, { unit: unitId, q: asked, limit: 8 }, { live: true });
  const found = data && !isPlaceholderData ? data.items : [];
  const open = asked !== '' && (data !== undefined || error !== null);
  const pick = (person: Person) => { setWords(''); onPick(person); };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length > 0) setAt((at + step + found.length) % found.length);
    else if (event.key === 'Enter' && found[at]) pick(found[at]);
    else if (event.key === 'Escape' && asked) setWords('');
    else return;
    event.preventDefault();
  };
  return (
    <Field wide label={label}>{(props) => (
      <div className="popover-host">
        <input {...props} className="input" type="search" autoComplete="off" placeholder={say('people.searchHint')} value={words}
          role="combobox" aria-expanded={open} aria-controls={list} aria-autocomplete="list" aria-activedescendant={open && found[at] ? `${list}-${at}` : undefined}
          onChange={(event) => { setWords(event.target.value); setAt(0); }} onKeyDown={onKeyDown} />
        {open && (
          <div className="popover under">
            {error ? <ProblemNotice problem={error} retry={() => void refetch()} />
              : !isPlaceholderData && found.length === 0 ? <p className="quiet" role="status">{say('finder.none', { words: asked, unit: name ?? '' })}</p>
              : <ul className="menu" role="listbox" id={list} aria-label={label}>{found.map((person, i) => (
                  <li key={person.memberId} id={`${list}-${i}`} role="option" aria-selected={i === at}
                    onPointerDown={(event) => { event.preventDefault(); pick(person); }} onPointerEnter={() => setAt(i)}>{person.name} <span className="quiet"><UnitName of={person} /></span></li>
                ))}</ul>}
          </div>
        )}
      </div>)}</Field>
  );
};
