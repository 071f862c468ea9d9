import { describe, expect, it } from '@jest/globals';
import { projection } from '@lyceum/core/projection';
import { matching, rowsOf, sorted, versionsOf } from './mongo-select.ts';
import { MongoTable } from './mongo-table.ts';
import { BadCursor } from './read-store.ts';

type Thing = { name: string | null; size: number; open: boolean };
const table = new MongoTable(projection<Thing, never>({ name: 'things', version: 1, initial: { name: null, size: 0, open: true }, indexes: [['name', 'size'], ['open']], totals: ['size'], keys: {}, on: {} }));
const filter = (where: Parameters<typeof matching>[1]) => matching(table, where, 'c', '_id');

describe('a filter for MongoDB', () => {
  it('says what was asked, of declared columns', () => {
    expect(filter({ key: 'a', name: ['x', null], size: { from: 1, to: 2 }, open: true })).toEqual({ _id: 'a', c_name: { $in: ['x', null] }, c_size: { $gte: 1, $lte: 2 }, c_open: 1 });
    expect(filter({ name: { from: null } })).toEqual({ c_name: { $in: [] } }); // null is neither more nor less than anything
    expect(filter({ name: {} })).toEqual({});
  });
  it('has an operator of ours or none', () => {
    for (const each of [{ $ne: null }, { $gt: '' }, { $regex: '.' }, { $where: '1' }]) {
      expect(filter({ name: each as never })).toEqual({}); // a range without ends, as in every other store
      for (const where of [{ name: [each] }, { name: { from: each } }, { key: { to: each } }]) expect(() => filter(where as never)).toThrow('a column holds');
    }
    for (const name of ['$where', '$or', 'c_name', 'a.b', '__proto__', 'constructor', 'toString']) expect(() => filter(Object.fromEntries([[name, 'x']]))).toThrow('declares no column');
    expect(() => rowsOf(table, {}, { $gt: '' } as never)).toThrow('is wanted');
  });
  it('finds rows as of a position by their own fields', () =>
    expect(rowsOf(table, { name: 'x' }, '5')).toEqual({ of: 'versions', key: 'key', query: { position: { $lte: '5' }, until: { $gt: '5' }, row: { $ne: null }, c_name: 'x' } }));
  it('counts a version before which the row met it', () =>
    expect(versionsOf(table, { name: 'x' })).toEqual({ $or: [{ row: { $ne: null }, c_name: 'x' }, { had: true, b_name: 'x' }] }));
  it('refuses a cursor whose values no row could have', () => {
    expect(() => sorted(table, '_id', { by: 'size' }, ['text', 'a'])).toThrow(BadCursor);
    expect(() => sorted(table, '_id', { by: 'key' }, [1, 'a'])).toThrow(BadCursor);
    expect(() => sorted(table, '_id', { by: 'name' }, ['x', null])).toThrow(BadCursor);
  });
});

describe('documents of MongoDB', () => {
  it('hold in their columns what can be compared', () => {
    expect(table.cells({ name: 'x', size: 3, open: false }, 'c')).toEqual({ c_name: 'x', c_size: 3, c_open: 0 });
    expect(() => table.cells({ name: 'x', size: 'three', open: false }, 'c')).toThrow('holds numbers');
    expect(table.scalar('open', 0)).toBe(false);
  });
  it('are made anew where the columns that are declared change', () =>
    expect(new MongoTable({ ...table.projection, totals: [] }).shape).not.toBe(table.shape));
});
