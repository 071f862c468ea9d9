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

/** Whose reach is asked for, and when: a call, or whoever issued a code. */
type Reaching = Pick<Call, 'memberId' | 'now'>;

/**
 * Whether somebody may do all that a person may do, now or from a later day on. Of the three administrators, whose rights nobody else has, the
 * office takes care.
 */
export const reachesAllRolesOf = async (directory: Directory, store: EventStore, who: Reaching, memberId: string): Promise<boolean> => {
  const standing = Object.values(await grantsOf(store, memberId)).filter(({ until }) => until === null || until >= shanghaiDay(who.now));
  const units = new Map<Right, ReadonlySet<string>>();
  for (const { role, unitId } of standing) for (const right of rightsOf[separated.includes(role) ? 'office' : role]) {
    if (!units.has(right)) units.set(right, await directory.unitsWith(who.memberId, right));
    if (!units.get(right)!.has(unitId)) return false;
  }
  return true;
};

/**
 * Refuses `account-reaches-further`. Who holds a code for an account can become its owner, and who has a person forgotten ends their roles:
 * nobody may do either to somebody who may do more than they themselves.
 */
export const mustReachAllRolesOf = async (...asked: Parameters<typeof reachesAllRolesOf>): Promise<void> => {
  if (!(await reachesAllRolesOf(...asked))) refuse('account-reaches-further');
};
