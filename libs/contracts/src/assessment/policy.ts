import { z } from 'zod';
import { command, event, type Of } from '@lyceum/core/event';
import { Day, PolicyId, Text, UnitId } from '../ids.ts';
import { StudyForm } from '../activity/study-session.ts';

/** A rule as data. There is one kind so far: at least so many sessions of a form in every week. */
export const Rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cadence'), form: StudyForm, per: z.enum(['week']), atLeast: z.number().int().min(1).max(7) }),
]);
export type Rule = z.infer<typeof Rule>;

/** `basis`: the document that it rests on. `unitId`: it holds for this unit's subtree. */
const policy = { policyId: PolicyId, unitId: UnitId, title: Text(120), rule: Rule, basis: Text(300), effectiveFrom: Day };

/** `after`: the version that the wisher saw as the newest; refused where somebody else has published one since. */
export const PublishPolicy = command('PublishPolicy', z.object({ ...policy, after: z.number().int().min(0).optional() }));
export const EndPolicy = command('EndPolicy', z.object({ policyId: PolicyId, until: Day }));
export type PolicyCommand = Of<typeof PublishPolicy | typeof EndPolicy>;

/** `policyVersion` counts from 1 within the policy. */
export const PolicyPublished = event('PolicyPublished', { v: 1, data: z.object({ ...policy, policyVersion: z.number().int() }) });
export const PolicyEnded = event('PolicyEnded', { v: 1, data: EndPolicy.schema });
export type PolicyEvent = Of<typeof PolicyPublished | typeof PolicyEnded>;
