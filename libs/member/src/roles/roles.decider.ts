import { decider, refuse, type Decider } from '@lyceum/core/decider';
import { addDays } from '@lyceum/core/calendar';
import { RoleEnded, RoleGranted, separated, type Role, type RolesCommand, type RolesEvent } from '@lyceum/contracts/member/roles';

export type Grant = { readonly role: Role; readonly unitId: string; readonly from: string; readonly until: string | null };
/** One person's grants by id, ended ones included. */
export type Roles = Readonly<Record<string, Grant>>;

/** The roles of one person. Whether the giver's own right reaches the unit is checked before, where the tree is known. */
export const roles = decider<Roles, RolesCommand, RolesEvent>({
  category: 'roles',
  id: ({ memberId }) => memberId,
  initial: {},

  decide: {
    GrantRole: ({ grantId, memberId, role, unitId, from, until }, held, { actor }) => {
      notOneself(actor, memberId);
      if (until !== null && until < from) refuse('until-before-from', { from, until });
      if (Object.hasOwn(held, grantId)) refuse('grant-exists');
      for (const other of Object.values(held).filter((grant) => overlap(grant, { from, until }))) {
        if (other.role === role && other.unitId === unitId) refuse('role-held-already');
        if (other.role !== role && separated.includes(role) && separated.includes(other.role)) refuse('roles-separated');
      }
      return [RoleGranted({ grantId, memberId, role, unitId, from, until })];
    },
    /** `until` is the last day, which comes no later by it; the day before the first takes back what never held. */
    EndRole: ({ grantId, memberId, until }, held, { actor }) => {
      notOneself(actor, memberId);
      const grant = Object.hasOwn(held, grantId) ? held[grantId]! : refuse('grant-unknown');
      if (grant.until === until) return [];
      if (grant.until !== null && grant.until < until) refuse('role-already-ended', { until: grant.until });
      if (until < addDays(grant.from, -1)) refuse('until-before-from', { from: grant.from, until });
      return [RoleEnded({ grantId, memberId, role: grant.role, unitId: grant.unitId, until })];
    },
  },

  evolve: {
    RoleGranted: (held, { grantId, role, unitId, from, until }) => ({ ...held, [grantId]: { role, unitId, from, until } }),
    RoleEnded: (held, { grantId, until }) => (held[grantId] ? { ...held, [grantId]: { ...held[grantId], until } } : held),
  },
});

/**
 * Roles that see those of others: the last of the three administrators of a kind stays, since without one nobody grants roles, switches accounts, or
 * reads what the others do. `above`: the units of which such a role reaches the grant's. What others hold is read from their own streams, and
 * the append checks that none has moved: of two who end one another's role at once, one is refused.
 */
export const beside = (others: readonly string[], above: ReadonlySet<string>): Decider<Roles, RolesCommand, RolesEvent, { others: ReadonlyMap<string, Roles> }> => ({
  ...roles,
  reads: { others: [roles, () => others] },
  decide: (wish, held, given) => {
    const facts = roles.decide(wish, held, given);
    if (wish.type !== 'EndRole' || facts.length === 0) return facts;
    const { grantId, until } = wish.data;
    const { role } = held[grantId]!;
    const day = addDays(until, 1);
    const goesOn = ([id, grant]: readonly [string, Grant]) => id !== grantId && grant.role === role && above.has(grant.unitId) && grant.from <= day && (grant.until === null || grant.until >= day);
    const stays = [held, ...given.others.values()].some((theirs) => Object.entries(theirs).some(goesOn));
    if (separated.includes(role) && !stays) refuse('last-administrator', { day });
    return facts;
  },
});

const notOneself = (actor: string, memberId: string) => { if (actor === `member:${memberId}`) refuse('own-role'); };

/** Both ends belong to a grant; without an end it goes on, and one that was taken back before it began never held. */
const overlap = (a: Pick<Grant, 'from' | 'until'>, b: Pick<Grant, 'from' | 'until'>) =>
  (a.until === null || a.from <= a.until) && (a.until === null || b.from <= a.until) && (b.until === null || a.from <= b.until);
