import { useEffect, useRef, useState } from 'react';
import { useSay } from '../i18n/translate.ts';
import { useParams } from './url.ts';

const restful = 400; // milliseconds without a key before the list is asked
type Props = { id: string; hint: string };
/** Searches a list while one types, and at once on Enter; what an input method is still composing is not asked for. The address keeps it as `q`. */
export const Search = ({ id, hint }: Props) => {
  const say = useSay();
  const { get, set } = useParams();
  const q = get('q') ?? '';
  const [words, setWords] = useState(q);
  const [composing, setComposing] = useState(false);
  const asked = useRef(q);
  const ask = () => {
    const next = words.trim();
    if (composing || next === asked.current) return;
    asked.current = next;
    set({ q: next, cursor: null, page: null }, { replace: true });
  };
  useEffect(() => { // the address was changed by somebody else: Back, or the clearing of filters
    if (q === asked.current) return;
    asked.current = q;
    setWords(q);
  }, [q]);
  useEffect(() => {
    const timer = setTimeout(ask, restful);
    return () => clearTimeout(timer);
  }, [words, composing]);
  return (
    <form className="field wide" onSubmit={(event) => { event.preventDefault(); ask(); }}>
      <label htmlFor={id}>{say('table.search')}</label>
      <input id={id} className="input" type="search" value={words} placeholder={hint} maxLength={80} onChange={(event) => setWords(event.target.value)}
        onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)} />
    </form>
  );
};
