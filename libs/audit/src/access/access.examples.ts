import { AccessDenied, AccessDeniedFurther, RecordDenial, RecordFurtherDenials, RecordLook, RecordLookedAt } from '@lyceum/contracts/audit/access';

const friday = '2026-03-06';
export const ada = 'ada';
export const look = (what: 'record' | 'history' = 'record') => RecordLook({ memberId: ada, what, day: friday });
export const looked = (what: 'record' | 'history' = 'record') => RecordLookedAt({ memberId: ada, what, day: friday });
export const denial = (outside: string | null = null, day = friday) => RecordDenial({ subject: ada, route: '/api/units', right: 'units.change', day, outside });
export const denied = (outside: string | null = null, day = friday) => AccessDenied({ subject: ada, route: '/api/units', right: 'units.change', day, outside });
export const further = (hour = 14) => RecordFurtherDenials({ subject: ada, day: friday, hour });
export const deniedFurther = (hour = 14) => AccessDeniedFurther({ subject: ada, day: friday, hour });
