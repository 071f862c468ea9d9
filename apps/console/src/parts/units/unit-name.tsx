import { useSay } from '../../i18n/translate.ts';
import type { Unit } from '../../api-types.ts';
import { useUnits } from '../data.ts';
import { parentsOfNamesakes } from './unit-branches.ts';

const worked = new WeakMap<readonly Unit[], ReadonlyMap<string, string>>(); // a list asks it in every row
const parentsIn = (units: readonly Unit[]): ReadonlyMap<string, string> => {
  const parents = worked.get(units) ?? parentsOfNamesakes(units);
  worked.set(units, parents);
  return parents;
};

/** How a unit is called where units of several parents stand together: its name, and what it lies below where another in sight has the same. */
export const useUnitName = () => {
  const say = useSay();
  const parents = parentsIn(useUnits().units);
  return (unitId: string | null | undefined, name: string | null | undefined): string => {
    const parent = parents.get(unitId ?? '');
    return parent !== undefined && name ? say('unit.under', { name, parent }) : name ?? '–';
  };
};

export const UnitName = ({ of: { unitId, unitName } }: { of: { readonly unitId: string | null; readonly unitName: string | null } }) => useUnitName()(unitId, unitName);
