import { afterEach, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@lyceum/core/event';
import type { Identity } from '@lyceum/event-store/event-store';
import { accounts, positionOf, Relocated, type AccountEvent } from './examples.ts';
import { allRows, BadCursor, type Find, type ReadStore } from './read-store.ts';
import { changesOf, deposit, end, log, story } from './testing/changes.ts';
import { contentsOf, rowsOf } from './testing/contents.ts';
import { versionsSuite } from './versions-suite.ts';

const identity = { log: 'log', epoch: 0 };
type Open = (folder: string, identity: Identity) => Promise<ReadStore>;

/** What every adapter must hold. `place` makes a fresh, empty place; `open` opens the same place as often as it is called. */
export const readStoreSuite = (name: string, place: () => Promise<{ at: string; remove: () => Promise<void> }>, open: Open) => describe(`read store: ${name}`, () => {
  const undo: (() => Promise<void>)[] = [];
  afterEach(async () => { for (const step of undo.splice(0).reverse()) await step(); });

  const opened = async (folder: string, as = identity) => {
    const reads = await open(folder, as);
    undo.push(() => reads.close());
    await reads.prepare(accounts);
    return reads;
  };
  const fresh = async () => {
    const { at: folder, remove } = await place();
    undo.push(remove);
    return { folder, reads: await opened(folder) };
  };
  const filled = async (events: readonly Recorded<AccountEvent>[] = story) => {
    const { folder, reads } = await fresh();
    await reads.write(accounts, changesOf(events), events.at(-1)!.position);
    return { folder, reads };
  };
  const keys = async (reads: ReadStore, find: Find) => (await reads.find(accounts, find)).rows.map(({ key }) => key);

  describe('rows', () => {
    it('gives what was written, with the position that made it', async () => {
      const { reads } = await filled();
      expect(await reads.get(accounts, 'a')).toEqual({ key: 'a', position: positionOf(5), row: { branch: 'south', balance: 15, deposits: 2, open: true } });
      expect(await reads.get(accounts, 'nobody')).toBeUndefined();
    });
    it('hides a removed row, shows the projector its tombstone, and lets it begin anew', async () => {
      const { reads } = await fresh();
      await reads.write(accounts, changesOf(story.slice(0, 6)), positionOf(6));
      expect(await reads.get(accounts, 'b')).toBeUndefined();
      expect(await keys(reads, {})).toEqual(['a', 'c']);
      expect(await reads.count(accounts)).toBe(2);
      expect((await reads.current(accounts, ['b', 'nobody'])).get('b')).toEqual({ position: positionOf(6), row: null });
      await reads.write(accounts, changesOf(story).slice(6), end);
      expect((await reads.get(accounts, 'b'))?.row.balance).toBe(100);
    });
    it('survives closing and opening', async () => {
      const { folder, reads } = await filled();
      await reads.close();
      undo.splice(undo.length - 1, 1);
      const again = await opened(folder);
      expect(await again.checkpoint(accounts)).toBe(end);
      expect(await keys(again, {})).toEqual(['a', 'b', 'c', 'd']);
    });
    it('drops the rows of another log or epoch', async () => {
      const { folder } = await filled();
      for (const other of [{ log: 'log', epoch: 1 }, { log: 'other', epoch: 1 }]) {
        const reads = await opened(folder, other);
        expect(await reads.checkpoint(accounts)).toBe('');
        expect(await keys(reads, {})).toEqual([]);
        await reads.write(accounts, changesOf(story), end);
      }
    });
    it('keeps versions of a projection beside each other until the old is forgotten', async () => {
      const { reads } = await filled();
      const raised = { ...accounts, version: 2 };
      await reads.prepare(raised);
      expect(await reads.checkpoint(raised)).toBe('');
      expect(await reads.count(raised)).toBe(0);
      expect(await reads.count(accounts)).toBe(4);
      await reads.forget([raised]);
      await expect(reads.count(accounts)).rejects.toThrow('not prepared');
      expect(await reads.count(raised)).toBe(0);
    });
  });

  describe('writing', () => {
    const all = async (reads: ReadStore) => ({ ...(await contentsOf(reads, accounts)), checkpoint: await reads.checkpoint(accounts) });
    it('changes nothing the second time', async () => {
      const { reads } = await filled();
      const once = await all(reads);
      await reads.write(accounts, changesOf(story), end);
      await reads.write(accounts, changesOf(story).slice(0, 3), positionOf(3));
      expect(await all(reads)).toEqual(once);
      expect(once.checkpoint).toBe(end);
    });
    it('leaves a row alone that is not where the change was computed from', async () => {
      const { reads } = await filled();
      await reads.write(accounts, [{ key: 'a', position: positionOf(90), previous: positionOf(4), row: { branch: 'north', balance: -1, deposits: 0, open: true } }], end);
      expect((await reads.get(accounts, 'a'))?.row.balance).toBe(15);
    });
    it('lets two projectors write the same log in any interleaving', async () => {
      const { reads: alone } = await filled();
      const { folder, reads: one } = await fresh();
      const other = await opened(folder);
      const changes = changesOf(story);
      await Promise.all([
        (async () => { for (let n = 0; n < changes.length; n += 2) await one.write(accounts, changes.slice(n, n + 2), changes[Math.min(n + 1, changes.length - 1)]!.position); })(),
        (async () => { for (let n = 0; n < changes.length; n += 3) await other.write(accounts, changes.slice(n, n + 3), changes[Math.min(n + 2, changes.length - 1)]!.position); })(),
      ]);
      expect(await all(one)).toEqual(await all(alone));
      expect(await all(other)).toEqual(await all(alone));
    });
    it('moves a row on where an overlapping batch begins before it', async () => {
      const { reads } = await fresh();
      const changes = changesOf(story);
      await reads.write(accounts, changes.slice(0, 4), positionOf(4));
      await reads.write(accounts, changes, end); // as a second projector that was slower to begin and faster to end
      expect((await reads.get(accounts, 'a'))?.position).toBe(positionOf(5));
      expect((await reads.get(accounts, 'b'))?.row.balance).toBe(100);
    });
    const broken = [...changesOf(story), { key: 'z', position: positionOf(50), previous: null, row: { balance: { not: 'a number' } } }];
    it('writes all of a batch or nothing', async () => {
      const { reads } = await fresh();
      await expect(reads.write(accounts, broken, positionOf(50))).rejects.toThrow('column');
      expect(await all(reads)).toEqual({ rows: [], versions: [], checkpoint: '' });
      await reads.write(accounts, changesOf(story), end);
      expect(await reads.count(accounts)).toBe(4);
    });
    it('writes projections side by side, of which one that can\'t be written holds up no other', async () => {
      const { reads } = await fresh();
      const versions = [2, 3, 4].map((version) => ({ ...accounts, version }));
      for (const each of versions) await reads.prepare(each);
      const outcomes = await Promise.allSettled(versions.map((each, n) => reads.write(each, n === 1 ? broken : changesOf(story), end)));
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await Promise.all(versions.map((each) => reads.count(each)))).toEqual([4, 0, 4]);
      expect(await Promise.all(versions.map((each) => reads.checkpoint(each)))).toEqual([end, '', end]);
    });
    it('heals versions that were left without their current row', async () => {
      const { reads } = await fresh();
      const changes = changesOf(story);
      // A crash between the two leaves versions only: written here as changes whose guard fails.
      await reads.write(accounts, changes.map((change) => ({ ...change, previous: change.previous ?? 'nowhere' })), '');
      expect(await reads.count(accounts)).toBe(0);
      await reads.write(accounts, changes, end);
      expect(await keys(reads, {})).toEqual(['a', 'b', 'c', 'd']);
    });
  });

  describe('as of a position', () => {
    it('shows what was then, at every position', async () => {
      const { reads } = await filled();
      for (let n = 0; n <= story.length; n++) {
        const { reads: then } = n === 0 ? await fresh() : await filled(story.slice(0, n));
        const asOf = positionOf(n);
        expect((await reads.find(accounts, { asOf })).rows).toEqual((await then.find(accounts, {})).rows);
        for (const where of [{}, { branch: 'north' }, { branch: ['south'] }, { balance: { from: 7 } }, { branch: 'south', balance: { to: 20 } }, { open: true }, { branch: { contains: 'ort' } }]) {
          expect((await reads.find(accounts, { asOf, where })).rows).toEqual((await then.find(accounts, { where })).rows);
          expect(await reads.count(accounts, where, asOf)).toBe(await then.count(accounts, where));
          expect(await reads.total(accounts, { columns: ['balance'], by: 'branch', where, asOf })).toEqual(await then.total(accounts, { columns: ['balance'], by: 'branch', where }));
        }
        for (const key of ['a', 'b', 'd']) expect(await reads.get(accounts, key, asOf)).toEqual(await then.get(accounts, key));
      }
    });
  });

  describe('find', () => {
    const wide = log(...Array.from({ length: 40 }, (_, n) => deposit(`k${String(n * 7 % 40).padStart(2, '0')}`, n % 5, n % 2 ? 'north' : 'south')));
    const sorts = [{ by: 'key' }, { by: 'key', descending: true }, { by: 'balance' }, { by: 'balance', descending: true }, { by: 'branch', descending: true }] as const;
    it('pages without a gap or a repetition, however it is sorted, now and as of', async () => {
      const { reads } = await filled(wide);
      for (const asOf of [undefined, positionOf(33)]) for (const sort of sorts) {
        const when = asOf === undefined ? {} : { asOf };
        const whole = (await reads.find(accounts, { sort, limit: 100, ...when })).rows;
        expect(new Set(whole.map(({ key }) => key)).size).toBe(asOf ? 33 : 40);
        expect(await rowsOf(reads, accounts, { sort, limit: 7, ...when })).toEqual(whole);
      }
    });
    it('gives all rows where all are asked for', async () => {
      const { reads } = await filled(wide);
      const { rows } = await reads.find(accounts, { where: { branch: 'north' }, sort: { by: 'balance' }, limit: 100 });
      expect(rows).toHaveLength(20);
      expect(await allRows(reads, accounts, { where: { branch: 'north' }, sort: { by: 'balance' }, limit: 3 })).toEqual(rows.map(({ row }) => row));
    });
    it('sorts as it says', async () => {
      const { reads } = await filled();
      expect(await keys(reads, { sort: { by: 'balance' } })).toEqual(['d', 'c', 'a', 'b']);
      expect(await keys(reads, { sort: { by: 'branch', descending: true } })).toEqual(['c', 'b', 'a', 'd']);
    });
    it('pages through rows whose sorted column is null', async () => {
      const { reads } = await filled(log(Relocated({ account: 'x', branch: 'north' }), deposit('y', 1)));
      await reads.write(accounts, ['n1', 'n2'].map((key) => ({ key, position: positionOf(60), previous: null, row: accounts.initial })), positionOf(60));
      for (const [descending, expected] of [[false, ['n1', 'n2', 'x', 'y']], [true, ['y', 'x', 'n2', 'n1']]] as const) {
        expect((await rowsOf(reads, accounts, { sort: { by: 'branch', descending }, limit: 1 })).map(({ key }) => key)).toEqual(expected);
      }
      expect(await keys(reads, { where: { branch: null } })).toEqual(['n1', 'n2']);
      expect(await keys(reads, { where: { branch: [null, 'north'] } })).toEqual(['n1', 'n2', 'x', 'y']);
    });
    it('filters by key, list, range and boolean', async () => {
      const { reads } = await filled();
      expect(await keys(reads, { where: { key: { from: 'b', to: 'c~' } } })).toEqual(['b', 'c']);
      expect(await keys(reads, { where: { key: ['d', 'a', 'x'] } })).toEqual(['a', 'd']);
      expect(await keys(reads, { where: { balance: { from: 4, to: 15 } } })).toEqual(['a']);
      expect(await keys(reads, { where: { open: false } })).toEqual([]);
      expect(await keys(reads, { where: { branch: [] } })).toEqual([]);
    });
    it('finds a text by what is in it, sign by sign', async () => {
      const { reads } = await filled(log(...['50 %_of', '五十%.*读书', 'North', 'a\\b'].map((branch, n) => Relocated({ account: `x${n}`, branch }))));
      const found = (contains: string) => keys(reads, { where: { branch: { contains } } });
      expect(await Promise.all(['%', '%_', '.*', '读', '\\', 'orth', 'North', 'north', 'x', '% o'].map(found))).toEqual([['x0', 'x1'], ['x0'], ['x1'], ['x1'], ['x3'], ['x2'], ['x2'], [], [], []]);
      expect(await reads.count(accounts, { branch: { contains: '十' } })).toBe(1);
    });
    it('refuses a cursor that is damaged or belongs to another list', async () => {
      const { reads } = await filled();
      const { next } = await reads.find(accounts, { limit: 1 });
      const named = JSON.parse(Buffer.from(next!, 'base64url').toString()) as [string, string, string];
      const forged = [[1, 2], [named[0], {}, 1], [named[0], 'x', true], [named[0], 'x', 1], [named[0], 'x', null], [named[0], true, 'x'], [named[0], 'x', '\0']].map((parts) => Buffer.from(JSON.stringify(parts)).toString('base64url'));
      for (const cursor of ['', 'x', '%%%', `${next}A`.slice(3), ...forged])
        await expect(reads.find(accounts, { cursor })).rejects.toThrow(BadCursor);
      await expect(reads.find(accounts, { cursor: next!, sort: { by: 'balance' } })).rejects.toThrow(BadCursor);
      await expect(reads.versions(accounts, { where: {}, cursor: next! })).rejects.toThrow(BadCursor);
      const at = named[2]; // a list of a range of keys, such as those of one subject, is another than that of the range beside it
      for (const key of [{ from: `${at}~` }, { to: at.slice(0, -1) }]) await expect(reads.find(accounts, { where: { key }, cursor: next! })).rejects.toThrow(BadCursor);
      for (const key of [{ from: at }, { to: at }, { from: at, to: `${at}~` }]) await expect(reads.find(accounts, { where: { key }, cursor: next! })).resolves.toBeDefined();
    });
    it('names a column that the projection does not declare, and where it is declared', async () => {
      const { reads } = await filled();
      await expect(reads.find(accounts, { where: { 'x" or 1=1 --': 1 } })).rejects.toThrow('declares no column');
      await expect(reads.find(accounts, { sort: { by: 'name' } })).rejects.toThrow(/^accounts declares no column name; it has key, .*\. To filter or sort by it, name it in the projection's indexes; to add it up, in its totals\.$/);
      await expect(reads.total(accounts, { columns: ['name'] })).rejects.toThrow('declares no column');
    });
    it('takes values for values, never for a query', async () => {
      const { reads } = await filled(log(deposit("o'hara\"; drop table", 3, '%')));
      expect(await keys(reads, { where: { branch: '%' } })).toEqual(["o'hara\"; drop table"]);
      expect(await keys(reads, { where: { branch: "' or '1'='1" } })).toEqual([]);
    });
  });

  describe('total', () => {
    it('equals the sum over find, by group and as a whole', async () => {
      const { reads } = await filled();
      for (const when of [{}, { asOf: positionOf(5) }]) for (const where of [{}, { branch: ['north', 'south'] }, { branch: 'none' }]) {
        const { rows } = await reads.find(accounts, { where, ...when });
        const groups = await reads.total(accounts, { columns: ['balance', 'deposits'], by: 'branch', where, ...when });
        const [whole] = await reads.total(accounts, { columns: ['balance', 'deposits'], where, ...when });
        const sum = (of: typeof rows) => ({ balance: of.reduce((n, { row }) => n + row.balance, 0), deposits: of.reduce((n, { row }) => n + row.deposits, 0) });
        expect(whole).toEqual({ group: null, count: rows.length, sums: sum(rows) });
        const branches = [...new Set(rows.map(({ row }) => row.branch))].sort();
        expect(groups).toEqual(branches.map((group) => {
          const of = rows.filter(({ row }) => row.branch === group);
          return { group, count: of.length, sums: sum(of) };
        }));
      }
    });
    it('groups by a boolean as a boolean', async () => {
      const { reads } = await filled();
      expect(await reads.total(accounts, { columns: ['balance'], by: 'open' })).toEqual([{ group: true, count: 4, sums: { balance: 118 } }]);
    });
  });

  versionsSuite(filled);
});
