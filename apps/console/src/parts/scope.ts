import { useMe, useUnits } from './data.ts';
import { useParams } from './url.ts';

/** The unit in view: the address's, else the first root of what one may see. */
export const useScope = () => {
  const { get } = useParams();
  const { data: me } = useMe();
  const { units } = useUnits();
  const root = me?.scopeRoots[0] ?? (me && { unitId: me.unitId, name: me.unitName });
  const unitId = get('unit') ?? root?.unitId;
  return { unitId, name: units.find((unit) => unit.unitId === unitId)?.name ?? (unitId === root?.unitId ? root?.name ?? undefined : undefined) };
};
