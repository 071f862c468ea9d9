import { useState } from 'react';
import { Link } from 'react-router';
import { post } from '../../api.ts';
import type { RosterImport } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { useWrite } from '../data.ts';
import { Dialog } from '../dialogs.tsx';
import { useNowOnly } from '../history/past.ts';
import { Panel, ProblemNotice } from '../parts.tsx';
import { useHere } from '../url.ts';

/** Where the rows stand on the page. */
export const rowsId = 'import-rows';

/** What would be written though the file does not say it, each with the rows that it is in. */
const Guesses = ({ of: { counts } }: { of: RosterImport }) => {
  const say = useSay();
  const here = useHere();
  const found = ([['mainPost', counts.guessedMainPosts], ['tier', counts.guessedTiers]] as const).filter(([, n]) => n > 0);
  if (found.length === 0) return null;
  return (
    <p className="row">{say('import.guessed')}{found.map(([guess, n]) => (
      <Link key={guess} data-guessed={guess} preventScrollReset to={here({ guess, state: null, action: null, cursor: null, page: null })}
        onClick={() => document.getElementById(rowsId)?.scrollIntoView()}>{say(`import.guessed.${guess}`, { n })}</Link>
    ))}</p>
  );
};

type Props = { of: RosterImport; /** How many units nobody has decided about. */ open: number; /** It is being tried again. */ busy: boolean };
/** Writes what can be written. While rows wait for a decision that is a part, which is said before, and is not what one is led to. */
export const ImportWrite = ({ of, open, busy }: Props) => {
  const say = useSay();
  const past = useNowOnly();
  const [asking, setAsking] = useState(false);
  const run = useWrite((_: null, key) => post(`/imports/${of.importId}/run`, {}, key));
  const { waiting, errors } = of.counts;
  const n = of.counts.new + of.counts.changed;
  const part = open > 0 && waiting > 0;
  const write = say(part ? 'import.writePart' : 'import.write', { n });
  const state = () => {
    if (busy) return say('import.rechecking');
    if (waiting > 0) return say('import.writeWaiting', { n: waiting });
    return say(n === 0 ? 'import.nothing' : errors > 0 ? 'import.writeSome' : 'import.writeAll', { n: errors });
  };
  const go = () => { if (part) setAsking(true); else void run.run(null); };
  return (
    <Panel>
      <div className="stack">
        {run.problem && <ProblemNotice problem={run.problem} />}
        <Guesses of={of} />
        <div className="row">
          <button type="button" className={part ? 'button' : 'button primary'} aria-disabled={run.pending || busy} disabled={(n === 0 && !busy) || past !== undefined} title={past} onClick={() => { if (!busy) go(); }}>
            {run.pending ? say('form.sending') : write}</button>
          <span className="quiet" role="status">{state()}</span>
        </div>
      </div>
      {asking && (
        <Dialog title={say('import.partAsk', { n: waiting })} onClose={() => setAsking(false)}>
          <p>{say('import.partWhy')}</p>
          <div className="row end"><button type="button" className="button" autoFocus onClick={() => setAsking(false)}>{say('import.partBack')}</button>
            <button type="button" className="button" disabled={busy} onClick={() => { setAsking(false); void run.run(null); }}>{write}</button></div>
        </Dialog>
      )}
    </Panel>
  );
};
