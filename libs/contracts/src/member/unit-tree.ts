import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, Text, UnitId } from '../ids.ts';

/** 机关 agency, 部门 department, 台站 station or any other subordinate unit. */
export const UnitType = z.enum(['agency', 'department', 'station']);
export type UnitType = z.infer<typeof UnitType>;

/**
 * `from`: the first day on which it holds, so that any day's tree can be asked for.
 * `was`: what the wisher saw to hold today or, for a later day, on that day; the wish is refused where something else holds.
 */
export const CreateUnit = command('CreateUnit', z.object({ unitId: UnitId, name: Text(80), type: UnitType, parentId: UnitId.nullable(), from: Day }));
export const RenameUnit = command('RenameUnit', z.object({ unitId: UnitId, name: Text(80), from: Day, was: Text(80).optional() }));
export const MoveUnit = command('MoveUnit', z.object({ unitId: UnitId, parentId: UnitId, from: Day, was: UnitId.optional() }));
export type UnitTreeCommand = Of<typeof CreateUnit | typeof RenameUnit | typeof MoveUnit>;

export const UnitCreated = event('UnitCreated', { v: 1, data: z.object({ unitId: UnitId, name: z.string(), type: UnitType, parentId: UnitId.nullable(), from: Day }) });
export const UnitRenamed = event('UnitRenamed', { v: 1, data: z.object({ unitId: UnitId, name: z.string(), from: Day }) });
/** `fromParentId`: above it until then (where it was to come back under the new one, what that replaces), so that its history has it too; the first version did not say it: `null`, which is unknown. */
export const UnitMoved = event('UnitMoved', {
  v: 2, upcast: { 1: (old) => ({ ...old, fromParentId: null }) },
  data: z.object({ unitId: UnitId, fromParentId: UnitId.nullable(), parentId: UnitId, from: Day }),
});
export type UnitTreeEvent = Of<typeof UnitCreated | typeof UnitRenamed | typeof UnitMoved>;
