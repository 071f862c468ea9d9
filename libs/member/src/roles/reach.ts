import { shanghaiDay } from '@lyceum/core/calendar';
import { refuse } from '@lyceum/core/decider';
import { separated } from '@lyceum/contracts/member/roles';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Directory } from '@lyceum/directory/directory';
import { rightsOf, type Right } from '@lyceum/directory/rights';
import type { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import type { Call } from '@lyceum/nest-kit/call';
import { roles, type Roles } from './roles.decider.ts';

/** All of a person's grants, by id: from the log itself, so that those are among them which have not begun, or which no row shows yet. */
export const grantsOf = async (store: EventStore, memberId: string): Promise<Roles> => roles.fold(await pastOf(store, vocabulary, `roles-${memberId}`));

/**
 * Refuses `account-reaches-further`. Who holds a code for an account can become its owner, and who has a person forgotten ends their roles:
 * nobody may do either to somebody who may do more than they themselves, now or from a later day on. Of the three administrators, whose rights
 * nobody else has, the office takes care.
 */
export const reachesAllRolesOf = async (directory: Directory, store: EventStore, call: Call, memberId: string): Promise<void> => {
  const standing = Object.values(await grantsOf(store, memberId)).filter(({ until }) => until === null || until >= shanghaiDay(call.now));
  const units = new Map<Right, ReadonlySet<string>>();
  for (const { role, unitId } of standing) for (const right of rightsOf[separated.includes(role) ? 'office' : role]) {
    if (!units.has(right)) units.set(right, await directory.unitsWith(call.memberId, right));
    if (!units.get(right)!.has(unitId)) refuse('account-reaches-further');
  }
};
