import { useState } from 'react';
import type { NewUnit } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { Dialog } from './dialogs.tsx';

type Props = { units: readonly NewUnit[]; onCreate: (paths: readonly string[]) => void };
/**
 * Creates in one go what nothing near was found for. A unit that may be one there is, spelt otherwise, stays a question of its own; so does one
 * that may be short for another of the list, unless that is the only one: then it goes along with it.
 */
export const CreateRest = ({ units, onCreate }: Props) => {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const open = units.filter(({ decision }) => !decision);
  const paths = open.filter(({ nearest, longer }) => nearest.length === 0 && longer.length === 0).map(({ path }) => path);
  const near = open.filter(({ nearest, longer }) => nearest.length > 0 || longer.length > 1).length;
  if (paths.length === 0) return null;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>{say('import.createRest', { n: paths.length })}</button>
      {asking && (
        <Dialog title={say('import.createAsk', { n: paths.length })} onClose={() => setAsking(false)}>
          <ul className="dots">{paths.map((path) => <li key={path}>{path}</li>)}</ul>
          {near > 0 && <p className="quiet">{say('import.createNear', { n: near })}</p>}
          <div className="row end"><button type="button" className="button" autoFocus onClick={() => setAsking(false)}>{say('form.cancel')}</button>
            <button type="button" className="button primary" onClick={() => { setAsking(false); onCreate(paths); }}>{say('import.createDo')}</button></div>
        </Dialog>
      )}
    </>
  );
};
