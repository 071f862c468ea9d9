import { AccessDenied, RecordDenial, RecordLook, RecordLookedAt } from '@lyceum/contracts/audit/access';

const day = '2026-03-06';
export const ada = 'ada';
export const look = (what: 'record' | 'history' = 'record') => RecordLook({ memberId: ada, what, day });
export const looked = (what: 'record' | 'history' = 'record') => RecordLookedAt({ memberId: ada, what, day });
export const denial = () => RecordDenial({ subject: ada, route: '/api/units', right: 'units.change', day });
export const denied = () => AccessDenied({ subject: ada, route: '/api/units', right: 'units.change', day });
