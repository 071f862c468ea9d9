import type { Dated } from '@lyceum/core/dated';
import type { Position } from '@lyceum/core/event';
import { projection } from '@lyceum/core/projection';
import type { UnitTreeEvent, UnitType } from '@lyceum/contracts/member/unit-tree';

/** `changed`: the position of the last change, so that the newest of all units is the state of the tree. */
export type UnitRow = { readonly unitId: string; readonly type: UnitType; readonly names: Dated<string>; readonly parents: Dated<string | null>; readonly changed: Position };

/** One row a unit: its names and parents, each from a day on. A unit that moves rewrites its own row alone. */
export const units = projection<UnitRow, UnitTreeEvent>({
  name: 'units',
  version: 1,
  initial: { unitId: '', type: 'station', names: [], parents: [], changed: '' },
  indexes: [['changed']],
  keys: { UnitCreated: ({ data }) => data.unitId, UnitRenamed: ({ data }) => data.unitId, UnitMoved: ({ data }) => data.unitId },
  on: {
    UnitCreated: (_, { data: { unitId, type, name, parentId, from }, position }) =>
      ({ unitId, type, names: [{ from, value: name }], parents: [{ from, value: parentId }], changed: position }),
    UnitRenamed: (row, { data: { name, from }, position }) => ({ ...row, names: [...row.names, { from, value: name }], changed: position }),
    UnitMoved: (row, { data: { parentId, from }, position }) => ({ ...row, parents: [...row.parents, { from, value: parentId }], changed: position }),
  },
});
