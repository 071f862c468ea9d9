import { RegisterMember } from '@lyceum/contracts/member/member';
import { GrantRole, type Role } from '@lyceum/contracts/member/roles';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { commandId, type Ask } from '@lyceum/event-store/handle';
import { ManualClock } from '@lyceum/jobs/clock';
import type { InProcessJobs } from '@lyceum/jobs/in-process';
import { member } from '@lyceum/member/member/member.decider';
import { roles } from '@lyceum/member/roles/roles.decider';
import { unitTree } from '@lyceum/member/unit-tree/unit-tree.decider';
import type { Context } from '@lyceum/nest-kit/context';
import type { HostOptions } from '@lyceum/nest-kit/host';
import { temporaryHost } from '@lyceum/nest-kit/testing';

const began = '2026-01-01';

/**
 * A city of three units for specs, on a real host: the city, its office, the office's station. Ada, Bob and Cy belong to the station, Dora to the
 * office. Dora runs the station, Olga the whole city; Ina, the auditor, reads. All that was recorded on 1 January 2026; the clock stands at `now`.
 */
export const smallCity = async (contexts: readonly Context[], now = '2026-03-06T07:00:00.000Z', { jobsBy, http }: { jobsBy?: (clock: ManualClock) => InProcessJobs; http?: HostOptions['http'] } = {}) => {
  const clock = new ManualClock('2026-01-01T00:00:00.000Z');
  const { host, close, logIn } = await temporaryHost({ contexts, clock, ...(jobsBy && { jobs: jobsBy(clock) }), ...(http && { http }) });
  const { commands, adapters: { keys } } = host;
  const ask = (what: string, unit: string): Ask => ({ command: commandId('small city', what), actor: 'setup', unit, now: clock.now(), correlation: 'small city' });

  for (const [unitId, parentId, type] of [['city', null, 'agency'], ['office', 'city', 'department'], ['station', 'office', 'station']] as const) {
    await commands.as(unitTree, CreateUnit({ unitId, name: `${unitId} name`, type, parentId, from: began }), ask(unitId, unitId));
  }
  const register = async (memberId: string, unitId: string, from = began) => commands.as(member, RegisterMember({
    memberId, name: await keys.seal(memberId, `${memberId} name`), unitId, post: '值机员', tier: 'operator', employment: 'staff', party: 'party', from,
  }), ask(memberId, unitId));
  const grant = (memberId: string, role: Role, unitId: string) =>
    commands.as(roles, GrantRole({ grantId: `${memberId}1`, memberId, role, unitId, from: began, until: null }), ask(`${memberId}'s role`, unitId));
  for (const memberId of ['ada', 'bob', 'cy']) await register(memberId, 'station');
  for (const memberId of ['dora', 'olga', 'ina']) await register(memberId, memberId === 'dora' ? 'office' : 'city');
  await grant('dora', 'unit-administrator', 'station');
  await grant('olga', 'office', 'city');
  await grant('ina', 'auditor', 'city');
  clock.set(now);
  await host.settle();
  return { host, clock, logIn, register, grant, close };
};
