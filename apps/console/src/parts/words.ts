/** The words of the contracts, in the order in which forms offer them. */
export const tiers = ['leader', 'middle', 'team-lead', 'operator'] as const;
export const parties = ['party', 'probationary', 'non-party'] as const;
export const employments = ['staff', 'contract', 'temporary', 'seconded'] as const;
export const roles = ['unit-administrator', 'unit-leader', 'person-access', 'office', 'city-leader', 'auditor', 'system-administrator', 'security-administrator', 'audit-administrator'] as const;
export const unitTypes = ['agency', 'department', 'station'] as const;
