import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, MemberId, UnitId } from '../ids.ts';

/**
 * Looks at a person's record, and what was refused: streams `access-<subject>`, once a day for the same actor and matter. `outside`: the unit that was
 * asked for, where the right is there and does not reach it; `''` where nothing is there; `null` where there is no such right at all. The first two
 * stand in a stream of their own, `access-<subject>-outside`: the revisions of what people may read of themselves must not count what they may not.
 * Past so many a day they are not noted one by one; that there were more is, once for every hour (`hour`, in Shanghai) that had some.
 */
export const RecordLook = command('RecordLook', z.object({ memberId: MemberId, what: z.enum(['record', 'learning-file', 'history', 'details']), day: Day }));
export const RecordDenial = command('RecordDenial', z.object({ subject: z.string().max(80), route: z.string().max(200), right: z.string().max(60), day: Day, outside: z.union([UnitId, z.literal('')]).nullable() }));
export const RecordFurtherDenials = command('RecordFurtherDenials', z.object({ subject: RecordDenial.schema.shape.subject, day: Day, hour: z.int().min(0).max(23) }));
export type AccessCommand = Of<typeof RecordLook | typeof RecordDenial | typeof RecordFurtherDenials>;

export const RecordLookedAt = event('RecordLookedAt', { v: 1, data: RecordLook.schema });
export const AccessDenied = event('AccessDenied', { v: 2, upcast: { 1: (old) => ({ ...old, outside: null }) }, data: RecordDenial.schema }); // the first noted missing rights alone
export const AccessDeniedFurther = event('AccessDeniedFurther', { v: 1, data: RecordFurtherDenials.schema });
export type AccessEvent = Of<typeof RecordLookedAt | typeof AccessDenied | typeof AccessDeniedFurther>;
