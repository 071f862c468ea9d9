import { useWord } from '../i18n/translate.ts';

type Props = { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true; family: string; words: readonly string[]; value: string; onChange: (word: string) => void };
/** One word of a vocabulary. */
export const WordSelect = ({ family, words, value, onChange, ...props }: Props) => {
  const word = useWord();
  return <select {...props} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
    {words.map((one) => <option key={one} value={one}>{word(family, one)}</option>)}</select>;
};
