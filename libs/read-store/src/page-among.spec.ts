import { describe, expect, it } from '@jest/globals';
import { pagesOf } from '@lyceum/core/pages';
import { BadCursor, pageAmong } from './read-store.ts';

describe('a page of a list that is known whole', () => {
  const list = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  const page = (at: { cursor?: string; limit?: number }) => pageAmong(list, ({ id }) => id, { limit: 2, ...at });

  it('goes on behind the last item of the one before, until nothing is left', async () => {
    const pages = await Array.fromAsync(pagesOf(async (at) => page(at)));
    expect(pages.map(({ items, next, total }) => [items.map(({ id }) => id).join(''), next, total])).toEqual([['ab', 'b', 5], ['cd', 'd', 5], ['e', null, 5]]);
    expect(page({ limit: 5 }).next).toBeNull(); // and no empty page after a full one
  });

  it('refuses a cursor that names nothing of the list', () => { for (const cursor of ['', 'f', 'a ']) expect(() => page({ cursor })).toThrow(BadCursor); });
});
