import { EndRosterImport, RosterImported } from '@lyceum/contracts/member/roster-import';

const outcome = { importId: 'spring', unitId: 'office', registered: 28, changed: 3, unchanged: 112, refusedRows: 2 };

export const endImport = (counts: Partial<typeof outcome> = {}) => EndRosterImport({ ...outcome, ...counts });
export const imported = () => RosterImported(outcome);
