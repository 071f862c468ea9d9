import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonical } from '@lyceum/core/canonical';
import { shanghaiDay } from '@lyceum/core/calendar';
import { refuse, Refusal } from '@lyceum/core/decider';
import type { Position } from '@lyceum/core/event';
import { GrantRole, type Role } from '@lyceum/contracts/member/roles';
import { roles as roleTerms } from '@lyceum/contracts/terms';
import { CreateUnit } from '@lyceum/contracts/member/unit-tree';
import { EventStore } from '@lyceum/event-store/event-store';
import { commandId, idOf, type Ask } from '@lyceum/event-store/handle';
import type { Visit } from '@lyceum/nest-kit/call';
import { Commands } from '@lyceum/nest-kit/commands';
import { Codes } from './account/codes.ts';
import { Enrolment } from './enrolment.ts';
import { roles } from './roles/roles.decider.ts';
import { unitTree } from './unit-tree/unit-tree.decider.ts';

/** Four people, since no one person may be two of the three administrators; in this order, so that the last one's role ends the work. */
export const firstRoles = ['system-administrator', 'security-administrator', 'audit-administrator', 'office'] as const satisfies readonly Role[];
export type FirstRole = (typeof firstRoles)[number];
export type FirstPerson = { readonly role: FirstRole; readonly name: string; readonly account: string };
/** `code`: null where it was used by now, has expired, or another took its place. */
export type FirstCode = { readonly role: FirstRole; readonly account: string; readonly code: string | null; readonly expiresAt: string | null };

/** The root has always been there, so that units and people of any past day can be recorded below it. */
const always = '1900-01-01';
const memberOf = (role: FirstRole) => idOf(commandId('setup', role));
const root = idOf(commandId('setup', 'root'));
const lastStream = `roles-${memberOf(firstRoles.at(-1)!)}`;
/** The last role's grant is the set-up's receipt: it bears its command, and its id follows from what was asked. */
const lastGrant = (asked: string) => idOf(commandId('setup', 'receipt', asked));

type Asking = Pick<Visit, 'now' | 'correlation' | 'command'>;
const asking = ({ now, correlation }: Asking, ...parts: readonly string[]): Ask => ({ command: commandId('setup', ...parts), actor: 'setup', unit: root, now, correlation });

/** What a set-up asks for, to know it again. Keyed by its link, which is used up and rests nowhere: nobody can guess at a name by it. */
export const askedWith = (token: string, body: unknown): string => createHmac('sha256', token).update(canonical(body)).digest('base64url');

/**
 * How an empty city gets its root and its first people: each comes in by a one-time code, so that nobody chooses another's password. Its ids are
 * always the same, so that a set-up which broke off is taken up by the next: what was made stays, with names as they are given then.
 */
@Injectable()
export class Setup {
  constructor(private readonly commands: Commands, private readonly store: EventStore, private readonly enrolment: Enrolment, private readonly codes: Codes) {}

  /** True for an empty city, and for one whose set-up broke off. A city that was made otherwise needs none. */
  async needed(): Promise<boolean> {
    const [first] = await this.store.readStream('unit-tree-city');
    return !first || (first.actor === 'setup' && !(await this.there(lastStream)));
  }

  /** Where a set-up ended that this very request has made; `undefined` where it has not. Refuses `idempotency-key-reused` where it asked for something else. */
  async madeBy(command: string, asked: string): Promise<Position | undefined> {
    const receipt = (await this.store.readStream(lastStream)).find((event) => event.command === command);
    if (receipt && (receipt.data as { readonly grantId?: string }).grantId !== lastGrant(asked)) refuse('idempotency-key-reused');
    return receipt?.position;
  }

  /** Answers where it ended, at the last role's grant, and everybody's code. `asked`: see `askedWith`. */
  async run(unitName: string, people: readonly FirstPerson[], visit: Asking & { readonly asked: string }): Promise<{ position: Position; codes: FirstCode[] }> {
    const { now, correlation, command, asked } = visit;
    const ask = (...parts: readonly string[]) => asking(visit, ...parts);
    const codes: FirstCode[] = [];
    const from = shanghaiDay(now);
    let position = '';
    if (!(await this.there('unit-tree-city'))) {
      await this.commands.as(unitTree, CreateUnit({ unitId: root, name: unitName, type: 'agency', parentId: null, from: always }), ask('root'));
    }
    for (const role of firstRoles) {
      const { name, account } = people.find((person) => person.role === role)!;
      const memberId = memberOf(role);
      if (await this.enrolment.member(memberId)) await this.enrolment.correct(memberId, { name }, '初始设置', ask(role, correlation));
      else await this.enrolment.register({ name, unitId: root, post: roleTerms[role].zh, tier: 'middle', employment: 'staff', party: 'non-party', from }, ask(role), memberId);
      codes.push(await this.code({ role, account }, visit));
      if (await this.there(`roles-${memberId}`)) continue;
      const [grantId, granted] = role === firstRoles.at(-1) ? [lastGrant(asked), { ...ask(role, 'grant'), command }] : [idOf(commandId('setup', role, 'grant')), ask(role, 'grant')];
      ({ position } = await this.commands.as(roles, GrantRole({ grantId, memberId, role, unitId: root, from, until: null }), granted));
    }
    return { position, codes };
  }

  /** For a set-up that is sent again: new codes in place of those that nobody has used, since the first can't be read back. */
  async codesAgain(people: readonly Pick<FirstPerson, 'role' | 'account'>[], visit: Asking): Promise<FirstCode[]> {
    const codes: FirstCode[] = [];
    for (const role of firstRoles) codes.push(await this.code(people.find((person) => person.role === role)!, visit));
    return codes;
  }

  private async code({ role, account }: Pick<FirstPerson, 'role' | 'account'>, visit: Asking): Promise<FirstCode> {
    try {
      const { account: name, code, expiresAt } = await this.codes.issue(memberOf(role), asking(visit, role, 'account', visit.command), account);
      return { role, account: name, code, expiresAt };
    } catch (error) {
      if (error instanceof Refusal && error.code === 'activation-code-over') return { role, account, code: null, expiresAt: null };
      throw error;
    }
  }

  private async there(stream: string): Promise<boolean> { return (await this.store.readStream(stream)).length > 0; }
}
