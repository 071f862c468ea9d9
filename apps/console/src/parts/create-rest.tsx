import { useState } from 'react';
import type { NewUnit } from '../api-types.ts';
import { useSay } from '../i18n/translate.ts';
import { Dialog } from './dialogs.tsx';
import { UnitsToMake } from './import/import-created.tsx';
import { unitsMade } from './import/units-made.ts';

/**
 * What can be created in one go: what nothing near was found for. A unit that may be one there is, spelt otherwise, stays a question of its own; so does
 * one that may be short for another of the list, unless that is the only one and is created: then it goes along with it.
 */
const sorted = (units: readonly NewUnit[]) => {
  const [open, creating] = [units.filter(({ decision }) => !decision), units.filter(({ decision }) => decision === 'create')];
  const chosen = open.filter(({ nearest, longerTotal }) => nearest.length === 0 && longerTotal === 0);
  const there = new Set([...creating, ...chosen].map(({ path }) => path));
  const left = open.filter((unit) => !chosen.includes(unit) && !(unit.nearest.length === 0 && unit.longerTotal === 1 && there.has(unit.longer[0]!)));
  const already = new Set(unitsMade(creating).map(({ path }) => path));
  return { chosen, left, made: unitsMade([...creating, ...chosen]).filter(({ path }) => !already.has(path)) };
};

type Props = { units: readonly NewUnit[]; /** What would be made is being found out anew. */ busy: boolean; onCreate: (paths: readonly string[]) => void };
export const CreateRest = ({ units, busy, onCreate }: Props) => {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const { chosen, left, made } = sorted(units);
  if (chosen.length === 0) return null;
  const above = made.filter((unit) => unit.above).length;
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>{say('import.createRest', { n: chosen.length })}</button>
      {asking && (
        <Dialog title={say('import.createAsk', { n: made.length })} onClose={() => setAsking(false)}>
          <UnitsToMake units={made} />
          {above > 0 && <p className="quiet">{say('import.createAbove', { n: above })}</p>}
          {made.length - above < chosen.length && <p className="quiet">{say('import.createSame', { n: chosen.length })}</p>}
          <p>{say('import.createStays')}</p>
          {left.length > 0 && <p className="quiet">{say('import.createNear', { n: left.length, paths: left.map(({ path }) => `“${path}”`).join(say('comma')) })}</p>}
          <div className="row end"><button type="button" className="button" autoFocus onClick={() => setAsking(false)}>{say('form.cancel')}</button>
            <button type="button" className="button primary" disabled={busy} onClick={() => { setAsking(false); onCreate(chosen.map(({ path }) => path)); }}>{say('import.createDo')}</button></div>
        </Dialog>
      )}
    </>
  );
};
