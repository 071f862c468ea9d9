import type { Position } from '@lyceum/core/event';
import type { Employment, Party, Tier } from '@lyceum/contracts/member/member';
import type { Role } from '@lyceum/contracts/member/roles';
import type { Opened } from '@lyceum/vault/vault';
import type { Right } from './rights.ts';
import type { Tree } from './tree.ts';

/** In clear; null where the person has been forgotten; or `unreadable`. */
export type Name = Opened;
/** A person on one day. `since` is the first day in the main unit. */
export type Person = {
  readonly memberId: string; readonly name: Name; readonly unitId: string; readonly post: string; readonly tier: Tier;
  readonly employment: Employment; readonly party: Party; readonly since: string;
  /** 兼职: further units, beside the main one. */
  readonly secondary: readonly { readonly unitId: string; readonly post: string }[];
};
export type Grant = { readonly grantId: string; readonly memberId: string; readonly role: Role; readonly unitId: string; readonly from: string; readonly until: string | null };
/** `day`: as things stood on that day (default: today by the host's clock). `asOf`: as far as was recorded by then (default: now). */
export type When = { readonly day?: string; readonly asOf?: Position };
export type Found = { readonly memberId: string; readonly name: string; readonly unitId: string; readonly phone: string | null };

/**
 * Names, the dated tree and roles: the one thing of others that every host keeps, from its own projections.
 * Answers are joined when they are read, so that a unit that moves rewrites one row.
 */
export abstract class Directory {
  /** `toCome`: also units whose first day is later, where they will begin: as far as rights reach. */
  abstract tree(when?: When & { readonly toCome?: boolean }): Promise<Tree>;
  abstract person(memberId: string, when?: When): Promise<Person | undefined>;
  /** The main unit of today, for whoever needs no name. */
  abstract unitOf(memberId: string): Promise<string | undefined>;
  /** People whose main unit is one of these on that day, ordered by unit and id; a page of them, and how many there are. */
  abstract people(unitIds: readonly string[], options?: When & { limit?: number; cursor?: string }): Promise<{ people: readonly Person[]; next: string | null; total: number }>;
  /** How many people have each unit for their main unit on that day; units without any are left out. */
  abstract headcounts(when?: When): Promise<ReadonlyMap<string, number>>;
  /** Names by member id; nothing for an unknown id. */
  abstract names(memberIds: readonly string[]): Promise<ReadonlyMap<string, Name>>;
  /** By part of a name or phone, or a `whole` one, within these units. */
  abstract search(text: string, unitIds: readonly string[], limit: number, options?: { whole?: boolean }): Promise<readonly Found[]>;
  /** Grants in force on the day. */
  abstract grants(memberId: string, when?: When): Promise<readonly Grant[]>;
  /** The units in which a person has a right today: subtrees of the grants' units, with what is to come below them; for `own`, none. */
  abstract unitsWith(memberId: string, right: Right): Promise<ReadonlySet<string>>;
  /** Everything that the person may do somewhere. */
  abstract rights(memberId: string): Promise<ReadonlySet<Right>>;
  /** The last position recorded by an instant: as-of by the clock becomes as-of by position. */
  abstract positionAt(instant: string): Promise<Position>;
}
