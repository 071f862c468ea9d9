import { CreateUnit, MoveUnit, RenameUnit, UnitCreated, UnitMoved, UnitRenamed } from '@lyceum/contracts/member/unit-tree';

/** 市局 with two 总台, one 台站 below the first. */
export const city = { unitId: 'city', name: '市局', type: 'agency', parentId: null, from: '2020-01-01' } as const;
export const north = { unitId: 'north', name: '北总台', type: 'department', parentId: 'city', from: '2020-01-01' } as const;
export const south = { unitId: 'south', name: '南总台', type: 'department', parentId: 'city', from: '2021-01-01' } as const;
export const harbour = { unitId: 'harbour', name: '港口台', type: 'station', parentId: 'north', from: '2021-01-01' } as const;

export const tree = [UnitCreated(city), UnitCreated(north), UnitCreated(south), UnitCreated(harbour)];

export const create = CreateUnit;
export const rename = (unitId: string, name: string, from: string, was?: string) => RenameUnit({ unitId, name, from, was });
export const renamed = (unitId: string, name: string, from: string) => UnitRenamed({ unitId, name, from });
export const move = (unitId: string, parentId: string, from: string, was?: string) => MoveUnit({ unitId, parentId, from, was });
export const moved = (unitId: string, fromParentId: string, parentId: string, from: string) => UnitMoved({ unitId, fromParentId, parentId, from });
