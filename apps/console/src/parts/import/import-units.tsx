import type { NewUnit, Unit } from '../../api-types.ts';
import { useSay } from '../../i18n/translate.ts';
import { pathOf, useUnits } from '../data.ts';
import { UnitPicker } from '../units/unit-picker.tsx';

const pathText = (units: readonly Unit[], unitId: string) => pathOf(units, unitId).map(({ name }) => name).join('/');

/** Whether it would be made where its path does not say: below what the list calls otherwise, say. */
const elsewhere = (path: string, { below, names }: NewUnit['makes']) => names.length < path.split('/').length && !`/${below}/${names.join('/')}`.endsWith(`/${path}`);

type Props = { units: readonly NewUnit[]; onDecide: (path: string, decision: string) => void };
/** For each unit that the tree lacks: one that is near, any other, or a new one. What is chosen is remembered for the next file. */
export const ImportUnits = ({ units, onDecide }: Props) => {
  const say = useSay();
  const { units: known } = useUnits();
  return (
    <ul className="lines">{units.map(({ path, nearest, longer, longerTotal, makes, decision }) => {
      const offered = nearest.map(({ unitId, name, path: whole }) => [unitId, whole || name] as const);
      const other = decision && decision !== 'create' && !offered.some(([unitId]) => unitId === decision) ? [[decision, pathText(known, decision) || decision] as const] : [];
      return (
        <li key={path} className="decide" data-path={path} data-open={!decision || undefined}>
          <span className="named"><b>{path}</b>{!decision && longerTotal > 0 && <span className="quiet small">
            {say(longerTotal === 1 ? 'import.unitShort' : 'import.unitShortMany', { n: longerTotal, paths: longer.slice(0, 3).map((whole) => `“${whole}”`).join(say('comma')) })}</span>}
            {!decision && offered.slice(0, 3).map(([unitId, shown]) => <span key={unitId} className="quiet small">{say('import.unitPerhaps', { unit: shown })}{' '}
              <button type="button" className="button plain" aria-label={say('import.unitTake', { unit: shown })} onClick={() => onDecide(path, unitId)}>{say('import.unitTakeIt')}</button></span>)}
            {(decision ?? 'create') === 'create' && elsewhere(path, makes) && <span className="quiet small">{say('import.unitBelow', { unit: makes.below })}</span>}</span>
          <select className="input" aria-label={say('import.unitFor', { path })} value={decision ?? ''} onChange={(event) => onDecide(path, event.target.value)}>
            <option value="" disabled>{say('import.unitChoose')}</option>
            {[...other, ...offered].map(([unitId, shown]) => <option key={unitId} value={unitId}>{say('import.unitUse', { unit: shown })}</option>)}
            <option value="create">{say('import.unitCreate')}</option>
          </select>
          <UnitPicker end value={decision} button={say('import.unitOther')} label={say('import.unitOtherFor', { path })} onChange={(unitId) => onDecide(path, unitId)} />
        </li>
      );
    })}</ul>
  );
};
