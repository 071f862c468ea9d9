import { shanghaiDay } from '@lyceum/core/calendar';
import { refuse } from '@lyceum/core/decider';
import { separated, type Role } from '@lyceum/contracts/member/roles';
import { vocabulary } from '@lyceum/contracts/vocabulary';
import type { Directory } from '@lyceum/directory/directory';
import { rightsOf, type Right } from '@lyceum/directory/rights';
import type { EventStore } from '@lyceum/event-store/event-store';
import { pastOf } from '@lyceum/event-store/folds';
import type { Call } from '@lyceum/nest-kit/call';
import { roles, type Grant, type Roles } from './roles.decider.ts';

/** All of a person's grants, by id: from the log itself, so that those are among them which have not begun, or which no row shows yet. */
export const grantsOf = async (store: EventStore, memberId: string): Promise<Roles> => roles.fold(await pastOf(store, vocabulary, `roles-${memberId}`));

/** Who watch over a city, of each of whom there may be one alone: nobody can be relied on to help them but whoever runs the server. */
export const watching: readonly Role[] = [...separated, 'office'];

/** Whom nobody with a login gets a code for, or one for themselves where there may be one alone: whoever runs the server issues it. */
export const helpedOnServer: readonly Role[] = [...watching, 'auditor'];

/** Whose reach is asked for, and when: a call, or whoever issued a code. */
type Reaching = Pick<Call, 'memberId' | 'now'>;

/** A person's roles that hold on a day, or will from a later one on; one that was taken back before it began never does. */
export const standingRolesOf = async (store: EventStore, memberId: string, day: string): Promise<readonly Grant[]> =>
  Object.values(await grantsOf(store, memberId)).filter(({ from, until }) => until === null || (until >= day && until >= from));

/**
 * Why somebody may not do to a person what makes them that person or ends what they may do: `account-reaches-further` where the person may do
 * more than they, now or later; `account-of-administrator` for the three administrators, who are to watch one another and the office, and
 * `account-of-auditor` for an auditor, who reads after the office, so that none of them may be in anybody's hand.
 */
export const hindranceTo = async (directory: Directory, store: EventStore, who: Reaching, memberId: string): Promise<'account-of-administrator' | 'account-of-auditor' | 'account-reaches-further' | undefined> => {
  const standing = await standingRolesOf(store, memberId, shanghaiDay(who.now));
  if (standing.some(({ role }) => separated.includes(role))) return 'account-of-administrator';
  if (standing.some(({ role }) => role === 'auditor')) return 'account-of-auditor';
  const units = new Map<Right, ReadonlySet<string>>();
  for (const { role, unitId } of standing) for (const right of rightsOf[role]) {
    if (!units.has(right)) units.set(right, await directory.unitsWith(who.memberId, right));
    if (!units.get(right)!.has(unitId)) return 'account-reaches-further';
  }
  return undefined;
};

/** Refuses what `hindranceTo` names. Who holds a code for an account can become its owner, and who has a person forgotten ends their roles. */
export const mustReachAllRolesOf = async (...asked: Parameters<typeof hindranceTo>): Promise<void> => {
  const hindrance = await hindranceTo(...asked);
  if (hindrance !== undefined) refuse(hindrance);
};

/** Refuses what would let a system administrator alone silence those who watch them, and the office; everybody else's account they switch off, whatever its owner may do. */
export const mustNotBeWatching = async (store: EventStore, { now }: Reaching, memberId: string): Promise<void> => {
  const standing = new Set((await standingRolesOf(store, memberId, shanghaiDay(now))).map(({ role }) => role));
  if (separated.some((role) => standing.has(role))) refuse('account-of-administrator');
  if (watching.some((role) => standing.has(role))) refuse('account-of-office');
};
