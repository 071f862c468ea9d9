import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { ImportId, UnitId } from '../ids.ts';

const count = z.number().int().min(0);

/**
 * What an import of a roster came to, told at its end: stream `roster-import-<importId>`. People and rows by number only: of each person the log
 * says by itself what changed, and the file is not kept. `unitId`: the top of what it could touch.
 */
const outcome = { importId: ImportId, unitId: UnitId, registered: count, changed: count, unchanged: count, refusedRows: count };

export const EndRosterImport = command('EndRosterImport', z.object(outcome));
export type RosterImportCommand = Of<typeof EndRosterImport>;

export const RosterImported = event('RosterImported', { v: 1, data: z.object(outcome) });
export type RosterImportEvent = Of<typeof RosterImported>;
