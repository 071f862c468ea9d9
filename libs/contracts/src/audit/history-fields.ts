/** The fields that a history's "before → after" names, as events leave them; `unitId`, `parentId` and `secondaryUnitId` are ids, told as `unit`, `parent` and `secondaryUnit` by their names. */
export const historyFields = [
  'name', 'type', 'parentId', 'from', 'until',
  'phone', 'otherPhone', 'idNumber', 'unitId', 'post', 'tier', 'employment', 'party', 'joinedParty', 'secondaryUnitId', 'secondaryPost', 'secondaryTier', 'secondaryFrom',
  'role', 'active', 'lockedUntil',
  'title', 'day', 'start', 'minutes', 'place', 'week', 'status',
  'basis', 'effectiveFrom', 'policyVersion', 'form', 'atLeast', 'verdict',
] as const;
export type HistoryField = (typeof historyFields)[number];
/** As they are told. */
export type ToldField = HistoryField extends infer F ? F extends `${infer Of}Id` ? Of : F : never;

/** 每周判定: what a unit's week came to. */
export const weekVerdicts = ['met', 'missed', 'mended'] as const;
export type WeekVerdict = (typeof weekVerdicts)[number];
