import { EndPolicy, PolicyEnded, PolicyPublished, PublishPolicy, type Rule } from '@lyceum/contracts/assessment/policy';

const once: Rule = { kind: 'cadence', form: 'weekly-collective', per: 'week', atLeast: 1 };
/** 每周集中学习不少于一次, for the whole city, from the first Monday of 2026. */
const weekly = { policyId: 'weekly', unitId: 'city', title: '每周集中学习', rule: once, basis: '学习制度第三条', effectiveFrom: '2026-01-05' };
type Weekly = typeof weekly;

export const publishPolicy = (other: Partial<Weekly & { after: number }> = {}) => PublishPolicy({ ...weekly, ...other });
export const policyPublished = (other: Partial<Weekly & { policyVersion: number }> = {}) => PolicyPublished({ ...weekly, policyVersion: 1, ...other });
export const twice: Rule = { ...once, atLeast: 2 };
export const endPolicy = (until = '2026-06-28') => EndPolicy({ policyId: 'weekly', until });
export const policyEnded = (until = '2026-06-28') => PolicyEnded({ policyId: 'weekly', until });
