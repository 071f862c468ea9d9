import type { ReadStore } from '@lyceum/read-store/read-store';
import type { Position } from '@lyceum/core/event';
import type { Keys, Opened } from '@lyceum/vault/vault';
import { accountRows, type AccountRow } from './account.projection.ts';

/** How an account is shown. `active`: its owner can log in. */
export type AccountState = { readonly active: boolean; readonly state: 'none' | 'awaiting' | 'active' | 'off'; readonly forgotten: boolean };
const none: AccountState = { active: false, state: 'none', forgotten: false };

const shown = ({ state, off, forgotten }: AccountRow): AccountState => ({ active: state === 'active' && !off, state: off ? 'off' : state, forgotten });

/** What is shown of these people's accounts; every id has an answer. At most a page of them. */
export const accountStates = async (reads: ReadStore, memberIds: readonly string[], asOf?: Position): Promise<ReadonlyMap<string, AccountState>> => {
  const { rows } = memberIds.length === 0 ? { rows: [] } : await reads.find(accountRows, { where: { key: [...memberIds] }, limit: memberIds.length, ...(asOf === undefined ? {} : { asOf }) });
  const found = new Map(rows.map(({ key, row }) => [key, shown(row)]));
  return new Map(memberIds.map((memberId) => [memberId, found.get(memberId) ?? none]));
};

/** The name that a person logs in with, in clear; null where there is none, or the person was forgotten. */
export const accountName = async (reads: ReadStore, keys: Keys, memberId: string): Promise<Opened> => {
  const sealed = (await reads.get(accountRows, memberId))?.row.account;
  return sealed ? (await keys.open([sealed]))[0] ?? null : null;
};
