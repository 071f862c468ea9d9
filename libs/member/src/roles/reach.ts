import { refuse } from '@lyceum/core/decider';
import type { Directory } from '@lyceum/directory/directory';
import type { Access } from '@lyceum/nest-kit/access';
import type { Call } from '@lyceum/nest-kit/call';

/**
 * Refuses `account-reaches-further`. Who holds a code for an account can become its owner, and who has a person forgotten ends their roles:
 * nobody may do either to somebody whose roles reach beyond what the caller's own right reaches.
 */
export const reachesAllRolesOf = async (access: Access, directory: Directory, call: Call, memberId: string): Promise<void> => {
  const [units, grants] = await Promise.all([access.units(call), directory.grants(memberId)]);
  if (grants.some(({ unitId }) => !units.has(unitId))) refuse('account-reaches-further');
};
