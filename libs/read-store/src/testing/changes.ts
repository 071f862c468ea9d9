import type { Recorded } from '@lyceum/core/event';
import { accounts, at, Deposited, positionOf, Relocated, Shut, type AccountEvent, type AccountRow } from '../examples.ts';
import type { Change } from '../read-store.ts';

/** What a projector would write for these events; kept apart from it, so that the port is tried by itself. */
export const changesOf = (events: readonly Recorded<AccountEvent>[]): Change[] => {
  const rows = new Map<string, { position: string; row: AccountRow | null }>();
  return events.flatMap((event) => accounts.keysOf(event).flatMap((key) => {
    const before = rows.get(key);
    const row = accounts.apply(before?.row ?? null, event, key);
    if (row === (before?.row ?? null)) return [];
    rows.set(key, { position: event.position, row });
    return [{ key, position: event.position, previous: before?.position ?? null, row }];
  }));
};

export const deposit = (account: string, amount: number, branch = 'north') => Deposited({ account, branch, amount });
export const log = (...facts: AccountEvent[]) => facts.map((fact, index) => at(index + 1, fact));

/** Two branches, one account that moves, one that is shut and comes back. */
export const story = log(
  deposit('a', 5), deposit('b', 7), deposit('c', 1, 'south'), deposit('a', 10),
  Relocated({ account: 'a', branch: 'south' }), Shut({ account: 'b' }), deposit('c', 2, 'south'), deposit('b', 100, 'south'), deposit('d', 0),
);
export const end = positionOf(story.length);
