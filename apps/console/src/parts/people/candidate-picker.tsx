import { useRef, useState, type KeyboardEvent } from 'react';
import type { Candidate } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useMore } from '../data.ts';
import { Icon } from '../icon.tsx';
import { More } from '../more.tsx';
import { Bones, ProblemNotice } from '../parts.tsx';
import { Popover } from '../popover.tsx';
import { UnitName } from '../units/unit-name.tsx';

const List = ({ onPick }: { onPick: (person: Candidate) => void }) => {
  const say = useSay();
  const [words, setWords] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const wanted = words.trim();
  const reading = useMore<Candidate>(wanted ? '/grants/candidates' : null, { q: wanted, limit: 20 });
  const people = reading.data?.items ?? [];
  const options = () => [...(list.current?.querySelectorAll<HTMLElement>('[role=option]') ?? [])];
  const press = (event: KeyboardEvent<HTMLElement>, person: Candidate) => {
    const at = options().indexOf(event.currentTarget);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') options()[Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1))]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') onPick(person);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input className="input" type="search" name="candidate" autoFocus placeholder={say('grants.find')} aria-label={say('grants.find')} value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') { event.preventDefault(); options()[0]?.focus(); }
          if (event.key === 'Enter') { event.preventDefault(); if (people[0]) onPick(people[0]); }
        }} />
      {reading.error && !reading.data ? <ProblemNotice problem={reading.error} retry={() => void reading.refetch()} />
        : !wanted ? <p className="quiet">{say('grants.findHint')}</p> : !reading.data ? <Bones lines={2} />
        : people.length === 0 ? <p className="quiet" role="status">{say('grants.nobody')}</p> : (
          <><ul className="tree" role="listbox" aria-label={say('grants.find')} ref={list}>{people.map((person, n) => (
            <li key={person.memberId} role="option" aria-selected={false} tabIndex={n === 0 ? 0 : -1} onClick={() => onPick(person)}
              onKeyDown={(event) => press(event, person)}><span>{person.name}</span><span className="quiet small"><UnitName of={person} /></span></li>
          ))}</ul><More of={reading} /></>
        )}
    </>
  );
};

type Props = { name: string; onChange: (person: Candidate) => void; id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true };
/** Whom a role is given to: found by a whole name or phone; no more is shown than who is meant. */
export const CandidatePicker = ({ name, onChange, id, 'aria-describedby': describedBy }: Props) => {
  const say = useSay();
  const shown = name || say('grants.pick');
  return (
    <Popover className="button picked" id={id} describedBy={describedBy} label={`${say('grants.person')}: ${shown}`} button={<><span>{shown}</span><Icon name="down" size={14} /></>}>
      {(close) => <List onPick={(person) => { onChange(person); close(); }} />}
    </Popover>
  );
};
