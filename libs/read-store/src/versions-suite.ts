import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@lyceum/core/event';
import { accounts, at, positionOf, Relocated, type AccountEvent, type AccountRow } from './examples.ts';
import type { ReadStore } from './read-store.ts';
import { deposit, end, log } from './testing/changes.ts';
import { versionsOf } from './testing/contents.ts';

/** What `readStoreSuite` asks of versions. `filled`: a store with the rows and versions that some events make. */
export const versionsSuite = (filled: (events?: readonly Recorded<AccountEvent>[]) => Promise<{ reads: ReadStore }>): void => describe('versions', () => {
  it('tells a row\'s history, newest first, each version with what it replaced', async () => {
    const { reads } = await filled();
    const { versions, next } = await reads.versions(accounts, { where: { key: 'b' } });
    expect(next).toBeNull();
    expect(versions.map(({ position, row, before }) => [position, (row as AccountRow | null)?.balance ?? null, (before as AccountRow | null)?.balance ?? null]))
      .toEqual([[positionOf(8), 100, null], [positionOf(6), null, 7], [positionOf(2), 7, null]]);
  });
  it('shows a branch the version with which an account left it, and not what came after', async () => {
    const { reads } = await filled();
    const north = (await reads.versions(accounts, { where: { branch: 'north' } })).versions.map(({ key, position }) => [key, position]);
    expect(north).toEqual([['d', positionOf(9)], ['b', positionOf(6)], ['a', positionOf(5)], ['a', positionOf(4)], ['b', positionOf(2)], ['a', positionOf(1)]]);
  });
  it('adds up to the figure: the deltas of the versions are the total', async () => {
    const { reads } = await filled();
    for (const branch of ['north', 'south']) for (const asOf of [positionOf(4), positionOf(7), end]) {
      const inside = (row: unknown) => ((row as AccountRow | null)?.branch === branch ? (row as AccountRow).balance : 0);
      const { versions } = await reads.versions(accounts, { where: { branch }, asOf });
      const [total] = await reads.total(accounts, { columns: ['balance'], where: { branch }, asOf });
      expect(versions.reduce((sum, { row, before }) => sum + inside(row) - inside(before), 0)).toBe(total!.sums['balance']);
    }
  });
  it('goes on to older keys where the newest have left the filter', async () => {
    const accountsOf = Array.from({ length: 12 }, (_, n) => `k${n}`);
    const { reads } = await filled(log(
      ...accountsOf.flatMap((account) => [deposit(account, 1), deposit(account, 2)]), ...accountsOf.map((account) => Relocated({ account, branch: 'south' })),
      ...accountsOf.flatMap((account, n) => (n % 3 ? [deposit(account, 3), deposit(account, 4)] : [])),
    ));
    const north = (row: unknown) => (row as AccountRow | null)?.branch === 'north';
    for (const asOf of [positionOf(30), positionOf(36), positionOf(44), positionOf(100)]) {
      const all = (await reads.versions(accounts, { where: {}, asOf, limit: 100 })).versions;
      expect(await versionsOf(reads, accounts, { where: { branch: 'north' }, asOf, limit: 2 })).toEqual(all.filter(({ row, before }) => north(row) || north(before)));
    }
  });
  it('pages through what one event made of more keys than a page has room for', async () => {
    const accountsOf = Array.from({ length: 9 }, (_, n) => `k${n}`);
    const { reads } = await filled([1, 2].flatMap((n) => accountsOf.map((account) => at(n, deposit(account, n)))));
    const expected = [2, 1].flatMap((n) => accountsOf.toReversed().map((account) => [account, positionOf(n)]));
    for (const limit of [1, 2, 4, 20]) expect([limit, (await versionsOf(reads, accounts, { limit })).map(({ key, position }) => [key, position])]).toEqual([limit, expected]);
  });
  it('pages, also as of a position', async () => {
    const { reads } = await filled();
    for (const when of [{}, { asOf: positionOf(7) }]) {
      const whole = (await reads.versions(accounts, { where: {}, ...when })).versions;
      expect(await versionsOf(reads, accounts, { limit: 2, ...when })).toEqual(whole);
      expect(whole).toHaveLength('asOf' in when ? 7 : 9);
    }
  });
});
